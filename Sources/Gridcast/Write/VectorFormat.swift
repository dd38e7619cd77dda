import Foundation

/// A vector format that can be written, and what it can hold.
public struct VectorFormat: Sendable, Hashable {
  /// GDAL's short name, as in "ESRI Shapefile".
  public let driver: String
  private let layerOptions: [String]

  private static let formats: [String: VectorFormat] = [
    // The date in a dBASE header would make two runs of one job differ.
    "shp": .init(
      driver: "ESRI Shapefile",
      layerOptions: ["ENCODING=UTF-8", "DBF_DATE_LAST_UPDATE=1970-01-01"]),
    "gpkg": .init(driver: "GPKG", layerOptions: ["GEOMETRY_NAME=geom"]),
    "fgb": .init(driver: "FlatGeobuf", layerOptions: []),
    "geojson": .init(
      driver: "GeoJSON", layerOptions: ["COORDINATE_PRECISION=15"]),
    "geojsonl": .init(
      driver: "GeoJSONSeq", layerOptions: ["COORDINATE_PRECISION=15"]),
    "csv": .init(driver: "CSV", layerOptions: ["STRING_QUOTING=IF_NEEDED"]),
  ]

  /// The format that a path's ending names.
  ///
  /// - Throws: `.usage` where the ending names none that can be written.
  public init(ofPath path: String) throws(GridcastError) {
    let ending = URL(filePath: path).pathExtension.lowercased()
    let aliases = ["json": "geojson", "geojsons": "geojsonl", "ndjson": "geojsonl"]
    guard let format = Self.formats[aliases[ending] ?? ending] else {
      throw GridcastError(
        .usage, path,
        "its ending names no format to write; use .\(Self.formats.keys.sorted().joined(separator: ", ."))"
      )
    }
    self = format
  }

  private init(driver: String, layerOptions: [String]) {
    self.driver = driver
    self.layerOptions = layerOptions
  }

  /// GDAL's options for a layer of a kind.
  ///
  /// A CSV keeps points as columns X, Y and Z, others as WKT.
  func layerOptions(for kind: Shapes.Kind?, hasZ: Bool) -> [String] {
    guard driver == "CSV", let kind else { return layerOptions }
    let shapes = kind == .point ? hasZ ? "AS_XYZ" : "AS_XY" : "AS_WKT"
    return layerOptions + ["GEOMETRY=\(shapes)"]
  }

  /// The field as the format keeps it: what it has no type for becomes a text.
  func held(_ field: Field) -> Field {
    var held = field
    switch field.kind {
    case .time, .binary: if isShapefile || driver == "FlatGeobuf" { held.kind = .text }
    case .integerList, .numberList, .textList:
      if isShapefile || driver == "FlatGeobuf" || driver == "GPKG" { held.kind = .text }
    default: break
    }
    if held.kind != field.kind { held.detail = .none }
    return held
  }

  var isShapefile: Bool { driver == "ESRI Shapefile" }
}
