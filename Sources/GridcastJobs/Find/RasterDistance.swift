package import GridcastBase

/// A distance on a raster: a length, or a number of cells.
package enum RasterDistance: Sendable, Equatable {
  /// A length, with the units of cell sizes.
  case length(CellSize)
  /// A number of cells.
  case cells(Double)

  /// Parses `1km`, `500m`, `1000` (metres), `0.01deg` or `1.5cells`.
  ///
  /// - Throws: `.usage` for any other text, and for a distance that is not above 0.
  package init(_ text: String) throws(GridcastError) {
    let plain = text.lowercased().filter { !$0.isWhitespace }
    for suffix in ["cells", "cell"] where plain.hasSuffix(suffix) {
      guard let number = Double(plain.dropLast(suffix.count)), 1e-6...1e6 ~= number else { break }
      self = .cells(number)
      return
    }
    guard let length = try? CellSize(text) else {
      throw GridcastError(
        .usage, "distance '\(text)'", "write it as 1km, 500m, 1000, 0.01deg or 1.5cells")
    }
    self = .length(length)
  }

  /// The distance in cells of a grid.
  ///
  /// - Throws: `.usage` where the distance is in metres and the grid in degrees, or the reverse.
  package func inCells(of grid: Grid) throws(GridcastError) -> Double {
    switch self {
    case .cells(let number): return number
    case .length(let length):
      guard grid.coordinateSystem.isGeographic == (length.unit == .degrees) else {
        throw GridcastError(
          .usage, "distance",
          grid.coordinateSystem.isGeographic
            ? "\(grid.coordinateSystem) counts in degrees; write it as 0.01deg or 1.5cells"
            : "\(grid.coordinateSystem) counts in a unit of length; write it as 1km or 1.5cells")
      }
      return try length.inUnits(of: grid.coordinateSystem) / grid.cellSize
    }
  }
}
