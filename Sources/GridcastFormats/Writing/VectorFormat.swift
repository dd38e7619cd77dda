import Foundation
package import GridcastBase
import GridcastGeo

/// A vector format that can be written, and what it can store.
package struct VectorFormat: Sendable, Hashable {
  /// GDAL's short name, as in "ESRI Shapefile".
  package let driver: String
  /// The usual ending of its files, without the dot; empty for a database.
  package let ending: String
  /// The types of attributes that it supports.
  let kinds: Set<Field.Kind>
  /// The narrower types that it supports.
  let details: Set<Field.Detail>
  /// Whether it supports 64-bit integers.
  let hasInteger64: Bool
  /// Whether it supports measures (M).
  let holdsMeasures: Bool
  /// The format's row in the table of formats; nil for one that only GDAL knows.
  package let known: Format?
  private let capacity: Format.Capacity

  /// The endings of the formats that Gridcast knows in full, and the driver that writes each.
  private static let endings: [(ending: String, driver: String)] = Format.wellKnown.flatMap {
    format in
    format.endings.names.compactMap { ending in
      format.writingDriver(ofEnding: ending).map { (ending, $0) }
    }
  }

  /// The usual endings of the formats that Gridcast knows in full.
  package static let usualEndings = Format.wellKnown.compactMap(\.endings.names.first)

  /// Finds the format by the name that the user gives, or else by the ending of a path.
  ///
  /// - Throws: `.usage` where there is no such format that can be written.
  package init(ofPath path: String, named name: String? = nil) throws(GridcastError) {
    if let refusal = NetworkName(path)?.refusalToWrite {
      throw GridcastError(.usage, path, refusal)
    }
    let name = name.map { Self.own(name: $0, for: path) ?? $0 }
    // GDAL packs the files of a Shapefile into one, which ArcGIS Online and QGIS read as it is.
    let packed = "shp.zip"
    let own = path.lowercased().hasSuffix(".\(packed)") ? packed : nil
    let wanted = name ?? own ?? URL(filePath: path).pathExtension
    try Self.refuseContradiction(path, name)
    if NetworkName(path)?.isPostgreSQL ?? false, name == nil {
      try self.init(driver: "PostgreSQL", ending: "", path)
    } else if let known = Self.endings.first(where: { $0.ending == wanted.lowercased() }) {
      try self.init(driver: known.driver, ending: wanted.lowercased(), path)
    } else if let name {
      let driver = try VectorDriver.all.first {
        $0.name.lowercased() == name.lowercased() || $0.endings.contains(name.lowercased())
      }
      guard let driver else {
        throw GridcastError(
          .usage, "format '\(name)'", "there is none of this name to write; use \(Self.offer)")
      }
      let own = URL(filePath: path).pathExtension.lowercased()
      let usual = Self.endings.first { $0.driver == driver.name }?.ending ?? driver.endings.first
      try self.init(
        driver: driver.name, ending: driver.endings.contains(own) ? own : usual ?? "", path)
    } else {
      let driver = try VectorDriver.all.first { $0.endings.contains(wanted.lowercased()) }
      guard let driver, !wanted.isEmpty else {
        throw GridcastError(
          .usage, path, "\(Self.unknownEnding), or \(.nameFormat)")
      }
      try self.init(driver: driver.name, ending: wanted.lowercased(), path)
    }
  }

  /// The ending or driver of a format by the name that people use, which the table of formats has; nil where none is
  /// called so.
  ///
  /// The ending is that of the path where it is one of the format's, or else the usual one.
  private static func own(name: String, for path: String) -> String? {
    let format = Format.all.first { $0.name.lowercased() == name.lowercased() }
    guard let format else { return nil }
    let written = format.endings.names.filter { own in endings.contains { $0.ending == own } }
    let own = URL(filePath: path).pathExtension.lowercased()
    return written.contains(own) ? own : written.first ?? format.drivers.first
  }

  /// Rejects a file whose ending belongs to another format than the user names.
  private static func refuseContradiction(_ path: String, _ name: String?) throws(GridcastError) {
    let ending = URL(filePath: path).pathExtension.lowercased()
    guard let name = name?.lowercased(),
      let own = endings.first(where: { $0.ending == ending })?.driver
    else { return }
    let named = endings.first { $0.ending == name }?.driver ?? name
    guard named.lowercased() != own.lowercased() else { return }
    throw GridcastError(
      .usage, path, "its ending says \(own), and the format is to be \(named); \(.letEndingDecide)")
  }

  /// What is said of an ending that names no format.
  package static var unknownEnding: Sentence {
    "its ending names no format to write; use \(offer)"
  }

  private static var offer: String {
    usualEndings.map { ".\($0)" }.joined(separator: ", ")
  }

  private init(driver name: String, ending: String, _ path: String) throws(GridcastError) {
    guard let driver = try VectorDriver.named(name) else {
      throw GridcastError(.usage, path, "this GDAL was built without its format, \(name)")
    }
    self.driver = name
    self.ending = ending
    known = Format.driver(name)
    capacity = known?.layers?.capacity ?? .unknown
    hasInteger64 = driver.hasInteger64
    holdsMeasures = driver.holdsMeasures && capacity.holdsMeasures
    details = driver.details
    kinds = (capacity.kinds ?? driver.kinds).union(capacity.addedKinds)
  }

  /// The layer creation options for GDAL.
  ///
  /// A CSV stores points as columns X, Y and Z, and other shapes as WKT.
  func layerOptions(for kind: Shapes.Kind?, hasZ: Bool, _ fields: [FieldPlan]) -> [String] {
    let names = fields.map(\.target.name)
    let options = capacity.layerOptions
    switch known {
    case .csv:
      guard let kind else { return options }
      let shapes = kind == .point ? hasZ ? "AS_XYZ" : "AS_XY" : "AS_WKT"
      return options + ["GEOMETRY=\(shapes)"]
    case .geoPackage, .postGIS:
      // The format's own columns must not replace attributes of the same name.
      let fid = Self.free(known == .geoPackage ? "fid" : "ogc_fid", names)
      let types = fields.compactMap { plan in plan.columnType.map { "\(plan.target.name)=\($0)" } }
      return options + ["GEOMETRY_NAME=\(Self.free("geom", names))", "FID=\(fid)"]
        + (types.isEmpty ? [] : ["COLUMN_TYPES=\(types.joined(separator: ","))"])
    default: return options
    }
  }

  /// A name for a column of the format's own that none of the fields has.
  static func free(_ name: String, _ names: [String]) -> String {
    var candidate = name
    var number = 1
    while names.contains(where: { $0.lowercased() == candidate }) {
      candidate = "\(name)_\(number)"
      number += 1
    }
    return candidate
  }

  /// The names of the format's own columns, which attributes must not have.
  func reservedNames(for kind: Shapes.Kind?) -> [String] {
    // ArcGIS fills the last two itself, also where they are not asked for.
    if capacity.namesAreWords {
      return ["OBJECTID", "SHAPE", "GDB_GEOMATTR_DATA", "SHAPE_LENGTH", "SHAPE_AREA"]
    }
    guard isCSV, let kind else { return [] }
    return kind == .point ? ["X", "Y", "Z"] : ["WKT"]
  }

  /// The names of fields adapted to the format, in order.
  func names(
    _ names: [String], for kind: Shapes.Kind?, encoding: String, disarmsFormulas: Bool = false
  ) -> [String] {
    var names = isXML ? names.map(\.writableInXML) : names
    if isCSV && disarmsFormulas { names = names.map(\.withoutFormula) }
    return isShapefile
      ? shapefileNames(names) { encodedBytes($0, in: encoding)?.count ?? 1000 }
      : capacity.namesAreWords
        ? uniqueNames(names.map(wordName), bytes: 64, reserved: reservedNames(for: kind)) {
          $0.unicodeScalars.count
        }
        : uniqueNames(
          known == .gml ? names.map(elementName) : names, bytes: capacity.nameBytes ?? .max,
          reserved: reservedNames(for: kind))
  }

  /// A layer's name as the format can hold it.
  package func layerName(_ name: String) -> String {
    if known == .geoPackage, let first = name.first, first.isASCII, !first.isLetter,
      !first.isNumber, first != "_"
    {
      return "_" + name
    }
    let name = isXML ? name.writableInXML : name
    return capacity.namesAreWords ? className(name) : known == .gml ? elementName(name) : name
  }

  /// Whether names and texts are written as XML.
  var isXML: Bool { capacity.isXML }
  /// Whether a field of this name has no place in a layer of shapes of a kind.
  func leavesOut(_ name: String, for kind: Shapes.Kind?) -> Bool {
    let names =
      kind == .point || kind == .multiPoint ? capacity.pointFieldNames : capacity.otherFieldNames
    return names.map { !$0.contains(name) } ?? false
  }
  /// Whether coordinates must be in WGS 84.
  package var holdsWGS84Only: Bool { capacity.holdsWGS84Only }
  /// Whether shapes of different types may share a layer.
  package var holdsMixedKinds: Bool { capacity.holdsMixedKinds }
  /// Whether numbers may be infinite or NaN.
  var holdsNotFinite: Bool { capacity.holdsNotFinite }
  /// Whether numbers are stored exactly, in binary or with all their digits.
  var keepsDoubles: Bool { capacity.keepsDoubles }
  /// Whether moments have whole seconds only, and are in universal time.
  var roundsMoments: Bool { capacity.roundsMoments }
  /// Whether features without geometry can be stored.
  var keepsUnplaced: Bool { capacity.keepsUnplaced }
  /// Whether a shape can have a type but no vertex; other formats would place it at (0, 0).
  var keepsEmpty: Bool { capacity.keepsEmpty }
  /// The greatest length of a text in bytes; nil where there is no limit.
  var textBytes: Int? { capacity.textBytes }
  /// The greatest number of fields; nil where there is no limit.
  var fieldCount: Int? { capacity.fieldCount }
  /// Whether the format is a table that stores no geometry.
  package var isTable: Bool { !capacity.holdsShapes }
  /// Whether Gridcast knows the format in full; otherwise the written features are counted
  /// afterwards.
  package var isKnown: Bool { capacity.isKnown }
  /// Whether exterior rings must run clockwise or counter-clockwise; nil where either will do.
  package var exteriorIsClockwise: Bool? { capacity.exteriorIsClockwise }
  /// Whether features can be added to an existing layer.
  package var canAppend: Bool { known?.layers?.canAppend ?? false }
  /// Whether a layer can be added to an existing file beside those that it holds.
  package var canAddLayers: Bool {
    canAppend && !isDatabase && known?.layers?.holdsSeveral ?? false
  }
  /// Whether a field can have a second name for people, of any characters.
  var holdsAliases: Bool { capacity.namesAreWords }
  /// Whether it says which values a field may have, and what they mean.
  var holdsDomains: Bool { capacity.namesAreWords || known == .geoPackage }
  /// The name of the format for users.
  package var label: String { known?.name ?? driver }

  /// Whether a column of moments is in universal time, or in no zone at all.
  var isColumnar: Bool { known == .geoParquet || known == .geoArrow }
  var writesJSON: Bool { known == .geoJSON || known == .geoJSONSeq }
  /// Whether the format is Shapefile.
  package var isShapefile: Bool { known == .shapefile }
  /// Whether the format is MapInfo's, whose field names are of letters of one code page.
  package var isMapInfo: Bool { known == .mapInfo }

  /// The code pages of MapInfo's files, those of fewer letters first.
  private static let mapInfoPages = [
    "CP1252", "CP1250", "CP1251", "CP1253", "CP1254", "CP936", "CP950", "CP932", "CP949", "CP1255",
    "CP1256", "CP1257", "CP1258",
  ]

  /// The encoding in which a layer is written that has fields of these names, where GDAL would spoil them in UTF-8.
  package func encoding(forNames names: [String]) -> String {
    guard isMapInfo, names.contains(where: { $0.utf8.contains { $0 >= 128 } }) else {
      return TextEncoding.utf8
    }
    return Self.mapInfoPages.first { page in
      names.allSatisfy { encodedBytes($0, in: page) != nil }
    } ?? TextEncoding.utf8
  }

  /// Whether the format is CSV.
  package var isCSV: Bool { known == .csv }
  /// Whether the format is a table in a database rather than a file.
  package var isDatabase: Bool { known == .postGIS }
}
