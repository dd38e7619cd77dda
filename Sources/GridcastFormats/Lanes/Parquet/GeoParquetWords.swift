import Foundation
import GridcastBase
import GridcastGeo

/// What the file says of its shapes under the key "geo" (GeoParquet 1.0 and 1.1).
struct GeoParquetWords: Sendable {
  /// What is said of a column of shapes.
  struct Column: Sendable {
    var encoding = "WKB"
    /// The types of shapes, as in "Point" and "Polygon Z"; none where they are not known.
    var types: [String] = []
    /// The system as PROJ reads it; nil where it is unknown.
    var system: String?
    /// The name of a system that nobody knows.
    var unknownSystem: String?
    /// Whether lines follow the curvature of the earth.
    var isSpherical = false
    /// The columns that repeat the extent of each shape.
    var covering: Set<String> = []
  }

  private static let damaged = Declined(
    "what it says of its shapes, under the key 'geo', is no JSON that is understood; repair it or fetch it again",
    isFinal: true)

  /// The name of the column whose shapes are those of the layer.
  let primary: String
  let columns: [String: Column]

  /// - Throws: Where it is no JSON, or lacks what it must have.
  init(_ text: String) throws(Declined) {
    guard let all = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    else { throw Self.damaged }
    guard let told = all["columns"] as? [String: Any], !told.isEmpty else {
      throw Declined(
        "what it says of its shapes, under the key 'geo', lacks 'columns', which tells how they are encoded; write it anew",
        isFinal: true)
    }
    let names = told.keys.sorted().joined(separator: ", ")
    guard let primary = all["primary_column"] as? String else {
      throw Declined(
        "what it says of its shapes, under the key 'geo', lacks 'primary_column', which tells whose shapes are those of the layer (of \(names)); write it anew",
        isFinal: true)
    }
    guard told[primary] != nil else {
      throw Declined(
        "what it says of its shapes, under the key 'geo', names '\(primary)' as the primary column, and tells of \(names) only; write it anew",
        isFinal: true)
    }
    var columns: [String: Column] = [:]
    for (name, value) in told.sorted(by: { $0.key < $1.key }) {
      guard let value = value as? [String: Any] else {
        throw Declined(
          "what it says of the shapes of column '\(name)', under the key 'geo', is no JSON object; write it anew",
          isFinal: true)
      }
      columns[name] = Column(value)
    }
    self.init(primary: primary, columns: columns)
  }

  init(primary: String, columns: [String: Column]) {
    self.primary = primary
    self.columns = columns
  }
}

extension GeoParquetWords.Column {
  /// What JSON says of a column.
  init(_ value: [String: Any]) {
    encoding = value["encoding"] as? String ?? "WKB"
    types = (value["geometry_types"] ?? value["geometry_type"]) as? [String] ?? []
    isSpherical = value["edges"] as? String == "spherical"
    switch value["crs"] {
    case nil: system = CoordinateSystem.wgs84.wkt
    case let text as String: system = text
    case let words as [String: Any]: system = Self.system(words)
    default: break
    }
    let covering = (value["covering"] as? [String: Any])?["bbox"] as? [String: Any] ?? [:]
    self.covering = Set(
      covering.values.compactMap { ($0 as? [String])?.joined(separator: ".") })
  }

  /// PROJJSON, or a code for which PROJ need not be asked.
  private static func system(_ words: [String: Any]) -> String? {
    if let id = words["id"] as? [String: Any], let authority = id["authority"] as? String {
      let code = "\(authority):\(id["code"] ?? "")"
      // The axes of shapes are east first in any system.
      if code == "OGC:CRS84" { return CoordinateSystem.wgs84.wkt }
      if authority == "EPSG", let system = try? CoordinateSystem(code) { return system.wkt }
    }
    guard let text = try? JSONSerialization.data(withJSONObject: words) else { return nil }
    let projJSON = String(decoding: text, as: UTF8.self)
    return (try? CoordinateSystem(projJSON))?.wkt ?? projJSON
  }

  /// The system that a column of Parquet's own type of shapes names.
  ///
  /// - Parameters:
  ///   - name: A code such as `OGC:CRS84` or `srid:4326`, PROJJSON, or where among `words` that is; nil for WGS 84.
  ///   - isGeography: Whether lines follow the curvature of the earth.
  ///   - words: What the file has under names.
  init(system name: String?, isGeography: Bool, _ words: [String: String]) {
    isSpherical = isGeography
    let text =
      switch name {
      case nil, "", "OGC:CRS84": "OGC:CRS84"
      case let name? where name.hasPrefix("srid:"): "EPSG:\(name.dropFirst(5))"
      case let name? where name.hasPrefix("projjson:"): words[String(name.dropFirst(9))] ?? name
      case let name?: name
      }
    if text == "OGC:CRS84" {
      system = CoordinateSystem.wgs84.wkt
    } else if text == "EPSG:0" {
      // Databases call it so where they know of none.
      system = nil
    } else if let all = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] {
      system = Self.system(all)
    } else if let known = try? CoordinateSystem(text) {
      system = known.wkt
    } else {
      unknownSystem = text
    }
  }

  /// The type of geometry, as OGC names it.
  var label: String {
    let names = [
      "Point": "Point", "LineString": "Line String", "Polygon": "Polygon",
      "MultiPoint": "Multi Point", "MultiLineString": "Multi Line String",
      "MultiPolygon": "Multi Polygon", "GeometryCollection": "Geometry Collection",
    ]
    let plain = Set(types.map { $0.replacing(#/ (Z|M|ZM)$/#, with: "") })
    let single = Set(plain.map { $0.replacing("Multi", with: "") })
    let isHigh = types.contains { $0.hasSuffix(" Z") || $0.hasSuffix(" ZM") }
    guard single.count == 1, let kind = plain.max(by: { $0.count < $1.count }),
      let name = names[kind]
    else { return "Unknown (any)" }
    return isHigh ? "3D \(name)" : name
  }
}
