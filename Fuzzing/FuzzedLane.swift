import Foundation
import GridcastBase

/// What is fuzzed: the lanes, the reader of shapes that databases hold, and what looks through files
/// that GDAL reads.
enum FuzzedLane: String, CaseIterable {
  case shapefile, csv, geojson, sequence, osm, pbf, wkb, xml, zip, fgb, gpkg, parquet, arrow,
    records,
    bson

  /// The one that GRIDCAST_LANE names.
  static let chosen: FuzzedLane = {
    let name = ProcessInfo.processInfo.environment["GRIDCAST_LANE"] ?? ""
    guard let lane = FuzzedLane(rawValue: name) else {
      fatalError("GRIDCAST_LANE is one of \(allCases.map(\.rawValue))")
    }
    return lane
  }()

  /// The files of an input by name, the one to open first.
  func files(of input: FuzzInput) -> [(name: String, bytes: [UInt8])] {
    let first = input.parts[0]
    switch self {
    case .shapefile:
      let all = Swift.zip(["a.shp", "a.dbf", "a.shx", "a.prj", "a.cpg"], input.parts)
      return all.filter { !$0.1.isEmpty }.map { ($0.0, $0.1) }
    case .csv:
      return [("a.csv", first)] + (input.parts.count > 1 ? [("a.csvt", input.parts[1])] : [])
    case .geojson: return [("a.geojson", first)]
    case .sequence: return [("a.geojsonl", first)]
    case .osm: return [("a.osm", first)]
    case .pbf: return [("a.osm.pbf", input.isWhole ? first : PBFParts.file(input))]
    case .xml:
      let text = String(decoding: first.prefix(400), as: UTF8.self)
      let ending = text.contains("<kml") ? "kml" : text.contains("<gpx") ? "gpx" : "gml"
      return [("a.\(ending)", first)]
    case .records: return [("a.jsonl", first)]
    case .zip, .fgb, .gpkg, .parquet, .arrow, .bson: return [("a.\(rawValue)", first)]
    case .wkb: return []
    }
  }

  /// Words of the format, which libFuzzer puts in.
  var words: [String] {
    switch self {
    case .shapefile:
      ["UTF-8", "936", "GEOGCS[", "PROJCS[", "AUTHORITY[\"EPSG\",\"4326\"]", "N", "C"]
    case .csv:
      [
        "lon", "lat", "x", "y", "WKT", "\"", "\"\"", ";", "\t", "POINT(1 2)", "POLYGON((", "NaN",
        "1e308",
        "Integer64", "Real", "String", "Date", "\r\n", "\u{FEFF}",
      ]
    case .geojson, .sequence:
      [
        "\"type\"", "\"Feature\"", "\"FeatureCollection\"", "\"features\"", "\"properties\"",
        "\"geometry\"",
        "\"coordinates\"", "\"Point\"", "\"MultiPoint\"", "\"LineString\"", "\"MultiLineString\"",
        "\"Polygon\"", "\"MultiPolygon\"", "\"GeometryCollection\"", "\"geometries\"", "\"id\"",
        "\"crs\"",
        "\"name\"", "\"bbox\"", "null", "true", "false", "\\u", "\\ud83d\\ude00", "[[[", "]]]",
        "1e400",
        "\u{1E}",
      ]
    case .osm:
      [
        "<node ", "<way ", "<relation ", "<nd ", "<member ", "<tag ", " id=\"", " ref=\"",
        " lat=\"", " lon=\"",
        " k=\"", " v=\"", " type=\"", " role=\"", "multipolygon", "outer", "inner", "/>", "</osm>",
        "<!DOCTYPE",
        "&amp;", "&#x10FFFF;", "visible=\"false\"", "<create>", "<delete>",
      ]
    case .xml:
      [
        "<Placemark>", "<Point>", "<coordinates>", "<Polygon>", "<SimpleData name=\"",
        "<ExtendedData>",
        "<wpt lat=\"", "<trk>", "<trkseg>", "<trkpt ", "<gml:featureMember>", "<gml:pos>",
        "<gml:posList>",
        "srsName=\"", "<![CDATA[", "]]>", "<!--", "&#0;", "<!ENTITY a \"b\">", "&a;",
        "encoding=\"GBK\"",
      ]
    case .zip: ["PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "a.shp", "../a.csv", "a/b.geojson"]
    case .fgb: ["fgb\u{3}fgb\u{1}", "EPSG"]
    case .parquet: ["PAR1", "geo", "WKB", "\"primary_column\"", "\"columns\"", "\"covering\""]
    case .arrow: ["ARROW1", "geoarrow.wkb", "ARROW:extension:name", "ARROW:extension:metadata"]
    case .records:
      [
        "\"$oid\"", "\"$date\"", "\"$numberLong\"", "\"$numberDecimal\"", "\"coordinates\"", "null",
        "\\u", "[[", "1e400",
      ]
    case .gpkg:
      [
        "SQLite format 3\u{0}", "GP\u{0}\u{1}", "gpkg_contents", "CREATE TABLE ",
        "INTEGER PRIMARY KEY",
      ]
    case .pbf, .wkb, .bson: []
    }
  }
}
