internal import CGDAL
internal import Foundation
package import GridcastBase

/// An open raster file, to be inspected and converted.
@safe package struct RasterDataset: ~Copyable {
  private let handle: GDALDatasetH
  private let path: String

  /// Opens a raster with one of the drivers; an empty list allows all, including those that reach
  /// the network.
  ///
  /// - Throws: `.unreadable` with GDAL's message.
  package init(reading path: String, as gdalPath: String, drivers: [String])
    throws(GridcastError)
  {
    try loadGDAL()
    unsafe CPLSetThreadLocalConfigOption(
      "CPL_VSIL_CURL_ALLOWED_EXTENSIONS", drivers.isEmpty ? nil : "{none}")
    let handle = try unsafe gdal(.unreadable, path) {
      unsafe withStringList(drivers) { drivers in
        unsafe GDALOpenEx(
          gdalPath, UInt32(GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR),
          UnsafePointer(OpaquePointer(drivers)), nil, nil)
      }
    }
    self.path = path
    unsafe self.handle = handle
  }

  deinit { unsafe GDALClose(handle) }

  /// The metadata of the file.
  package func info() throws(GridcastError) -> RasterInfo {
    let count = unsafe Int(GDALGetRasterCount(handle))
    guard count > 0 else { throw GridcastError(.badData, path, "it has no band") }
    var transform = [Double](repeating: 0, count: 6)
    let isPlaced = unsafe GDALGetGeoTransform(handle, &transform) == CE_None
    let hasControlPoints = unsafe GDALGetGCPCount(handle) > 0
    var wkt: String?
    let system = unsafe GDALGetSpatialRef(handle) ?? GDALGetGCPSpatialRef(handle)
    if let system = unsafe system {
      var text: UnsafeMutablePointer<CChar>? = nil
      unsafe OSRExportToWktEx(system, &text, nil)
      wkt = unsafe text.map { unsafe String(cString: $0) }
      unsafe VSIFree(text)
    }
    var bands: [RasterInfo.Band] = []
    for number in 1...count {
      guard let band = unsafe GDALGetRasterBand(handle, Int32(number)) else {
        throw GridcastError(.unreadable, path, "band \(number) cannot be opened")
      }
      bands.append(unsafe RasterInfo.Band(band, number))
    }
    return unsafe RasterInfo(
      columns: Int(GDALGetRasterXSize(handle)), rows: Int(GDALGetRasterYSize(handle)),
      transform: isPlaced ? transform : nil, hasControlPoints: hasControlPoints,
      coordinateSystemWKT: wkt, bands: bands)
  }

  /// The extent and cell size in another coordinate system that keep the resolution.
  ///
  /// - Throws: `.badData` where GDAL cannot transform to that system.
  package func suggestion(from source: String, to target: String) throws(GridcastError) -> (
    box: Box, cellSize: Double
  ) {
    var transform = [Double](repeating: 0, count: 6)
    var box = [Double](repeating: 0, count: 4)
    var columns: Int32 = 0
    var rows: Int32 = 0
    _ = try gdal(.badData, path) { () -> Bool? in
      unsafe withStringList(["SRC_SRS=\(source)", "DST_SRS=\(target)"]) { options in
        guard
          let transformer = unsafe GDALCreateGenImgProjTransformer2(handle, nil, options)
        else { return nil }
        defer { unsafe GDALDestroyGenImgProjTransformer(transformer) }
        return unsafe GDALSuggestedWarpOutput2(
          handle, GDALGenImgProjTransform, transformer, &transform, &columns, &rows, &box, 0)
          == CE_None ? true : nil
      }
    }
    return (Box(minX: box[0], minY: box[1], maxX: box[2], maxY: box[3]), abs(transform[1]))
  }

  /// Warps the raster into a file, with the options of gdalwarp.
  package func warp(to target: String, _ options: [String], _ progress: @escaping (Double) -> Void)
    throws(GridcastError)
  {
    try unsafe make(target, options: options, progress: progress) { arguments, box in
      let settings = unsafe GDALWarpAppOptionsNew(arguments, nil)
      defer { unsafe GDALWarpAppOptionsFree(settings) }
      unsafe GDALWarpAppOptionsSetProgress(settings, reportProgress, box)
      var sources: [GDALDatasetH?] = unsafe [handle]
      return unsafe GDALWarp(target, nil, 1, &sources, settings, nil)
    }
  }

  /// Copies the raster, or a window of it, into a file, with the options of gdal_translate.
  package func translate(
    to target: String, _ options: [String], _ progress: @escaping (Double) -> Void
  )
    throws(GridcastError)
  {
    try unsafe make(target, options: options, progress: progress) { arguments, box in
      let settings = unsafe GDALTranslateOptionsNew(arguments, nil)
      defer { unsafe GDALTranslateOptionsFree(settings) }
      unsafe GDALTranslateOptionsSetProgress(settings, reportProgress, box)
      return unsafe GDALTranslate(target, handle, settings, nil)
    }
  }

  private func make(
    _ target: String, options: [String], progress: @escaping (Double) -> Void,
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, UnsafeMutableRawPointer) ->
      GDALDatasetH?
  ) throws(GridcastError) {
    let box = ProgressBox(progress)
    let words = collectingMessages { messages in
      let made = unsafe withStringList(options) { arguments in
        unsafe body(arguments, Unmanaged.passUnretained(box).toOpaque())
      }
      if let made = unsafe made {
        unsafe GDALClose(made)
      } else if messages.lines.isEmpty {
        return "GDAL failed and did not say why"
      }
      return messages.text
    }
    withExtendedLifetime(box) {}
    if !words.isEmpty { throw GridcastError(.unwritable, target, words) }
  }

  /// Computes the statistics of each band of a file and writes them to it, together with the names
  /// of the bands and nodata.
  package static func complete(_ path: String, names: [String]) throws(GridcastError) {
    let dataset = try unsafe gdal(.unwritable, path) {
      unsafe GDALOpenEx(
        path, UInt32(GDAL_OF_RASTER | GDAL_OF_UPDATE | GDAL_OF_VERBOSE_ERROR), nil, nil, nil)
    }
    collectingMessages { _ in
      for (index, name) in names.enumerated() {
        guard let band = unsafe GDALGetRasterBand(dataset, Int32(index + 1)) else { continue }
        unsafe GDALSetDescription(band, name)
        var least = 0.0, greatest = 0.0, mean = 0.0, deviation = 0.0
        let state = unsafe GDALComputeRasterStatistics(
          band, 0, &least, &greatest, &mean, &deviation, nil, nil)
        if state == CE_None {
          unsafe GDALSetRasterStatistics(band, least, greatest, mean, deviation)
        }
      }
      unsafe GDALClose(dataset)
    }
  }

  /// Those of some numbers that no cell of any band has, not even within a relative tolerance.
  package func unused(among candidates: [Double], tolerance: Double = 0) throws(GridcastError)
    -> Double?
  {
    let columns = unsafe GDALGetRasterXSize(handle)
    let rows = unsafe GDALGetRasterYSize(handle)
    var free = candidates
    var line = [Double](repeating: 0, count: Int(columns))
    for number in 1...(unsafe GDALGetRasterCount(handle)) {
      guard let band = unsafe GDALGetRasterBand(handle, number) else { continue }
      for row in 0..<rows where !free.isEmpty {
        _ = try gdal(.unreadable, path) {
          unsafe GDALRasterIO(
            band, GF_Read, 0, row, columns, 1, &line, columns, 1, GDT_Float64, 0, 0) == CE_None
            ? true : nil
        }
        free.removeAll { candidate in
          let margin = abs(candidate) * tolerance
          return line.contains { abs($0 - candidate) <= margin }
        }
      }
    }
    return free.first
  }
}

