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
  private let layerOptions: [String]

  /// What Gridcast asks of the formats whose habits it knows.
  private static let knownOptions: [String: [String]] = [
    // The date in a dBASE header would make two runs of one job differ.
    "ESRI Shapefile": ["DBF_DATE_LAST_UPDATE=1970-01-01"],
    "GeoJSON": ["COORDINATE_PRECISION=15"],
    "GeoJSONSeq": ["COORDINATE_PRECISION=15"],
    "CSV": ["STRING_QUOTING=IF_NEEDED"],
    "PostgreSQL": ["LAUNDER=NO", "PRECISION=NO"],
    "GPKG": [], "FlatGeobuf": [], "KML": [], "LIBKML": [],
  ]
  /// The endings that users write, and the driver of each where GDAL has several or none.
  private static let endings: [(ending: String, driver: String)] = [
    ("shp", "ESRI Shapefile"), ("gpkg", "GPKG"), ("fgb", "FlatGeobuf"), ("geojson", "GeoJSON"),
    ("json", "GeoJSON"), ("geojsonl", "GeoJSONSeq"), ("geojsons", "GeoJSONSeq"),
    ("ndjson", "GeoJSONSeq"), ("csv", "CSV"), ("kml", "KML"), ("kmz", "LIBKML"),
  ]

  /// The formats that Gridcast knows best, by their ending.
  package static let usualEndings = ["shp", "geojson", "geojsonl", "gpkg", "fgb", "csv", "kml"]

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
          .usage, path, "its ending names no format to write; use \(Self.offer), or --format")
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
      .usage, path, "its ending says \(own), and --format says \(named); change one of them")
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
    hasInteger64 = driver.hasInteger64
    holdsMeasures = driver.holdsMeasures && name != "CSV"
    layerOptions = Self.knownOptions[name] ?? []
    details = driver.details
    switch name {
    // It has them, but writes them in a notation of its own.
    case "CSV": kinds = [.integer, .text]
    case "GeoJSON", "GeoJSONSeq": kinds = driver.kinds.union([.date, .dateTime])
    default: kinds = driver.kinds
    }
  }

  /// GDAL's options for a layer of a kind with these fields.
  ///
  /// A CSV keeps points as columns X, Y and Z, others as WKT.
  func layerOptions(for kind: Shapes.Kind?, hasZ: Bool, _ fields: [FieldPlan]) -> [String] {
    let names = fields.map(\.target.name)
    switch driver {
    case "CSV":
      guard let kind else { return layerOptions }
      let shapes = kind == .point ? hasZ ? "AS_XYZ" : "AS_XY" : "AS_WKT"
      return layerOptions + ["GEOMETRY=\(shapes)"]
    case "GPKG", "PostgreSQL":
      // Columns that the format adds must not take the place of attributes.
      let fid = Self.free(driver == "GPKG" ? "fid" : "ogc_fid", names)
      let types = fields.compactMap { plan in plan.columnType.map { "\(plan.target.name)=\($0)" } }
      return layerOptions + ["GEOMETRY_NAME=\(Self.free("geom", names))", "FID=\(fid)"]
        + (types.isEmpty ? [] : ["COLUMN_TYPES=\(types.joined(separator: ","))"])
    default: return layerOptions
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
    guard driver == "CSV", let kind else { return [] }
    return kind == .point ? ["X", "Y", "Z"] : ["WKT"]
  }

  /// The names of fields as the format can hold them, in order.
  func names(_ names: [String], for kind: Shapes.Kind?, encoding: String) -> [String] {
    switch driver {
    case "ESRI Shapefile":
      shapefileNames(names) { encodedBytes($0, in: encoding)?.count ?? 1000 }
    // PostgreSQL cuts names at 63 bytes by itself.
    case "PostgreSQL": uniqueNames(names, bytes: 63)
    default: uniqueNames(names, reserved: reservedNames(for: kind))
    }
  }

  /// Whether a layer stands in a coordinate system of the format's own, WGS 84, whatever it is in.
  package var holdsWGS84Only: Bool {
    ["GeoJSONSeq", "KML", "LIBKML", "GPX", "GeoRSS"].contains(driver)
  }

  /// Whether every kind of shape may stand in one layer.
  package var holdsMixedKinds: Bool { !["ESRI Shapefile", "OpenFileGDB"].contains(driver) }

  /// Whether numbers may be infinite or none.
  var holdsNotFinite: Bool { ["FlatGeobuf", "PostgreSQL", "CSV"].contains(driver) }

  /// Whether GDAL writes numbers with all their digits, or in binary.
  var keepsDoubles: Bool {
    ["GPKG", "SQLite", "FlatGeobuf", "OpenFileGDB", "Parquet", "Arrow"].contains(driver)
  }

  /// Whether features may be without geometry; GDAL leaves such out of a FlatGeobuf.
  var keepsUnplaced: Bool { driver != "FlatGeobuf" }

  /// Whether a shape may be of a kind and have no vertex; others would put it at 0, 0.
  var keepsEmpty: Bool { ["GPKG", "PostgreSQL", "GeoJSON", "GeoJSONSeq"].contains(driver) }

  /// Whether the format is a table, without a place for geometry.
  package var isTable: Bool { ["XLSX", "ODS"].contains(driver) }

  /// Whether Gridcast knows the format's habits; of others what was written is counted afterwards.
  package var isKnown: Bool { Self.knownOptions[driver] != nil }

  /// Whether exterior rings run clockwise, the other way, or as they come.
  package var exteriorIsClockwise: Bool? {
    switch driver {
    case "ESRI Shapefile": true
    // RFC 7946, section 3.1.6; the KML reference on LinearRing.
    case "GeoJSON", "GeoJSONSeq", "KML", "LIBKML": false
    default: nil
    }
  }

  var writesJSON: Bool { ["GeoJSON", "GeoJSONSeq"].contains(driver) }
  /// The name that people use.
  package var label: String {
    ["ESRI Shapefile": "Shapefile", "LIBKML": "KML", "GPKG": "GeoPackage"][driver] ?? driver
  }

  package var isShapefile: Bool { driver == "ESRI Shapefile" }
  /// Whether the format is a table in a database, and no file.
  package var isDatabase: Bool { driver == "PostgreSQL" }
}
