public import GridcastBase
internal import GridcastFiles
internal import GridcastFormats
internal import GridcastJobs
internal import GridcastWrite

extension Raster {
  /// Reads a raster of square cells, north up, in a known coordinate system.
  ///
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  public init(contentsOf path: String) throws(GridcastError) { self = try Raster(reading: path) }

  /// Writes the raster as a Float32 GeoTIFF with nodata and statistics inside, and a style for QGIS
  /// beside it.
  ///
  /// - Throws: `.usage` where the ending is not .tif; `.unwritable` where the file exists already
  ///   or cannot be written.
  public func write(to path: String, overwriting: Bool = false) throws(GridcastError) {
    let staging = Staging(overwrite: overwriting)
    try staging.check(.raster(path))
    try write(to: path, style: MapStyle(greatestBand), staging: staging)
    try staging.commit()
  }
}
