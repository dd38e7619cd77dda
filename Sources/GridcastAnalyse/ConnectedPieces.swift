/// The connected components of the known cells of a grid, where a cell has eight neighbours.
package struct ConnectedPieces {
  /// The cells of each component, in the order of the first cells.
  package let pieces: [[Int]]

  /// Finds the components of the known cells, which are row-major.
  package init(of isKnown: [Bool], columns: Int) {
    var isOpen = isKnown
    var pieces: [[Int]] = []
    for start in isKnown.indices where isOpen[start] {
      isOpen[start] = false
      var piece = [start]
      var next = 0
      while next < piece.count {
        SurfacePeaks.forNeighbours(of: piece[next], count: isKnown.count, columns: columns) {
          neighbour in
          guard isOpen[neighbour] else { return }
          isOpen[neighbour] = false
          piece.append(neighbour)
        }
        next += 1
      }
      pieces.append(piece)
    }
    self.pieces = pieces
  }

  /// The components with fewer than `count` cells; empty where all components are that small.
  package func smaller(than count: Double) -> [[Int]] {
    let small = pieces.filter { Double($0.count) < count }
    return small.count < pieces.count ? small : []
  }

  /// The values with NaN in the cells of some components.
  func without(_ pieces: [[Int]], _ values: [Double]) -> [Double] {
    var values = values
    for piece in pieces { for cell in piece { values[cell] = .nan } }
    return values
  }
}
