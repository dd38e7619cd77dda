import Foundation
package import GridcastBase
import GridcastGeo

/// A vector format that can be written, and what it can hold.
package struct VectorFormat: Sendable, Hashable {
  /// GDAL's short name, as in "ESRI Shapefile".
  package let driver: String
  /// The usual ending of its files, without the dot; empty for a database.
  package let ending: String
  /// The types of attributes that it has.
  let kinds: Set<Field.Kind>
  /// The closer readings of types that it has.
  let details: Set<Field.Detail>
  /// Whether integers may have 64 bits.
  let hasInteger64: Bool
  /// Whether vertices may have measures.
  let holdsMeasures: Bool
  /// The format's row in the table of formats; nil for one that only GDAL knows.
  package let known: Format?
  private let capacity: Format.Capacity

  /// The endings of the formats that Gridcast knows best, and the driver that writes each.
  private static let endings: [(ending: String, driver: String)] = Format.wellKnown.flatMap {
    format in
    format.endings.names.compactMap { ending in
      format.writingDriver(ofEnding: ending).map { (ending, $0) }
    }
  }

  /// The formats that Gridcast knows best, by their ending.
  package static let usualEndings = Format.wellKnown.compactMap(\.endings.names.first)

  /// The format that the user names, or else the one that a path's ending names.
  ///
  /// - Throws: `.usage` where there is none that can be written.
  package init(ofPath path: String, named name: String? = nil) throws(GridcastError) {
    let wanted = name ?? URL(filePath: path).pathExtension
    try Self.refuseContradiction(path, name)
    if path.hasPrefix("PG:") && name == nil {
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
      let usual = Self.endings.first { $0.driver == driver.name }?.ending
      try self.init(driver: driver.name, ending: usual ?? driver.endings.first ?? "", path)
    } else {
      let driver = try VectorDriver.all.first { $0.endings.contains(wanted.lowercased()) }
      guard let driver, !wanted.isEmpty else {
        throw GridcastError(
          .usage, path, "its ending names no format to write; use \(Self.offer), or \(.nameFormat)")
      }
      try self.init(driver: driver.name, ending: wanted.lowercased(), path)
    }
  }

  /// Refuses a file whose ending names another format than the user does.
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

  private static var offer: String {
    usualEndings.map { ".\($0)" }.joined(separator: ", ")
  }

  private init(driver name: String, ending: String, _ path: String) throws(GridcastError) {
    guard let driver = try VectorDriver.all.first(where: { $0.name == name }) else {
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

  /// GDAL's options for a layer of a kind with these fields.
  ///
  /// A CSV keeps points as columns X, Y and Z, others as WKT.
  func layerOptions(for kind: Shapes.Kind?, hasZ: Bool, _ fields: [FieldPlan]) -> [String] {
    let names = fields.map(\.target.name)
    let options = capacity.layerOptions
    switch known {
    case .csv:
      guard let kind else { return options }
      let shapes = kind == .point ? hasZ ? "AS_XYZ" : "AS_XY" : "AS_WKT"
      return options + ["GEOMETRY=\(shapes)"]
    case .geoPackage, .postGIS:
      // Columns that the format adds must not take the place of attributes.
      let fid = Self.free(known == .geoPackage ? "fid" : "ogc_fid", names)
      let types = fields.compactMap { plan in plan.columnType.map { "\(plan.target.name)=\($0)" } }
      return options + ["GEOMETRY_NAME=\(Self.free("geom", names))", "FID=\(fid)"]
        + (types.isEmpty ? [] : ["COLUMN_TYPES=\(types.joined(separator: ","))"])
    default: return options
    }
  }

  private static func free(_ name: String, _ names: [String]) -> String {
    var candidate = name
    var number = 1
    while names.contains(where: { $0.lowercased() == candidate }) {
      candidate = "\(name)_\(number)"
      number += 1
    }
    return candidate
  }

  /// The names that the format's own columns take, which attributes must not have.
  func reservedNames(for kind: Shapes.Kind?) -> [String] {
    guard isCSV, let kind else { return [] }
    return kind == .point ? ["X", "Y", "Z"] : ["WKT"]
  }

  /// The names of fields as the format can hold them, in order.
  func names(_ names: [String], for kind: Shapes.Kind?, encoding: String) -> [String] {
    isShapefile
      ? shapefileNames(names) { encodedBytes($0, in: encoding)?.count ?? 1000 }
      : uniqueNames(
        names, bytes: capacity.nameBytes ?? .max, reserved: reservedNames(for: kind))
  }

  /// Whether a layer stands in a coordinate system of the format's own, WGS 84, whatever it is in.
  package var holdsWGS84Only: Bool { capacity.holdsWGS84Only }
  /// Whether every kind of shape may stand in one layer.
  package var holdsMixedKinds: Bool { capacity.holdsMixedKinds }
  /// Whether numbers may be infinite or none.
  var holdsNotFinite: Bool { capacity.holdsNotFinite }
  /// Whether GDAL writes numbers with all their digits, or in binary.
  var keepsDoubles: Bool { capacity.keepsDoubles }
  /// Whether features may be without geometry.
  var keepsUnplaced: Bool { capacity.keepsUnplaced }
  /// Whether a shape may be of a kind and have no vertex; others would put it at 0, 0.
  var keepsEmpty: Bool { capacity.keepsEmpty }
  /// The most bytes of a text; nil where there is no limit.
  var textBytes: Int? { capacity.textBytes }
  /// The most fields of a layer; nil where there is no limit.
  var fieldCount: Int? { capacity.fieldCount }
  /// Whether the format is a table, without a place for geometry.
  package var isTable: Bool { !capacity.holdsShapes }
  /// Whether Gridcast knows the format's habits; of others what was written is counted afterwards.
  package var isKnown: Bool { capacity.isKnown }
  /// Whether exterior rings run clockwise, the other way, or as they come.
  package var exteriorIsClockwise: Bool? { capacity.exteriorIsClockwise }
  /// Whether features can be added to a layer that is there.
  package var canAppend: Bool { known?.layers?.canAppend ?? false }
  /// The name that people use.
  package var label: String { known?.name ?? driver }

  var writesJSON: Bool { known == .geoJSON || known == .geoJSONSeq }
  package var isShapefile: Bool { known == .shapefile }
  /// Whether the format is a table of texts.
  package var isCSV: Bool { known == .csv }
  /// Whether the format is a table in a database, and no file.
  package var isDatabase: Bool { known == .postGIS }
}
