import Foundation
package import GridcastBase
import GridcastGeo

extension LayerReader {
  static func coordinateSystem(
    of layers: [LayerInfo], _ source: Source, format: String, path: String, isDegrees: Bool,
    _ notes: inout [Sentence], lost: inout [Sentence]
  ) throws(GridcastError) -> CoordinateSystem? {
    if let name = source.systemName { return try .named(name) }
    let isShapefile = Format.driver(format) == .shapefile
    let definitions = layers.filter(\.hasGeometry).map(\.coordinateSystemWKT)
    if let wkt = definitions.first ?? nil {
      let first = try CoordinateSystem(wkt, subject: source.path)
      for other in definitions.dropFirst() where other != wkt {
        guard let other, try CoordinateSystem(other, subject: source.path) == first else {
          throw GridcastError(
            .badData, source.path,
            "its layers are in different coordinate systems; \(.chooseLayer(source.role))")
        }
      }
      // GDAL 3.12 takes every Web Mercator of a .prj for EPSG:3857, also one that is moved.
      if isShapefile, first.code == "EPSG:3857", let told = written(beside: path),
        told.code != first.code
      {
        return told
      }
      return first
    }
    if isShapefile {
      if let told = written(beside: path) { return told }
      if projection(beside: path) != nil {
        lost.append(
          "the coordinate system, as what its .prj holds is none that is known (\(.nameSystem(source.role)))"
        )
      }
    }
    guard isDegrees else { return nil }
    let what: Sentence =
      Format.driver(format) == .csv
      ? "a CSV"
      : [Format.records, .bson, .mongoDB].contains { $0.name == format } ? "a record" : "a table"
    notes.append("\(what) names no coordinate system; taken as WGS 84 longitude and latitude")
    return .wgs84
  }

  /// The coordinate system that the user names, or the texts of shapes, or a file beside a table of
  /// texts.
  static func toldSystem(
    _ source: Source, _ coordinates: CoordinateColumns?, _ path: String
  ) throws(GridcastError) -> CoordinateSystem? {
    guard source.coordinateSystem == nil, let coordinates else { return nil }
    if case .shapes(let system?) = coordinates.content, system > 0 {
      return try .named("EPSG:\(system)")
    }
    guard Format.of(path: path) == .csv else { return nil }
    let stem = URL(filePath: path).deletingPathExtension().plainPath
    for ending in ["prj", "PRJ"] {
      if let text = FileManager.default.contents(atPath: "\(stem).\(ending)") {
        return try CoordinateSystem(
          String(decoding: text, as: UTF8.self).trimmed, subject: "\(stem).\(ending)")
      }
    }
    return nil
  }

  /// Why the .prj beside the input cannot be read; nil where it can, or there is none.
  package var projectionFault: Sentence? { opening.siblings.projectionFault }

  /// Whether a Shapefile has a .prj of which the system is not known.
  package var hasForeignProjection: Bool {
    Format.driver(format) == .shapefile && coordinateSystem == nil
      && Self.projection(beside: opening.gdalPath) != nil
  }

  /// The system in the .prj of a Shapefile as PROJ reads it, of which GDAL knows ESRI's WKT only; nil
  /// where there is none.
  private static func written(beside path: String) -> CoordinateSystem? {
    // PROJ would take many a word for a part of a name.
    guard let text = projection(beside: path),
      text.contains(#/^(\{|\+|proj=|[A-Za-z]+:[0-9]+$|[A-Za-z0-9_]+\s*\[)/#)
    else { return nil }
    return try? CoordinateSystem(text)
  }

  /// The text of the .prj beside a file; nil where there is none or it is empty.
  private static func projection(beside path: String) -> String? {
    let stem = URL(filePath: path).deletingPathExtension().plainPath
    for ending in ["prj", "PRJ"] {
      guard let data = smallFile("\(stem).\(ending)") else { continue }
      let text = String(String(decoding: data, as: UTF8.self).trimmingPrefix("\u{FEFF}")).trimmed
      if !text.isEmpty, !CoordinateSystem.isUndefined(text) { return text }
    }
    return nil
  }
}