private final class ProgressBox {
  let report: (Double) -> Void
  init(_ report: @escaping (Double) -> Void) { self.report = report }
}

private func reportProgress(
  done: Double, message: UnsafePointer<CChar>?, box: UnsafeMutableRawPointer?
) -> Int32 {
  if let box = unsafe box {
    unsafe Unmanaged<ProgressBox>.fromOpaque(box).takeUnretainedValue().report(done)
  }
  return 1
}

/// The metadata of a raster file.
package struct RasterInfo: Sendable {
  /// One band.
  package struct Band: Sendable {
    /// The band's description, or "band 1" and so on.
    package let name: String
    /// GDAL's name of the data type, as in "Byte" or "Float32".
    package let type: String
    /// Whether the data type holds integers.
    package let isWhole: Bool
    /// Whether the band has a colour table, so that its values are classes.
    package let hasPalette: Bool
    /// Whether values use fewer bits than their data type.
    package let isPacked: Bool
    /// Whether the band holds the opacity of the cells.
    package let isAlpha: Bool
    /// Whether the band is the red, green or blue one.
    package let isColor: Bool
    /// The nodata value; nil where there is none.
    package let nodata: Double?

    init(_ band: GDALRasterBandH, _ number: Int) {
      let name = unsafe GDALGetDescription(band).map { unsafe DecodedText($0).text } ?? ""
      self.name = name.isEmpty ? "band \(number)" : name
      let type = unsafe GDALGetRasterDataType(band)
      self.type = unsafe GDALGetDataTypeName(type).map { unsafe String(cString: $0) } ?? "unknown"
      isWhole = GDALDataTypeIsInteger(type) == 1
      let meaning = unsafe GDALGetRasterColorInterpretation(band)
      isPacked = unsafe GDALGetMetadataItem(band, "NBITS", "IMAGE_STRUCTURE") != nil
      hasPalette = unsafe GDALGetRasterColorTable(band) != nil
      isAlpha = meaning == GCI_AlphaBand
      isColor = [GCI_RedBand, GCI_GreenBand, GCI_BlueBand].contains(meaning)
      var isSet: Int32 = 0
      let value = unsafe GDALGetRasterNoDataValue(band, &isSet)
      nodata = isSet == 1 ? value : nil
    }
  }

  /// The number of columns.
  package let columns: Int
  /// The number of rows.
  package let rows: Int
  /// GDAL's geotransform of six numbers; nil where the file has none.
  package let transform: [Double]?
  /// Whether the raster is georeferenced by ground control points instead.
  package let hasControlPoints: Bool
  /// The coordinate system as WKT, where there is one.
  package let coordinateSystemWKT: String?
  /// The bands.
  package let bands: [Band]

  /// The extent of the cells, in the coordinate system of the file.
  package var box: Box? {
    guard let transform else { return nil }
    let corners = [(0, 0), (columns, 0), (0, rows), (columns, rows)].map { column, row in
      Point(
        x: transform[0] + Double(column) * transform[1] + Double(row) * transform[2],
        y: transform[3] + Double(column) * transform[4] + Double(row) * transform[5])
    }
    return Box(corners)
  }
}
