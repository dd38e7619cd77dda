import Foundation
import GridcastBase
import GridcastGeo

/// What a file says of its shapes under the key "geo" (GeoParquet 1.1).
enum GeoParquetHeader {
  /// The name of a type of shapes.
  static func type(of kind: Shapes.Kind, hasZ: Bool) -> String {
    let name =
      switch kind {
      case .point: "Point"
      case .line: "LineString"
      case .polygon: "Polygon"
      case .multiPoint: "MultiPoint"
      case .multiLine: "MultiLineString"
      case .multiPolygon: "MultiPolygon"
      case .null, .collection: "GeometryCollection"
      }
    return hasZ ? "\(name) Z" : name
  }

  /// The JSON.
  ///
  /// - Parameters:
  ///   - rows: The columns.
  ///   - system: The coordinate system; nil where none is known.
  ///   - types: The types of shapes.
  ///   - extent: That of all shapes.
  ///   - heights: Those of all vertices, where there are some.
  /// - Returns: The JSON, in one line.
  /// - Throws: Where PROJ cannot describe the system.
  static func json(
    _ rows: ParquetRows, _ system: CoordinateSystem?, types: Set<String>, extent: Box,
    heights: ClosedRange<Double>?
  ) throws(GridcastError) -> String {
    var members = [
      #""encoding":"WKB""#,
      #""geometry_types":[\#(types.sorted().map { #""\#($0)""# }.joined(separator: ","))]"#,
    ]
    if let system {
      // Without a word, positions are longitude and latitude of WGS 84.
      if system != .wgs84 || system.offset != nil, let words = try system.projJSON() {
        members.append(#""crs":\#(words)"#)
      }
    } else {
      members.append(#""crs":null"#)
    }
    if !extent.isEmpty {
      let low = [extent.minX, extent.minY] + (heights.map { [$0.lowerBound] } ?? [])
      let high = [extent.maxX, extent.maxY] + (heights.map { [$0.upperBound] } ?? [])
      let numbers = (low + high).map { "\($0)" }
      if (low + high).allSatisfy(\.isFinite) {
        members.append(#""bbox":[\#(numbers.joined(separator: ","))]"#)
      }
    }
    let sides = ["xmin", "ymin", "xmax", "ymax"].map {
      #""\#($0)":[\#(quoted(rows.boxName)),"\#($0)"]"#
    }
    members.append(#""covering":{"bbox":{\#(sides.joined(separator: ","))}}"#)
    let name = quoted(rows.geometryName)
    return
      #"{"version":"1.1.0","primary_column":\#(name),"columns":{\#(name):{\#(members.joined(separator: ","))}}}"#
  }

  private static func quoted(_ name: String) -> String {
    "\"\(name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }
}
