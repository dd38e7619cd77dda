/// The pieces into which known cells fall, each connected over the eight neighbours of a cell.
package struct ConnectedPieces {
  /// The cells of each, the piece of the first cell first.
  package let pieces: [[Int]]

  /// The pieces of the cells of a grid, row-major, that are known.
  package init(of isKnown: [Bool], columns: Int) {
    var isOpen = isKnown
    var pieces: [[Int]] = []
    for start in isKnown.indices where isOpen[start] {
      isOpen[start] = false
      var piece = [start]
      var next = 0
      while next < piece.count {
        SurfacePeaks.forNeighbours(of: piece[next], isKnown.count, columns) { neighbour in
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

  /// Those of fewer cells than a number; none where all are so small.
  package func smaller(than count: Double) -> [[Int]] {
    let small = pieces.filter { Double($0.count) < count }
    return small.count < pieces.count ? small : []
  }

  /// Values, one a cell, NaN in some pieces.
  func without(_ pieces: [[Int]], _ values: [Double]) -> [Double] {
    var values = values
    for piece in pieces { for cell in piece { values[cell] = .nan } }
    return values
  }
}
