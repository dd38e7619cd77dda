extension Grid {
  /// The same cells, numbered on the tiling of another grid; nil where they are not cells of that
  /// tiling.
  ///
  /// The tiling of a raster from elsewhere has an anchor of its own, rather than (0, 0).
  package func onTiling(of other: Grid) -> Grid? {
    guard coordinateSystem == other.coordinateSystem, hasCells(of: other) else { return nil }
    let x = (minX - other.anchor.x) / other.cellSize
    let y = (box.minY - other.anchor.y) / other.cellSize
    guard abs(x - x.rounded()) < 1e-6, abs(y - y.rounded()) < 1e-6, abs(x) < 1e15, abs(y) < 1e15
    else { return nil }
    return Grid(
      coordinateSystem: other.coordinateSystem, cellSize: other.cellSize, anchor: other.anchor,
      west: Int(x.rounded()), south: Int(y.rounded()), columns: columns, rows: rows)
  }

  /// Whether the cells are as large as those of another grid: over the whole grid, they differ by less
  /// than a millionth of a cell.
  package func hasCells(of other: Grid) -> Bool {
    let length = Double(max(columns, rows, other.columns, other.rows))
    return abs(cellSize - other.cellSize) <= max(1e-9, 1e-6 / length) * cellSize
  }

  /// The cells that this grid and another on the same tiling have in common; nil where there are
  /// none.
  package func intersection(_ other: Grid) -> Grid? {
    let west = max(west, other.west)
    let south = max(south, other.south)
    let east = min(self.west + columns, other.west + other.columns)
    let north = min(self.south + rows, other.south + other.rows)
    guard west < east, south < north else { return nil }
    return Grid(
      coordinateSystem: coordinateSystem, cellSize: cellSize, anchor: anchor, west: west,
      south: south, columns: east - west, rows: north - south)
  }

  /// The smallest grid on the same tiling that holds both; nil where it would have too many cells.
  package func union(_ other: Grid) -> Grid? {
    let west = min(west, other.west)
    let south = min(south, other.south)
    let columns = max(self.west + self.columns, other.west + other.columns) - west
    let rows = max(self.south + self.rows, other.south + other.rows) - south
    guard Double(columns) * Double(rows) <= Self.cellLimit else { return nil }
    return Grid(
      coordinateSystem: coordinateSystem, cellSize: cellSize, anchor: anchor, west: west,
      south: south, columns: columns, rows: rows)
  }

  /// One value for each cell of this grid, taken from another grid on the same tiling; NaN outside
  /// that grid.
  package func values(_ values: [Float], of other: Grid) -> [Float] {
    if self == other { return values }
    return (0..<count).map { cell in
      let (x, y) = tile(of: cell)
      return other.cell(tileX: x, tileY: y).map { values[$0] } ?? .nan
    }
  }
}
