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
    let cells = AreaCells(of: area, on: grid)
    var mask = cells.isInside
    let borders = mask.indices.filter { cells.isBorder[$0] }
    switch rule {
    case .overlap: for cell in borders { mask[cell] = true }
    case .center:
      let index = try PolygonIndex(area)
      for cell in borders { mask[cell] = !index.shapes(at: grid.box(of: cell).center).isEmpty }
    }
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
