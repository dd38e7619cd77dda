package import GridcastBase
import GridcastGeo

/// A fishnet: a grid, and which of its cells belong to the study area.
package struct Fishnet: Sendable, Equatable {
  /// The cells.
  package let grid: Grid
  /// For each cell whether it belongs; empty where all do.
  package let mask: [Bool]

  /// A fishnet of all cells of a grid, or of those that the mask marks.
  package init(grid: Grid, mask: [Bool] = []) {
    precondition(mask.isEmpty || mask.count == grid.count)
    self.grid = grid
    self.mask = mask
  }

  /// Whether a cell belongs.
  package func contains(_ cell: Int) -> Bool { mask.isEmpty || mask[cell] }

  /// The cells that belong, in order.
  package var cells: [Int] { (0..<grid.count).filter(contains) }
}

/// Which cells belong to a study area.
package enum CellRule: String, Sendable, CaseIterable {
  /// Every cell that the area overlaps, by more than an edge. The default: no point inside the area
  /// is left without a cell.
  case overlap
  /// The cells whose centre lies in the area, so that neighbouring areas share no cell.
  case center
}

extension Fishnet {
  /// The fishnet over a study area.
  ///
  /// - Parameters:
  ///   - area: Valid polygons in the coordinate system of the fishnet.
  ///   - cellSize: The side of a cell, in units of the coordinate system.
  ///   - rule: Which cells belong.
  ///   - coordinateSystem: The system of the area and the cells.
  /// - Throws: `.badData` where the area holds no polygon or its cells are too many or none.
  package init(
    over area: Shapes, cellSize: Double, rule: CellRule, in coordinateSystem: CoordinateSystem
  ) throws(GridcastError) {
    let grid = try Grid(covering: Box(area.points), cellSize: cellSize, in: coordinateSystem)
    let index = PolygonIndex(area)
    var mask = [Bool](repeating: false, count: grid.count)

    // A window that is wholly inside or outside is settled at once; others are halved.
    func settle(_ columns: Range<Int>, _ rows: Range<Int>) {
      let northWest = grid.box(of: rows.lowerBound * grid.columns + columns.lowerBound)
      let southEast = grid.box(of: (rows.upperBound - 1) * grid.columns + columns.upperBound - 1)
      let isOne = columns.count == 1 && rows.count == 1
      let isInside: Bool
      if isOne && rule == .center {
        isInside = !index.shapes(at: northWest.center).isEmpty
      } else {
        let window = Box(
          minX: northWest.minX, minY: southEast.minY, maxX: southEast.maxX, maxY: northWest.maxY)
        // Rounding makes an area that ends on an edge reach a hair across it.
        switch index.relation(to: isOne ? window.expanded(by: -1e-6 * cellSize) : window) {
        case .outside: return
        case .inside: isInside = true
        case .partly where isOne: isInside = true
        case .partly:
          if columns.count >= rows.count {
            let middle = columns.lowerBound + columns.count / 2
            settle(columns.lowerBound..<middle, rows)
            settle(middle..<columns.upperBound, rows)
          } else {
            let middle = rows.lowerBound + rows.count / 2
            settle(columns, rows.lowerBound..<middle)
            settle(columns, middle..<rows.upperBound)
          }
          return
        }
      }
      guard isInside else { return }
      for row in rows { for column in columns { mask[row * grid.columns + column] = true } }
    }
    settle(0..<grid.columns, 0..<grid.rows)
    guard mask.contains(true) else {
      throw GridcastError(
        .badData, "study area",
        "no cell of \(formatted(cellSize, 3)) belongs to it; use smaller cells, or the other cell rule"
      )
    }
    self.init(grid: grid, mask: mask)
  }
}
