import Foundation
package import GridcastBase
import GridcastGeo

/// Reads the layers of one input in batches.
///
/// It handles the peculiarities of formats: coordinates in columns of a CSV, the interleaved layers
/// and hidden tags of OSM, a Shapefile without its index.
package struct LayerReader: Sendable {
  /// The input.
  package let source: Source
  /// GDAL's short name of the format, as in "GeoJSON".
  package let format: String
  /// The descriptions of the layers that will be read.
  package let layers: [LayerInfo]
  /// The attributes of all layers together; for OSM only those that every object has.
  package internal(set) var fields: [Field]
  /// The coordinate system, or nil where neither the file nor the user names one.
  package let coordinateSystem: CoordinateSystem?
  /// GDAL's messages about what is lost on reading.
  package var losses: [Sentence] { missing + changes }
  /// Which features cannot be read, as far as opening the input tells.
  let missing: [Sentence]
  /// Which values reading changes, in GDAL's words.
  private let changes: [Sentence]
  /// What the user should know about how the file was interpreted.
  package let notes: [Sentence]
  let way: ReadingWay
  /// What is wrong in the file of which GDAL says nothing.
  let faults = FaultsInFile()
  /// How GDAL opens the input.
  package private(set) var opening: Opening
  /// The lane, where Gridcast reads the input itself.
  let lane: (any Lane)?
  /// The lane for OSM, whose layers are interleaved.
  let osm: OSMLane?
  /// The condition that Gridcast itself applies to what is read, and the fields that it needs; nil where there is
  /// none, or GDAL applies it.
  let condition: (condition: Condition, fields: [Field])?
  /// The columns of coordinates, where the input is a table with such columns.
  package let coordinates: CoordinateColumns?
  /// What the first reading of two keeps for the second; nil where each reads the input.
  var kept: KeptBatches?

  /// Opens an input and inspects its layers.
  ///
  /// - Parameters:
  ///   - source: The input.
  ///   - purpose: What the features are read for.
  ///   - wanted: The fields that will be read, where that is known; nil to find out all fields.
  /// - Throws: `.unreadable` where the input is missing or GDAL cannot open it; `.badData` where it
  ///   lacks a layer; `.usage` where it has several layers and the user must name one.
  package init(
    _ source: Source, for purpose: ReadingPurpose = .features, wanting wanted: [String]? = nil
  ) throws(GridcastError) {
    opening = try Opening(source)
    if !opening.members.isEmpty {
      let names = quoted(opening.members)
      throw source.layers.isEmpty
        ? GridcastError(
          .usage, source.path, "it has several layers, \(names); \(.chooseLayer(source.role))")
        : GridcastError(
          .badData, source.path, "it has no layer '\(source.layers[0])'; its layers are \(names)")
    }
    var source = source
    source.layers = opening.layers
    self.source = source
    var format: String, all: [LayerInfo], losses: [Sentence]
    var lane: (any Lane)?
    var osm: OSMLane?
    let way = ReadingWay()
    var declined: Declined?
    do throws(Declined) {
      if let own = try opening.osmLane(for: source) {
        (format, all, losses) = ("OSM", LayerInfo.ofOSM, [])
        osm = own
      } else {
        let own = try opening.lane(for: source, wanted: wanted)
        (format, all, losses) = (own.format, [own.layer], own.losses)
        lane = own
      }
    } catch {
      if error.isFinal { throw GridcastError(.badData, source.path, error.reason) }
      try opening.copyTable(for: source)
      try opening.checkJSON(for: source)
      if opening.json?.isCopy == true, let own = try? opening.lane(for: source, wanted: wanted) {
        (format, all, losses) = (own.format, [own.layer], [])
        lane = own
      } else {
        declined = error
        (format, all, losses) = try opening.inspect()
        if try opening.checkXML(driver: format, all) {
          (format, all, losses) = try opening.inspect()
        }
        if let fault = PositionLines.fault(in: opening.gdalPath, driver: format) {
          throw GridcastError(
            .badData, source.path,
            "\(fault) is no position, and would be read as another or as none; repair it or fetch it again"
          )
        }
        losses = OversizedIntegers.losses(
          in: opening.gdalPath, after: losses, format: format, layers: all)
        if let unread = opening.xml?.unread(all) { losses.append(unread) }
      }
      losses += (opening.json?.changes ?? []) + (opening.xml?.changes ?? [])
    }
    if format == "GPX", source.layers.isEmpty { all = try opening.filled(among: all) }
    try opening.refuseUnreadable(all)
    var chosen = try Self.choose(from: all, source: source, format: format, purpose: purpose)
    let unnamed = try SheetNames(chosen, format, opening)
    if let title = unnamed?.title {
      throw GridcastError(
        .badData, source.path,
        "above the names of its columns, in row \(formatted(title.row)), stands a title, '\(title.text)'; delete the rows above the names"
      )
    }
    if unnamed?.areFirst ?? false {
      opening.sheetHeader = true
      (format, all, losses) = try opening.inspect()
      chosen = try Self.choose(from: all, source: source, format: format, purpose: purpose)
    }
    if declined != nil, chosen.count == 1 {
      do throws(Declined) {
        if let own = try opening.lane(of: chosen[0], format, for: source) {
          (lane, declined) = (own, nil)
        }
      } catch { declined = error }
    }
    try Self.requireParts(source, opening, lane, &osm, chosen, declined)
    if let declined { way.leave(declined) }
    let isCSV = Format.driver(format) == .csv
    let found = try Self.coordinates(of: chosen, in: source, opening, lane: lane, isCSV: isCSV)
    coordinates = found
    condition =
      try osm.flatMap { _ throws(GridcastError) in
        try source.filter.map { filter throws(GridcastError) in
          try Condition.onTags(filter, in: source)
        }
      } ?? Self.condition(source, opening, lane, chosen, format)
    if condition == nil { try Self.refuseNumbers(source, opening, chosen) }
    self.lane = lane
    self.osm = osm
    self.way = way
    self.format = format
    var missing =
      opening.missing + ((lane as? RecordLane)?.missing ?? [])
      + BrokenEnd.losses(in: opening.gdalPath, format: format)
      + EsriShapes.losses(in: opening.gdalPath, format: format)
    changes = losses
    layers = chosen
    fields = Self.union(of: chosen)
    // Shapes are written as shapes, and not as their texts too.
    if let found, !found.arePoints { fields.removeAll { found.names.contains($0.name) } }
    var notes: [Sentence] =
      opening.notes + ((lane as? CSVLane)?.dialect.notes ?? []) + (lane?.notes ?? [])
      + EsriShapes.notes(in: opening.gdalPath, format: format)
    if let encoding = opening.encoding, encoding.name != TextEncoding.utf8 || encoding.isGuess {
      notes.append("texts are in \(encoding.name), \(encoding.evidence)")
    }
    for name in Set(chosen.flatMap(\.repeatedNames)).sorted() {
      notes.append("more than one field is called '\(name)'; the later ones got a number")
    }
    for name in opening.tableCopy?.longNumbers(among: fields) ?? [] {
      notes.append(
        "field '\(name)' has whole numbers of more than 64 bits, which are kept as texts")
    }
    for name in opening.tableCopy?.oddTruths(among: fields) ?? [] {
      notes.append(
        "field '\(name)' is to be true or false and holds other values too, which are kept as texts"
      )
    }
    if let coordinates { notes.append(coordinates.note) }
    if let fault = opening.parts?.indexFault {
      notes.append("\(fault); the index was rebuilt from the .shp")
    }
    if opening.parts?.tableIsMissing ?? false {
      notes.append("the .dbf is missing, so there are no attributes")
    }
    let isTable = coordinates == nil && !chosen.contains(where: \.hasGeometry)
    if let told = try Self.toldSystem(source, coordinates, opening.path) {
      coordinateSystem = told
    } else {
      coordinateSystem = try Self.coordinateSystem(
        of: layers, source, format: format, path: opening.gdalPath,
        isDegrees: isCSV ? !isTable : coordinates?.canBeDegrees ?? (lane is RecordLane && !isTable),
        &notes, lost: &missing)
    }
    self.missing = missing
    if coordinateSystem?.offset == nil, coordinateSystem?.isGeographic ?? false {
      notes += ChinaOffset.hints(
        of: source, fields: fields.map(\.name), coordinates: coordinates?.names ?? [])
    }
    // Where they are not allowed, reading ends with them.
    if source.allowsLoss { notes += missing }
    if source.exchangesAxes { notes.append("the first coordinate is taken as the northing") }
    self.notes = notes
  }

  /// The format of an input and all its layers.
  package static func layers(of source: Source) throws(GridcastError) -> (
    format: String, layers: [LayerInfo]
  ) {
    var opening = try Opening(source)
    if NetworkName(source.path)?.isMongoDB ?? false, !opening.members.isEmpty {
      // What is in a collection is not fetched for its name.
      let layers = opening.members.map { name in
        LayerInfo(
          name: name, geometry: "Unknown (any)", hasGeometry: true, featureCount: nil, fields: [],
          coordinateSystemWKT: nil, repeatedNames: [])
      }
      return (Format.mongoDB.name, layers)
    }
    if !opening.members.isEmpty {
      var format = ""
      var layers: [LayerInfo] = []
      for member in opening.members {
        var part = source
        part.layers = [member]
        let inner = try Self.layers(of: part)
        format = inner.format
        for var layer in inner.layers {
          // A file of several layers within an archive of several files is asked for by its name.
          if inner.layers.count == 1 { layer.name = member }
          layers.append(layer)
        }
      }
      return (format, layers)
    }
    do throws(Declined) {
      let lane = try opening.lane(for: source, wanted: [])
      return (lane.format, [lane.layer])
    } catch {
      if error.isFinal { throw GridcastError(.badData, source.path, error.reason) }
    }
    try opening.checkJSON(for: source)
    var (format, layers, _) = try opening.inspect()
    if try opening.checkXML(driver: format, layers) { (format, layers, _) = try opening.inspect() }
    return (format, layers)
  }

  /// Whether layers are interleaved and any tag can be a field, as in OSM.
  package var isOSM: Bool { Format.driver(format) == .osm }

  /// Whether the input is a table of texts.
  package var isCSV: Bool { Format.driver(format) == .csv }

  /// Whether the driver reports what no file contains: heights of 0, fields without a value.
  package var inventsValues: Bool {
    Format.driver(format)?.layers?.inventing.contains(format) ?? false
  }

  /// How the input is read, as in "by Gridcast itself", with the reason where GDAL reads it; final
  /// only after all features were read.
  package var wayOfReading: Sentence { way.words }

  /// The number of features that GDAL has delivered as columns so far, rather than one by one.
  package var countByColumns: Int { way.countByColumns }

  /// The path of the .dbf where Gridcast reads the Shapefile itself; nil for other inputs, and
  /// after the lane has declined.
  package var tablePath: String? {
    guard lane is ShapefileLane, way.isOwn, source.filter == nil,
      opening.tableCopy?.hasCommas != true
    else { return nil }
    let stem = opening.gdalPath.dropLast(4)
    return ["\(stem).dbf", "\(stem).DBF"].first { FileManager.default.fileExists(atPath: $0) }
  }

  /// The field that holds the ids of a GeoJSON's features; nil where they have none, or lie in a property.
  package var identityField: String? {
    (lane as? GeoJSONLane)?.identity ?? opening.json?.identity
  }

  /// The encoding of texts where it had to be detected; nil where the format fixes it.
  package var textEncoding: TextEncoding? { opening.encoding }

  /// The geometry type that the layers declare; nil where they differ or declare none.
  package var declaredKind: Shapes.Kind? {
    if let coordinates { return coordinates.arePoints ? .point : nil }
    let kinds: [String: Shapes.Kind] = [
      "Point": .point, "Multi Point": .multiPoint, "Line String": .line,
      "Multi Line String": .multiLine, "Polygon": .polygon, "Multi Polygon": .multiPolygon,
    ]
    let said = Set(
      layers.filter(\.hasGeometry).map { layer in
        kinds.first {
          layer.geometry.replacing("3D ", with: "").replacing("Measured ", with: "") == $0.key
        }?
        .value
      })
    return said.count == 1 ? said.first ?? nil : nil
  }

  /// The names of the columns of coordinates; empty for other formats.
  package var coordinateFields: [String] {
    coordinates.map { $0.arePoints ? $0.names : [] } ?? []
  }

  /// Whether any of the layers can have coordinates.
  package var hasGeometry: Bool { coordinates != nil || layers.contains { $0.hasGeometry } }

  static func union(of layers: [LayerInfo]) -> [Field] {
    var fields: [Field] = []
    for field in layers.flatMap(\.fields) where !fields.contains(where: { $0.name == field.name }) {
      fields.append(field)
    }
    return fields
  }
}
