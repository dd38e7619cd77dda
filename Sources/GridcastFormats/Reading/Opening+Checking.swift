import GridcastBase
import GridcastGeo

/// What is looked at before GDAL is trusted with a file.
extension Opening {
  /// Inspects the input for its format and layers, and what GDAL says that opening it loses.
  func inspect() throws(GridcastError) -> (
    format: String, layers: [LayerInfo], losses: [Sentence]
  ) {
    let dataset = try open()
    var layers = dataset.layers()
    if let tableCopy, layers.count == 1 {
      layers[0].fields = tableCopy.corrected(layers[0].fields)
    }
    return (dataset.format, layers, dataset.losses)
  }

  /// The features that copies lack, as they cannot be read.
  var lost: Tally {
    var lost = json?.lost ?? Tally()
    if let xml { lost.add(xml.lost) }
    return lost
  }
  /// What the user should know of how copies were made.
  var notes: [Sentence] {
    unpackingNotes + (osmCopy?.notes ?? []) + (textCopy?.notes ?? []) + (json?.notes ?? [])
      + (xml?.notes ?? [])
      + siblings.notes
  }

  /// Looks into a GeoJSON that no lane reads, as GDAL passes over what it does not understand.
  ///
  /// - Throws: `.badData` where nobody understands in which system it is, and the user does not say so.
  mutating func checkJSON(for source: Source) throws(GridcastError) {
    guard json == nil, osmCopy == nil, textCopy == nil,
      let found = try JSONCopy(of: gdalPath, source.encoding)
    else { return }
    if let unclear = found.unclearSystem, source.systemName == nil {
      throw GridcastError(.badData, path, "\(unclear); \(.nameSystem(source.role))")
    }
    json = found
    gdalPath = found.path
  }

  /// Looks into a KML, GPX or GML, as GDAL passes over what it does not understand.
  ///
  /// - Parameters:
  ///   - driver: GDAL's name of the format.
  ///   - layers: The layers that GDAL finds in it.
  /// - Returns: Whether a copy is to be read now.
  /// - Throws: `.tryAgain` where the copy cannot be written; `.badData` where a layer is in several systems.
  mutating func checkXML(driver: String, _ layers: [LayerInfo]) throws(GridcastError) -> Bool {
    guard xml == nil,
      let found = try XMLCopy(of: gdalPath, driver: driver, fields: layers.flatMap(\.fields))
    else { return false }
    xml = found
    if let mixed = found.mixedSystems {
      throw GridcastError(
        .badData, path,
        "its features are in different coordinate systems, '\(mixed.first)' and from feature \(formatted(mixed.feature)) on '\(mixed.other)'; write those of each to a file of their own"
      )
    }
    defer { gdalPath = found.path }
    return found.path != gdalPath
  }

  /// Refuses an input that has no layer as it is damaged.
  ///
  /// - Throws: `.badData`, saying what is lost.
  func refuseUnreadable(_ layers: [LayerInfo]) throws(GridcastError) {
    let isEmpty = layers.isEmpty || layers.allSatisfy { $0.fields.isEmpty && !$0.hasGeometry }
    let lost = lost
    guard isEmpty,
      let first = missing.first ?? (lost.droppedCount > 0 ? lost.reasons : nil)
    else { return }
    throw GridcastError(
      .badData, path, "nothing of it can be read: \(first); repair it or fetch it again")
  }

  /// The layers that hold a feature, of a format that always names the same layers; all where none does
  /// and none is known to be lost.
  func filled(among layers: [LayerInfo]) throws(GridcastError) -> [LayerInfo] {
    let dataset = try open()
    var filled: [LayerInfo] = []
    for layer in layers {
      var isFilled = false
      try dataset.read(
        layers: [layer.name], fields: [], isInterleaved: false, filter: nil, goesOn: true
      ) { (features, _) throws(GridcastError) in
        isFilled = features.count > 0
        return !isFilled
      }
      if isFilled { filled.append(layer) }
    }
    return filled.isEmpty && lost.droppedCount == 0 ? layers : filled
  }
}
