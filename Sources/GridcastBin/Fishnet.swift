package import GridcastBase
import GridcastGeo

/// A grid, of which some or all cells belong to a study area.
package struct Fishnet: Sendable, Equatable {
  /// The cells.
  package let grid: Grid
  /// Whether each cell belongs to the study area; empty where all do.
  package let mask: [Bool]

  /// Makes a fishnet of all cells of a grid, or of those whose mask is set.
  package init(grid: Grid, mask: [Bool] = []) {
    precondition(mask.isEmpty || mask.count == grid.count)
    self.grid = grid
    self.mask = mask
  }

  /// Whether a cell belongs to the study area.
  package func contains(_ cell: Int) -> Bool { mask.isEmpty || mask[cell] }

  /// The cells that belong to the study area, in order.
  package var cells: [Int] { (0..<grid.count).filter(contains) }
}

/// Which cells belong to a study area.
package enum CellRule: String, Sendable, CaseIterable {
  /// All cells that overlap the area by more than an edge. This is the default, as no point inside
  /// the area is left without a cell.
  case overlap
  /// The cells whose centre lies in the area, so that neighbouring areas share no cells.
  case center
}

extension Fishnet {
  /// Makes the fishnet of a study area.
  ///
  /// - Parameters:
  ///   - area: Valid polygons in the coordinate system of the fishnet.
  ///   - cellSize: The side of a cell, in units of the coordinate system.
  ///   - rule: Which cells belong to the area.
  ///   - coordinateSystem: The coordinate system of the area and the cells.
  /// - Throws: `.badData` where the area contains no polygon, or has no cells or too many.
  package init(
    over area: Shapes, cellSize: Double, rule: CellRule, in coordinateSystem: CoordinateSystem
  ) throws(GridcastError) {
    let grid = try Grid(
      covering: Self.inside(Box(area.points), of: cellSize), cellSize: cellSize,
      in: coordinateSystem)
    let index = PolygonIndex(area)
    var mask = [Bool](repeating: false, count: grid.count)

    // A window that is entirely inside or outside needs no further tests; others are halved.
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
        // Because of rounding, an area that ends on an edge may seem to reach across it.
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

  /// A box without its edges, so that an area that ends on an edge of cells has no row or column of
  /// cells beyond it, none of which would belong to it.
  private static func inside(_ box: Box, of cellSize: Double) -> Box {
    let smaller = box.expanded(by: -1e-6 * cellSize)
    return smaller.isEmpty ? box : smaller
  }
}
