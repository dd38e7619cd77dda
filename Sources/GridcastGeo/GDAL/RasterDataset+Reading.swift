internal import CGDAL
internal import Foundation
package import GridcastBase

extension RasterDataset {
  /// The metadata of the file, which may have no band but parts that do.
  package func info() throws(GridcastError) -> RasterInfo {
    let count = unsafe Int(GDALGetRasterCount(handle))
    var transform = [Double](repeating: 0, count: 6)
    let isPlaced = unsafe GDALGetGeoTransform(handle, &transform) == CE_None
    let places = unsafe (0..<Int(GDALGetGCPCount(handle))).map { index in
      let point = unsafe GDALGetGCPs(handle)[index]
      return unsafe Point(x: point.dfGCPX, y: point.dfGCPY)
    }
    var wkt: String?
    let system = unsafe GDALGetSpatialRef(handle) ?? GDALGetGCPSpatialRef(handle)
    if let system = unsafe system {
      var text: UnsafeMutablePointer<CChar>? = nil
      unsafe OSRExportToWktEx(system, &text, nil)
      wkt = unsafe text.map { unsafe String(cString: $0) }
      unsafe VSIFree(text)
      if CoordinateSystem.isUndefined(wkt ?? "") { wkt = nil }
    }
    var bands: [RasterInfo.Band] = []
    for number in 0..<count {
      bands.append(unsafe RasterInfo.Band(try band(number), number + 1, path))
    }
    if hasClassTable, bands.first?.isWhole ?? false, bands[0].classes == nil {
      bands[0].classes = BandClasses(evidence: "an attribute table of classes", rows: [])
    }
    let driver = unsafe GDALGetDatasetDriver(handle).flatMap { unsafe GDALGetDriverShortName($0) }
    return unsafe RasterInfo(
      format: driver.map { unsafe String(cString: $0) } ?? "unknown",
      columns: Int(GDALGetRasterXSize(handle)), rows: Int(GDALGetRasterYSize(handle)),
      transform: isPlaced ? transform : nil, controlBox: places.isEmpty ? nil : Box(places),
      coordinateSystemWKT: wkt, bands: bands, parts: parts, ownName: ownName(bands),
      dimensionUnits: units(of: bands), hasAxes: hasAxes)
  }

  /// Whether axes of coordinates are named, as in netCDF, be they even or not.
  private var hasAxes: Bool {
    guard let list = unsafe GDALGetMetadata(handle, nil) else { return false }
    let marks = [
      "#units=degrees", "#standard_name=longitude", "#standard_name=projection_x_coordinate",
      "#axis=X",
    ]
    return unsafe (0..<Int(CSLCount(list))).contains { index in
      let text = unsafe DecodedText(list[index]).text
      return marks.contains(where: text.contains)
    }
  }

  /// The name of the only raster within the file, where the format gives names.
  private func ownName(_ bands: [RasterInfo.Band]) -> String? {
    let item = unsafe GDALGetMetadataItem(handle, "IDENTIFIER", nil)
    return unsafe item.map { unsafe DecodedText($0).text } ?? bands.first?.variable
  }

  /// What the numbers of the bands' dimensions count, as in "days since 2000-01-01".
  private func units(of bands: [RasterInfo.Band]) -> [String: String] {
    var units: [String: String] = [:]
    for (name, _) in bands.first?.places ?? [] {
      guard let text = unsafe GDALGetMetadataItem(handle, "\(name)#units", nil) else { continue }
      unsafe units[name] = DecodedText(text).text
    }
    return units
  }

  /// Where the values of a band lie, by which they are found in `FoundValues`.
  package struct FoundValues: Sendable {
    /// The number of known cells.
    package var count = 0
    /// The number of cells that are infinite, which count as unknown.
    package var infiniteCount = 0
    /// The sum of the known values.
    package var total = 0.0
    /// The least and the greatest value; nil where no cell is known.
    package var range: ClosedRange<Double>?
    /// The same, written out, where they are whole numbers too long for a `Double`.
    package var texts: (least: String, greatest: String)?
  }

  /// Reads all cells of a band, counted from 0.
  package func values(ofBand number: Int) throws(GridcastError) -> FoundValues {
    let cells = unsafe BandCells(try band(number), path)
    var found = FoundValues()
    var least = Double.infinity
    var greatest = -Double.infinity
    for piece in cells.pieces {
      for value in try cells.meant(piece, infinite: &found.infiniteCount) where !value.isNaN {
        found.count += 1
        found.total += value
        least = min(least, value)
        greatest = max(greatest, value)
      }
    }
    guard found.count > 0 else { return found }
    found.range = least...greatest
    if cells.isLongWhole, max(abs(least), abs(greatest)) > 0x1p53 {
      found.texts = try longLimits(cells)
    }
    return found
  }

