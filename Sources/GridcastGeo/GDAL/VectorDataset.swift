internal import CGDAL
package import GridcastBase

/// An open GDAL dataset of layers, owned by one place at a time.
@safe package struct VectorDataset: ~Copyable {
  private let handle: GDALDatasetH
  private let path: String
  /// In which encoding GDAL hands out texts.
  private let encoding: String
  /// Names of fields that GDAL has under others, by GDAL's.
  private let fieldNames: [String: String]
  /// GDAL's messages about values that it changed on opening.
  package let losses: [Sentence]

  /// Opens a dataset for reading with one of the drivers; none are named where any may serve, also one
  /// that reaches beyond this machine.
  ///
  /// `restoringIndex` says whether to rebuild a Shapefile's .shx, which writes beside it.
  ///
  /// - Throws: `.unreadable` in GDAL's words.
  package init(
    reading path: String, options: [String] = [], restoringIndex: Bool = false,
    encoding: String = TextEncoding.utf8, drivers: [String], subject: String? = nil,
    hasHeader: Bool? = nil, fieldNames: [String: String] = [:]
  ) throws(GridcastError) {
    try loadGDAL()
    // Sheets are read when a layer is first asked for its fields.
    let sheetOptions = ["OGR_XLSX_HEADERS", "OGR_ODS_HEADERS", "OGR_XLS_HEADERS"]
    let headers = hasHeader.map { $0 ? "FORCE" : "DISABLE" }
    for option in sheetOptions { unsafe CPLSetThreadLocalConfigOption(option, headers) }
    defer { for option in sheetOptions { unsafe CPLSetThreadLocalConfigOption(option, nil) } }
    unsafe CPLSetThreadLocalConfigOption("SHAPE_RESTORE_SHX", restoringIndex ? "YES" : "NO")
    defer { unsafe CPLSetThreadLocalConfigOption("SHAPE_RESTORE_SHX", nil) }
    let (opened, words) = try unsafe Gate.open(
      path, GDAL_OF_VECTOR | GDAL_OF_READONLY, options: options, drivers: drivers,
      failing: .unreadable, subject ?? path)
    if hasHeader != nil {
      for index in 0..<(unsafe GDALDatasetGetLayerCount(opened)) {
        _ = unsafe OGR_L_GetFeatureCount(GDALDatasetGetLayer(opened, index), 1)
      }
    }
    self.path = subject ?? path
    self.encoding = encoding
    self.fieldNames = fieldNames
    unsafe handle = opened
    losses = words.lines.filter { $0.contains("clamped") }.map { Sentence($0) }
  }

  deinit { unsafe GDALClose(handle) }

  /// GDAL's short name of the format, as in "ESRI Shapefile".
  package var format: String {
    guard let driver = unsafe GDALGetDatasetDriver(handle),
      let name = unsafe GDALGetDriverShortName(driver)
    else { return "unknown" }
    return unsafe String(cString: name)
  }

  /// What the file says of each layer.
  package func layers() -> [LayerInfo] {
    // Failures show again when the layer is read.
    collectingMessages { _ in
      var result: [LayerInfo] = []
      let count = unsafe GDALDatasetGetLayerCount(handle)
      for index in 0..<count {
        guard let layer = unsafe GDALDatasetGetLayer(handle, index) else { continue }
        var info = unsafe Self.info(of: layer, in: encoding, fieldNames, of: handle)
        if format == "GPKG", let wkt = info.coordinateSystemWKT, wkt.contains("Pseudo-Mercator\""),
          !wkt.contains("ID[\"EPSG\",3857]")
        {
          info.coordinateSystemWKT = unsafe Self.writtenDefinition(of: info.name, in: handle) ?? wkt
        }
        result.append(info)
      }
      return result
    }
  }

  /// Tells the OSM driver which layers will be read, so that it builds no others.
  package func restrict(toLayers names: [String]) {
    let statement = "SET interest_layers = \(names.joined(separator: ","))"
    // Where the driver refuses, it builds all layers, and those that are wanted are read all the same.
    collectingMessages { _ in
      unsafe GDALDatasetReleaseResultSet(
        handle, GDALDatasetExecuteSQL(handle, statement, nil, nil))
    }
  }

  /// Reads the features of some layers, layer after layer, or as they come where the format mixes
  /// its layers.
  ///
  /// - Parameters:
  ///   - names: The layers, in order.
  ///   - fields: The columns to fill. A text is taken as a number where the field asks for one.
  ///   - isInterleaved: Whether the format mixes its layers, as OSM does.
  ///   - filter: The condition of an SQL WHERE.
  ///   - first: The number of features to skip, where there is only one layer.
  ///   - goesOn: Whether reading that ends early is counted as a loss, rather than an error at once.
  ///   - keepsOpenRings: Whether polygons that are not closed come as they are, rather than being lost.
  ///   - deletedCount: How many of the features that the layer promises are marked as deleted.
  ///   - byColumns: Receives the number of features of each batch that was read as columns; nil to
  ///     read feature by feature only.
  ///   - body: Receives each batch with what was lost on reading it; false ends the reading.
  /// - Throws: `.badData` where reading ended early, and what `body` throws.
  package func read(
    layers names: [String], fields: [Field], isInterleaved: Bool, filter: String?,
    from first: Int = 0, goesOn: Bool = false, keepsOpenRings: Bool = false,
    deletedCount: Int = 0, byColumns: ((Int) -> Void)? = nil,
    _ body: (Features, Tally) throws(GridcastError) -> Bool
  ) throws(GridcastError) {
    var builder = FeatureBuilder(fields: fields, in: encoding, keepsOpenRings: keepsOpenRings)
    var layers: [OGRLayerH] = unsafe []
    for name in names {
      let found = unsafe collectingMessages { _ in unsafe GDALDatasetGetLayerByName(handle, name) }
      guard let layer = unsafe found else {
        throw GridcastError(.badData, path, "it has no layer '\(name)'")
      }
      collectingMessages { _ in unsafe builder.map(layer, fieldNames) }
      if let filter {
        do throws(GridcastError) {
          try unsafe check(filter, for: layer, in: handle, format, path)
          _ = try gdal(.usage, path) {
            unsafe OGR_L_SetAttributeFilter(layer, filter) == OGRERR_NONE ? true : nil
          }
        } catch {
          let hint: Sentence =
            format == "CSV" ? "; the fields of a CSV are texts, as in \"year = '2016'\"" : ""
          let own = unsafe Self.fields(of: layer, in: encoding, fieldNames).fields
          let fault = refusal(error.sentence, of: filter, fields: own.map(\.name))
          throw GridcastError(
            .usage, path, "the condition '\(filter)' is refused: \(fault)\(hint)")
        }
      } else if !isInterleaved {
        // A filter could need a field that nothing else does.
        collectingMessages { _ in unsafe ignore(allBut: fields, in: layer) }
      }
      unsafe layers.append(layer)
    }
    if first > 0, let layer = unsafe layers.first {
      try unsafe pass(first, of: layer)
    }
    var remaining = unsafe layers[...]
    var readOfLayer = first
    var readInAll = first
    if let byColumns, !isInterleaved, filter == nil, first == 0, names.count == 1,
      let layer = unsafe layers.first
    {
      let end = try unsafe readByArrow(layer, fields, encoding) {
        (features, tally) throws(GridcastError) in
        byColumns(features.count)
        return try body(features, tally)
      }
      switch end {
      case nil: break
      case .over: return
      case .left(let count):
        try unsafe pass(count, of: layer)
        readOfLayer = count
        readInAll = count
      }
    }
    while unsafe !remaining.isEmpty {
      var tally = Tally()
      var failure: String?
      // What is behind the place where reading ended, where that is known.
      var missing: Int64 = 0
      collectingMessages(from: CE_Warning) { messages in
        while builder.count < Features.batchSize, let first = unsafe remaining.first {
          let before = messages.errorCount
          var layer: OGRLayerH? = unsafe first
          guard let feature = unsafe next(of: first, isInterleaved, &layer) else {
            if messages.errorCount > before { failure = messages.lastError }
            if !isInterleaved && filter == nil {
              if failure == nil {
                unsafe Self.countLost(
                  in: first, read: readOfLayer, deleted: deletedCount, &tally)
              } else {
                unsafe missing = OGR_L_GetFeatureCount(first, 0) - Int64(readOfLayer)
              }
            }
            readOfLayer = 0
            unsafe remaining = isInterleaved || failure != nil ? [] : remaining.dropFirst()
            continue
          }
          readOfLayer += 1
          if messages.errorCount > before, unsafe OGR_F_GetGeometryRef(feature) == nil {
            tally.lose("damaged in the file")
          } else if let layer = unsafe layer {
            unsafe builder.append(feature, of: layer)
          }
          unsafe OGR_F_Destroy(feature)
        }
        tally.add(Self.told(messages, but: failure, of: path))
      }
      readInAll += builder.count
      if let failure {
        let words: Sentence =
          "reading ended early, after \(counted(readInAll, "feature")): \(failure)"
        guard goesOn else { throw GridcastError(.badData, path, words) }
        if missing > 0 {
          tally.lose("missing, as \(words)", Int(missing))
        } else {
          tally.lose("or more missing, as \(words)")
        }
      }
      let features = builder.finish(&tally)
      if features.count > 0 || tally != Tally(), try !body(features, tally) { return }
    }
  }

  /// The next feature, with the layer that it belongs to where layers are interleaved.
  private func next(of first: OGRLayerH, _ isInterleaved: Bool, _ layer: inout OGRLayerH?)
    -> OGRFeatureH?
  {
    guard isInterleaved else { return unsafe OGR_L_GetNextFeature(first) }
    return unsafe GDALDatasetGetNextFeature(handle, &layer, nil, nil, nil)
  }

  /// Goes on after the first features of a layer.
  ///
  /// - Throws: `.badData` where GDAL cannot.
  private func pass(_ count: Int, of layer: OGRLayerH) throws(GridcastError) {
    do throws(GridcastError) {
      _ = try gdal(.badData, path) {
        unsafe OGR_L_SetNextByIndex(layer, Int64(count)) == OGRERR_NONE ? true : nil
      }
    } catch {
      throw GridcastError(
        .badData, path,
        "reading ended early, after \(counted(count, "feature")): \(error.reason)")
    }
  }

  /// What GDAL complained of, but for one line, as what it means for the data.
  private static func told(_ messages: Messages, but failure: String?, of path: String) -> Tally {
    var tally = Tally()
    for line in messages.lines where line != failure {
      switch Complaint(line) {
      case .harmless: continue
      case .losesFeature: tally.lose("GDAL could not read: \(line)")
      case .changesValue:
        tally.change("\(path): \(Complaint.ofValue(line) ?? "GDAL says: \(line)")")
      case .unknown: tally.note("\(path): GDAL says: \(line)")
      }
    }
    return tally
  }

  /// Why polygons are lost that are not closed.
  package static let openRing = FeatureBuilder.openRing

  /// GDAL skips records that are damaged, and those that are marked as deleted; the file's own count tells how
  /// many.
  static func countLost(in layer: OGRLayerH, read: Int, deleted: Int, _ tally: inout Tally) {
    let missing = unsafe Int(OGR_L_GetFeatureCount(layer, 0)) - read - deleted
    if missing > 0 { tally.lose("of the records damaged or deleted", missing) }
  }

  private func ignore(allBut fields: [Field], in layer: OGRLayerH) {
    guard unsafe OGR_L_TestCapability(layer, OLCIgnoreFields) == 1 else { return }
    let wanted = Set(fields.map(\.name))
    let (all, repeated) = unsafe Self.fields(of: layer, in: encoding, fieldNames)
    guard repeated.isEmpty else { return }
    let ignored = all.map(\.name).filter { !wanted.contains($0) }
    // A name that had to be decoded is unknown to GDAL, and is then read for nothing.
    unsafe withStringList(ignored) { _ = unsafe OGR_L_SetIgnoredFieldList(layer, $0) }
  }
}
