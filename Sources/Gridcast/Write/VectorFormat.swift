import Foundation

/// A vector format that can be written, and what it can hold.
public struct VectorFormat: Sendable, Hashable {
  /// GDAL's short name, as in "ESRI Shapefile".
  public let driver: String
  private let layerOptions: [String]
  /// Whether all shapes of a layer must be of one kind.
  let holdsOneKind: Bool

  private static let formats: [String: VectorFormat] = [
    // The date in a dBASE header would make two runs of one job differ.
    "shp": .init(
      driver: "ESRI Shapefile",
      layerOptions: ["ENCODING=UTF-8", "DBF_DATE_LAST_UPDATE=1970-01-01"], holdsOneKind: true),
    "gpkg": .init(driver: "GPKG", layerOptions: ["GEOMETRY_NAME=geom"], holdsOneKind: false),
    "fgb": .init(driver: "FlatGeobuf", layerOptions: [], holdsOneKind: false),
    "geojson": .init(
      driver: "GeoJSON", layerOptions: ["COORDINATE_PRECISION=15"], holdsOneKind: false),
    "geojsonl": .init(
      driver: "GeoJSONSeq", layerOptions: ["COORDINATE_PRECISION=15"], holdsOneKind: false),
    "csv": .init(driver: "CSV", layerOptions: ["STRING_QUOTING=IF_NEEDED"], holdsOneKind: false),
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

  private init(driver: String, layerOptions: [String], holdsOneKind: Bool) {
    self.driver = driver
    self.layerOptions = layerOptions
    self.holdsOneKind = holdsOneKind
  }

  /// GDAL's options for a layer of a kind.
  ///
  /// A CSV keeps points as columns X and Y, others as WKT.
  func layerOptions(for kind: Shapes.Kind?) -> [String] {
    guard driver == "CSV", let kind else { return layerOptions }
    return layerOptions + [kind == .point ? "GEOMETRY=AS_XY" : "GEOMETRY=AS_WKT"]
  }

  var isShapefile: Bool { driver == "ESRI Shapefile" }
}