  private func longLimits(_ cells: BandCells) throws(GridcastError) -> (String, String)? {
    var limits: (Int64, Int64)?
    // Flipping the first bit puts unsigned numbers into the order of signed ones.
    let flip = cells.isUnsignedLong ? Int64.min : 0
    for piece in cells.pieces {
      for case let value? in try cells.whole(piece) {
        let value = value ^ flip
        limits = limits.map { (min($0.0, value), max($0.1, value)) } ?? (value, value)
      }
    }
    return limits.map { (cells.text($0.0 ^ flip), cells.text($0.1 ^ flip)) }
  }

  /// Whether an attribute table of classes lies beside the file, as ArcGIS writes it.
  private var hasClassTable: Bool {
    guard let file = unsafe VSIFOpenL("\(gdalPath).vat.dbf", "rb") else { return false }
    return unsafe VSIFCloseL(file) == 0
  }

  func band(_ number: Int) throws(GridcastError) -> GDALRasterBandH {
    guard let band = unsafe GDALGetRasterBand(handle, Int32(number + 1)) else {
      throw GridcastError(.unreadable, path, "band \(number + 1) cannot be opened")
    }
    return unsafe band
  }

  /// The rasters within the file that GDAL lists; those that lie elsewhere are not followed, as the
  /// list may be a stranger's.
  private var parts: [RasterInfo.Part] {
    var texts: [String: String] = [:]
    if let list = unsafe GDALGetMetadata(handle, "SUBDATASETS") {
      for index in 0..<Int(unsafe CSLCount(list)) {
        let pair = unsafe DecodedText(list[index]).text.split(separator: "=", maxSplits: 1)
        if pair.count == 2 { texts[String(pair[0])] = String(pair[1]) }
      }
    }
    var parts: [RasterInfo.Part] = []
    for number in 1...(texts.count / 2 + 1) {
      guard let place = texts["SUBDATASET_\(number)_NAME"],
        let range = place.range(of: gdalPath)
      else { continue }
      let trimmed = CharacterSet(charactersIn: "\":/ ")
      let after = place[range.upperBound...].trimmingCharacters(in: trimmed)
      // A page of a TIFF stands in front of the path, as in GTIFF_DIR:2:a.tif.
      let before = place[..<range.lowerBound].split(separator: ":").last.map(String.init) ?? ""
      parts.append(
        RasterInfo.Part(
          name: after.isEmpty ? before.trimmingCharacters(in: trimmed) : after,
          description: texts["SUBDATASET_\(number)_DESC"] ?? "", gdalPath: place))
    }
    return parts
  }
}

extension RasterInfo {
  /// What is said of a raster of which nothing tells where it lies.
  package var unplaced: Sentence {
    hasAxes
      ? "its columns or rows are not evenly spaced, as those of a raster must be; put it on an even grid first, "
        + "as 'cdo remapbil' does"
      : "it does not say where on Earth it lies (no geotransform)"
  }

  /// What is said of cells whose numbers are infinite.
  package static func infinite(_ count: Int, in band: String) -> Sentence {
    "\(counted(count, "cell")) of band '\(band)' \(count == 1 ? "is" : "are") infinite, and "
      + "\(count == 1 ? "counts" : "count") as unknown"
  }

  /// The grid of the cells.
  ///
  /// - Throws: `.badData` where they are not squares along the axes with the first in the north-west, or
  ///   nothing tells where on Earth they lie.
  package func grid(in declared: CoordinateSystem?, _ path: String) throws(GridcastError) -> Grid {
    guard let transform else {
      throw GridcastError(
        .badData, path,
        hasControlPoints
          ? "it is placed by control points only; \(.turnNorthUp)"
          : unplaced)
    }
    guard !isTurned, !isMirrored, let cell else {
      throw GridcastError(
        .badData, path, "its cells are \(isTurned ? "turned" : "mirrored"); \(.turnNorthUp)")
    }
    guard isSquare else {
      throw GridcastError(
        .badData, path,
        "its cells are not square (\(cell.width) by \(cell.height)); \(.squareCells)")
    }
    var system = declared
    if system == nil, let coordinateSystemWKT {
      system = try CoordinateSystem(coordinateSystemWKT, subject: path)
    }
    guard let system else {
      throw GridcastError(.badData, path, "it names no coordinate system; \(.giveSystem)")
    }
    let size = cell.width
    // A corner within a millionth of a cell of the tiling counts as on it.
    let west = (transform[0] / size).rounded()
    let north = (transform[3] / size).rounded()
    let isOnTiling =
      abs(transform[0] / size - west) < 1e-6 && abs(transform[3] / size - north) < 1e-6
      && abs(west) < 1e15 && abs(north) < 1e15
    return isOnTiling
      ? Grid(
        coordinateSystem: system, cellSize: size, west: Int(west), south: Int(north) - rows,
        columns: columns, rows: rows)
      : Grid(
        coordinateSystem: system, cellSize: size,
        anchor: Point(x: transform[0], y: transform[3] - Double(rows) * size), west: 0, south: 0,
        columns: columns, rows: rows)
  }
}
