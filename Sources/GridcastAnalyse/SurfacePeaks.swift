/// The peaks of a surface and their topographic prominence: the least descent from a peak on the
/// way to a higher one.
///
/// They are found exactly, by flooding from the top (Edelsbrunner, Letscher and Zomorodian,
/// "Topological persistence and simplification", 2002: the persistence of the components of
/// superlevel sets), where a cell has eight neighbours. A plateau is one peak; of equal peaks the
/// first in order counts as the higher.
struct SurfacePeaks {
  struct Peak: Equatable {
    /// The highest cell; the first in order of a plateau.
    let cell: Int
    /// The height of the peak.
    let value: Double
    /// The height above the highest saddle towards a higher peak; for the highest peak of a
    /// connected component, the height above the lowest cell of the surface.
    let prominence: Double
  }

  /// The peaks, the most prominent first.
  let peaks: [Peak]
  private let surface: [Double]
  private let columns: Int

  /// Finds the peaks of a surface with one value for each cell, row-major, NaN where it is unknown.
  init(_ surface: [Double], columns: Int) {
    self.surface = surface
    self.columns = columns
    let order = surface.indices.filter { !surface[$0].isNaN }.sorted {
      surface[$0] == surface[$1] ? $0 < $1 : surface[$0] > surface[$1]
    }
    // For each flooded cell a neighbour on the way to the peak of its component; −1 for cells not
    // yet flooded.
    var towards = [Int](repeating: -1, count: surface.count)
    func peak(of cell: Int) -> Int {
      var cell = cell
      while towards[cell] != cell {
        towards[cell] = towards[towards[cell]]
        cell = towards[cell]
      }
      return cell
    }
    func isHigher(_ a: Int, _ b: Int) -> Bool {
      surface[a] == surface[b] ? a < b : surface[a] > surface[b]
    }
    var peaks: [Peak] = []
    func add(_ cell: Int, above saddle: Double) {
      let prominence = surface[cell] - saddle
      guard prominence > 0 else { return }
      peaks.append(Peak(cell: cell, value: surface[cell], prominence: prominence))
    }
    for cell in order {
      towards[cell] = cell
      var highest = cell
      Self.forNeighbours(of: cell, count: surface.count, columns: columns) { neighbour in
        guard towards[neighbour] >= 0 else { return }
        let other = peak(of: neighbour)
        guard other != highest else { return }
        let (winner, loser) = isHigher(other, highest) ? (other, highest) : (highest, other)
        add(loser, above: surface[cell])
        towards[loser] = winner
        highest = winner
      }
    }
    if let lowest = order.last {
      for cell in order where towards[cell] == cell { add(cell, above: surface[lowest]) }
    }
    self.peaks = peaks.sorted {
      $0.prominence == $1.prominence ? isHigher($0.cell, $1.cell) : $0.prominence > $1.prominence
    }
  }

  static func forNeighbours(
    of cell: Int, count: Int, columns: Int, _ body: (Int) -> Void
  ) {
    let (row, column) = (cell / columns, cell % columns)
    for otherRow in max(0, row - 1)...min(count / columns - 1, row + 1) {
      for otherColumn in max(0, column - 1)...min(columns - 1, column + 1) {
        let other = otherRow * columns + otherColumn
        if other != cell { body(other) }
      }
    }
  }

  /// The cells of a peak's summit: connected to it, and lower by no more than a millionth of its
  /// prominence, which is the unevenness that smoothing leaves on a plateau.
  func summit(of peak: Peak) -> [Int] {
    let limit = peak.value - 1e-6 * peak.prominence
    var cells = [peak.cell]
    var found = Set(cells)
    var next = 0
    while next < cells.count {
      Self.forNeighbours(of: cells[next], count: surface.count, columns: columns) { neighbour in
        if surface[neighbour] >= limit, found.insert(neighbour).inserted { cells.append(neighbour) }
      }
      next += 1
    }
    return cells
  }
}
