import GridcastBase

extension WindowLayout {
  /// The error of windows of stations that leave a raster.
  static func leaving(_ stations: Sentence, _ name: String) -> GridcastError {
    GridcastError(
      .badData, name,
      "the window of \(stations) leaves the raster; \(.smallerWindow), bin a larger area, or "
        + "\(.allowPartialWindows)")
  }

  /// The windows that overlap by half all over a grid, by their south-western cells.
  static func corners(of grid: Grid, side: Int) -> [(west: Int, south: Int)] {
    let across = starts(from: grid.west, count: grid.columns, side: side)
    return starts(from: grid.south, count: grid.rows, side: side).flatMap { south in
      across.map { (west: $0, south: south) }
    }
  }

  /// Refuses windows that are wider than a raster.
  ///
  /// - Throws: `.badData`.
  static func requireRoom(
    _ side: Int, in grid: Grid, _ name: String
  ) throws(GridcastError) {
    guard grid.columns >= side, grid.rows >= side else {
      throw GridcastError(
        .badData, name,
        "a window of \(side) cells is wider than the raster of \(formatted(grid.columns)) × \(formatted(grid.rows)); "
          + "\(.smallerWindow)")
    }
  }
}
