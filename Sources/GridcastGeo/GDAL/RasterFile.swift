internal import CGDAL
internal import Foundation
package import GridcastBase

/// Rasters in files, read and written through GDAL.
package enum RasterFile {
  /// Cells times bands that are read at most: 2 GiB of values.
  private static let valueLimit = 536_870_912

  /// Reads all bands with one of the drivers; nodata and masked cells become NaN.
  ///
  /// - Throws: `.unreadable` in GDAL's words; `.badData` where the cells are not upright squares,
  ///   no coordinate system is named, or the values are too many.
  package static func read(_ path: String, drivers: [String]) throws(GridcastError) -> Raster {
    let dataset = try unsafe open(path, drivers)
    defer { unsafe GDALClose(dataset) }
    let grid = try unsafe grid(of: dataset, path)
    let bandCount = unsafe Int(GDALGetRasterCount(dataset))
    guard bandCount > 0 else { throw GridcastError(.badData, path, "it has no band") }
    guard grid.count <= valueLimit / bandCount else {
      throw GridcastError(
        .badData, path, "\(bandCount) bands of \(grid.columns) × \(grid.rows) cells are too many")
    }
    var bands: [Raster.Band] = []
    for number in 1...bandCount {
      guard let band = unsafe GDALGetRasterBand(dataset, Int32(number)) else {
        throw GridcastError(.unreadable, path, "band \(number) cannot be opened")
      }
      bands.append(try unsafe read(band, number, of: grid, path))
    }
    return Raster(grid: grid, bands: bands)
  }

  /// The cells of a raster.
  ///
  /// - Throws: As `read` does.
  package static func grid(of path: String, drivers: [String]) throws(GridcastError) -> Grid {
    let dataset = try unsafe open(path, drivers)
    defer { unsafe GDALClose(dataset) }
    return try unsafe grid(of: dataset, path)
  }

  private static func open(_ path: String, _ drivers: [String]) throws(GridcastError)
    -> GDALDatasetH
  {
    try loadGDAL()
    return try unsafe gdal(.unreadable, path) {
      unsafe withStringList(drivers) { drivers in
        unsafe GDALOpenEx(
          path, UInt32(GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR),
          UnsafePointer(OpaquePointer(drivers)), nil, nil)
      }
    }
  }

  private static func grid(of dataset: GDALDatasetH, _ path: String) throws(GridcastError) -> Grid {
    var transform = [Double](repeating: 0, count: 6)
    guard unsafe GDALGetGeoTransform(dataset, &transform) == CE_None else {
      throw GridcastError(
        .badData, path, "it does not say where on Earth it lies (no geotransform)")
    }
    guard let system = unsafe GDALGetSpatialRef(dataset) else {
      throw GridcastError(
        .badData, path,
        "it names no coordinate system; \(.giveSystem)")
    }
    var text: UnsafeMutablePointer<CChar>? = nil
    unsafe OSRExportToWktEx(system, &text, nil)
    defer { unsafe VSIFree(text) }
    let wkt = unsafe text.map { unsafe String(cString: $0) } ?? ""
    let coordinateSystem = try CoordinateSystem(wkt, subject: path)
    let size = transform[1]
    guard transform[2] == 0, transform[4] == 0, size > 0, transform[5] < 0 else {
      throw GridcastError(
        .badData, path, "its cells are turned or mirrored; warp it to north up first")
    }
    guard abs(size + transform[5]) <= 1e-9 * size else {
      throw GridcastError(
        .badData, path,
        "its cells are not square (\(size) by \(-transform[5])); warp it to square cells first")
    }
    let columns = unsafe Int(GDALGetRasterXSize(dataset))
    let rows = unsafe Int(GDALGetRasterYSize(dataset))
    // A corner within a millionth of a cell of the tiling lies on it.
    let west = (transform[0] / size).rounded()
    let north = (transform[3] / size).rounded()
    let isOnTiling =
      abs(transform[0] / size - west) < 1e-6 && abs(transform[3] / size - north) < 1e-6
      && abs(west) < 1e15 && abs(north) < 1e15
    return isOnTiling
      ? Grid(
        coordinateSystem: coordinateSystem, cellSize: size, west: Int(west),
        south: Int(north) - rows, columns: columns, rows: rows)
      : Grid(
        coordinateSystem: coordinateSystem, cellSize: size,
        anchor: Point(x: transform[0], y: transform[3] - Double(rows) * size), west: 0, south: 0,
        columns: columns, rows: rows)
  }

  private static func read(_ band: GDALRasterBandH, _ number: Int, of grid: Grid, _ path: String)
    throws(GridcastError) -> Raster.Band
  {
    let name = unsafe GDALGetDescription(band).map { unsafe DecodedText($0).text } ?? ""
    let columns = Int32(grid.columns)
    let rows = Int32(grid.rows)
    let isMasked = unsafe GDALGetMaskFlags(band) & 0x01 == 0
    let values = try gdal(.unreadable, path) { () -> [Float]? in
      var values = [Float](repeating: 0, count: grid.count)
      guard
        unsafe GDALRasterIO(
          band, GF_Read, 0, 0, columns, rows, &values, columns, rows, GDT_Float32, 0, 0) == CE_None
      else { return nil }
      for cell in values.indices where !values[cell].isFinite { values[cell] = .nan }
      guard isMasked, let mask = unsafe GDALGetMaskBand(band) else { return values }
      var flags = [UInt8](repeating: 0, count: grid.count)
      guard
        unsafe GDALRasterIO(
          mask, GF_Read, 0, 0, columns, rows, &flags, columns, rows, GDT_Byte, 0, 0) == CE_None
      else { return nil }
      for cell in values.indices where flags[cell] == 0 { values[cell] = .nan }
      return values
    }
    return Raster.Band(name: name.isEmpty ? "band \(number)" : name, values: values)
  }

  /// Writes a raster as GeoTIFF: Float32, statistics and names in the file itself.
  ///
  /// - Throws: `.unwritable` in GDAL's words.
  package static func write(_ raster: Raster, to path: String) throws(GridcastError) {
    try loadGDAL()
    let grid = raster.grid
    let nodata = raster.nodata
    let isLarge = max(grid.columns, grid.rows) > 2048
    var options = ["COMPRESS=DEFLATE", "PREDICTOR=3", "BIGTIFF=IF_SAFER", "INTERLEAVE=BAND"]
    if isLarge { options += ["TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512"] }
    guard let driver = unsafe GDALGetDriverByName("GTiff") else {
      throw GridcastError(.unwritable, path, "this GDAL was built without GeoTIFF")
    }
    let dataset = try unsafe gdal(.unwritable, path) {
      unsafe withStringList(options) {
        unsafe GDALCreate(
          driver, path, Int32(grid.columns), Int32(grid.rows), Int32(raster.bands.count),
          GDT_Float32, $0)
      }
    }
    let words = collectingMessages { messages in
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
      unsafe GDALClose(dataset)
      return messages.text
    }
    if !words.isEmpty { throw GridcastError(.unwritable, path, words) }
  }

  /// Says where the cells lie.
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
