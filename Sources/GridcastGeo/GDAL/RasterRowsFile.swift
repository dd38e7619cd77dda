internal import CGDAL
package import GridcastBase

/// A Float32 GeoTIFF that is written by rows, from the north, as it is too large to be held.
///
/// Its tiles are low, so that GDAL need not keep many of those that are begun.
@safe package final class RasterRowsFile {
  private let path: String
  private let grid: Grid
  private let names: [String]
  private let nodata: Float
  private var dataset: GDALDatasetH?
  private var statistics: [CellStatistics]

  /// The height of a tile.
  private static let tileRows = 64

  /// Creates a file.
  ///
  /// - Parameters:
  ///   - path: Where it is written.
  ///   - grid: The cells.
  ///   - names: The names of the bands.
  ///   - nodata: What stands for unknown cells.
  /// - Throws: `.unwritable` with GDAL's message.
  package init(_ path: String, _ grid: Grid, names: [String], nodata: Float) throws(GridcastError) {
    try loadGDAL()
    self.path = path
    self.grid = grid
    self.names = names
    self.nodata = nodata
    let count = Double(grid.columns) * Double(grid.rows)
    statistics = names.map { _ in CellStatistics(cellCount: count) }
    let options = [
      "COMPRESS=DEFLATE", "PREDICTOR=3", "BIGTIFF=IF_SAFER", "INTERLEAVE=BAND", "TILED=YES",
      "BLOCKXSIZE=512", "BLOCKYSIZE=\(Self.tileRows)", "NUM_THREADS=ALL_CPUS",
    ]
    let made = try unsafe WrittenRaster.create(
      path, Int32(grid.columns), Int32(grid.rows), bands: Int32(names.count), GDT_Float32, options,
      for: path)
    unsafe dataset = made
    collectingMessages { _ in
      unsafe RasterFile.georeference(made, by: grid)
      for (index, name) in names.enumerated() {
        guard let band = unsafe GDALGetRasterBand(made, Int32(index + 1)) else { continue }
        unsafe GDALSetDescription(band, name)
        unsafe GDALSetRasterNoDataValue(band, Double(nodata))
      }
    }
  }

  deinit { if let dataset = unsafe dataset { unsafe GDALClose(dataset) } }

  /// Writes some rows of a band, counted from 0; NaN where a cell is unknown.
  package func write(_ values: [Float], band number: Int, rows: Range<Int>) throws(GridcastError) {
    guard let dataset = unsafe dataset else { return }
    let band = unsafe try RasterDataset.band(number, of: dataset, path)
    // Some rows at once, since copies of a row of windows would take hundreds of megabytes.
    for first in stride(from: 0, to: rows.count, by: Self.tileRows) {
      let part = first..<min(first + Self.tileRows, rows.count)
      let own = values[part.lowerBound * grid.columns..<part.upperBound * grid.columns]
      statistics[number].add(own.map(Double.init))
      unsafe try RasterDataset.write(
        own.map { $0.isNaN ? nodata : $0 }, GDT_Float32,
        rows.lowerBound + part.lowerBound..<rows.lowerBound + part.upperBound, grid.columns,
        to: band, path)
    }
  }

  /// Adds statistics and overviews, and ends the file.
  ///
  /// - Throws: `.unwritable` with GDAL's message.
  package func close() throws(GridcastError) {
    guard let dataset = unsafe dataset else { return }
    unsafe self.dataset = nil
    try unsafe WrittenRaster.finish(dataset, path, for: path) { _ in
      for (index, found) in statistics.enumerated() where found.hasValues {
        guard let band = unsafe GDALGetRasterBand(dataset, Int32(index + 1)) else { continue }
        unsafe GDALSetRasterStatistics(
          band, found.least, found.greatest, found.mean, found.deviation)
      }
    }
    let side = max(grid.columns, grid.rows)
    let levels: [Int32] = [2, 4, 8, 16, 32, 64].filter { side / Int($0) >= 256 }
    guard !levels.isEmpty else { return }
    // Read back by several threads, a file that is being written to by GDAL's own means moves its place
    // unseen (GDAL 3.6), and tiles land on others; so overviews are made by one thread, of a file that was
    // closed.
    let written = unsafe try WrittenRaster.open(path)
    try unsafe WrittenRaster.finish(written, path, for: path) { _ in
      _ = unsafe GDALBuildOverviews(
        written, "AVERAGE", Int32(levels.count), levels, 0, nil, nil, nil)
    }
  }
}
