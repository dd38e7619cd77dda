package import GridcastBase
package import GridcastFiles
import GridcastFormats
import GridcastGeo

/// A GeoTIFF of bands that is written by rows, from the north, as it is too large to be held.
package struct RasterOutput {
  private let path: String
  private let temporary: String
  private let staging: Staging
  private let file: RasterRowsFile

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: The path of the GeoTIFF.
  ///   - grid: The cells.
  ///   - names: The names of the bands.
  ///   - nodata: What stands for unknown cells.
  ///   - staging: The staging that the files belong to.
  /// - Throws: `.usage` where the ending is not .tif; `.unwritable` where it cannot be written.
  package init(
    _ path: String, _ grid: Grid, names: [String], nodata: Float = Raster.nodata, staging: Staging
  ) throws(GridcastError) {
    try Output.raster(path).checkEnding()
    self.path = path
    self.staging = staging
    temporary = try staging.temporaryPath(for: path)
    file = try RasterRowsFile(temporary, grid, names: names, nodata: nodata)
  }

  /// Writes some rows of all bands; NaN where a cell is unknown.
  package func write(_ bands: [[Float]], rows: Range<Int>) throws(GridcastError) {
    for (number, values) in bands.enumerated() {
      try file.write(values, band: number, rows: rows)
    }
  }

  /// Ends the file, and adds the style files that the staging asks for.
  ///
  /// - Parameters:
  ///   - style: Makes the style of the most important band, given the bands as they were written.
  ///   - others: The styles of other bands, for projects that show them too.
  /// - Throws: `.unwritable` with GDAL's message.
  package func close(
    style: ([CellRows]) throws(GridcastError) -> MapStyle,
    others: @escaping @Sendable () -> [MapStyle] = { [] }
  ) throws(GridcastError) {
    try file.close()
    let bands = try RasterBlocks(reading: temporary).bands.map(\.rows)
    try staging.addBands(bands, of: path, style: try style(bands), others: others)
  }
}
