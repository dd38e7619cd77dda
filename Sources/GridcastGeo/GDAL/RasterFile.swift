internal import CGDAL
internal import Foundation
package import GridcastBase

/// Writes raster files with GDAL.
package enum RasterFile {
  /// Writes a raster as a Float32 GeoTIFF with statistics and band names inside.
  ///
  /// - Throws: `.unwritable` with GDAL's message.
  package static func write(_ raster: Raster, to path: String, for target: String)
    throws(GridcastError)
  {
    try loadGDAL()
    let grid = raster.grid
    let nodata = raster.nodata
    let isLarge = max(grid.columns, grid.rows) > 2048
    var options = ["COMPRESS=DEFLATE", "PREDICTOR=3", "BIGTIFF=IF_SAFER", "INTERLEAVE=BAND"]
    if isLarge { options += ["TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512"] }
    let dataset = try unsafe WrittenRaster.create(
      path, Int32(grid.columns), Int32(grid.rows), bands: Int32(raster.bands.count), GDT_Float32,
      options, for: target)
    try unsafe WrittenRaster.finish(dataset, path, for: target) { messages in
      unsafe georeference(dataset, by: grid)
      for (index, band) in raster.bands.enumerated() {
        if let target = unsafe GDALGetRasterBand(dataset, Int32(index + 1)) {
          unsafe write(
            band, nodata, to: target, columns: Int32(grid.columns), rows: Int32(grid.rows))
        }
      }
      if isLarge && messages.lines.isEmpty {
        let levels: [Int32] = [2, 4, 8, 16].filter { max(grid.columns, grid.rows) / Int($0) >= 256 }
        _ = unsafe GDALBuildOverviews(
          dataset, "AVERAGE", Int32(levels.count), levels, 0, nil, nil, nil)
      }
    }
  }

  /// Sets the geotransform and the coordinate system.
  static func georeference(_ dataset: GDALDatasetH, by grid: Grid) {
    var transform = [grid.minX, grid.cellSize, 0, grid.maxY, 0, -grid.cellSize]
    unsafe GDALSetGeoTransform(dataset, &transform)
    let system = unsafe OSRNewSpatialReference(nil)
    unsafe OSRSetFromUserInput(system, grid.coordinateSystem.code ?? grid.coordinateSystem.wkt)
    unsafe GDALSetSpatialRef(dataset, system)
    unsafe OSRRelease(system)
  }

  private static func write(
    _ band: Raster.Band, _ nodata: Float, to target: GDALRasterBandH, columns: Int32, rows: Int32
  ) {
    unsafe GDALSetDescription(target, band.name)
    unsafe GDALSetRasterNoDataValue(target, Double(nodata))
    var values = band.values.map { $0.isNaN ? nodata : $0 }
    _ = unsafe GDALRasterIO(
      target, GF_Write, 0, 0, columns, rows, &values, columns, rows, GDT_Float32, 0, 0)
    guard let statistics = band.statistics else { return }
    unsafe GDALSetRasterStatistics(
      target, statistics.minimum, statistics.maximum, statistics.mean,
      statistics.standardDeviation)
  }
}
