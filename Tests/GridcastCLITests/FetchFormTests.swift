import Foundation
import Testing

/// Areas, tables, words and outputs as people have them.
@Suite struct FetchFormTests {
  /// Rings within 109 to 109.6° E and 34 to 34.5° N.
  private static let box = "[109.0,34.0],[109.6,34.0],[109.6,34.5],[109.0,34.5],[109.0,34.0]"
  private static let hole = "[109.1,34.1],[109.5,34.1],[109.5,34.4],[109.1,34.4],[109.1,34.1]"

  /// What the area is, and whether a place is in it.
  private static let areas: [(area: String, holds: @Sendable (Double, Double) -> Bool)] = [
    (#"{"type":"Polygon","coordinates":[[\#(box)]]}"#, { _, _ in true }),
    (
      #"{"type":"Polygon","coordinates":[[\#(box)],[\#(hole)]]}"#,
      { !(109.1...109.5 ~= $0 && 34.1...34.4 ~= $1) }
    ),
    (
      #"{"type":"MultiPolygon","coordinates":[[[[109.0,34.0],[109.2,34.0],[109.2,34.2],[109.0,34.2],[109.0,34.0]]],[[[109.4,34.3],[109.6,34.3],[109.6,34.5],[109.4,34.5],[109.4,34.3]]]]}"#,
      { ($0 < 109.2 && $1 < 34.2) || ($0 > 109.4 && $1 > 34.3) }
    ),
    (
      // Two polygons that lie over each other.
      #"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[\#(hole)]]}},{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[\#(box)]]}}]}"#,
      { _, _ in true }
    ),
    (
      // A bow tie, which is repaired.
      #"{"type":"Polygon","coordinates":[[[109.0,34.0],[109.6,34.5],[109.6,34.0],[109.0,34.5],[109.0,34.0]]]}"#,
      { abs(($1 - 34.25) / 0.25) < abs(($0 - 109.3) / 0.3) }
    ),
  ]

  @Test(
    "What lies in the area comes, however it is drawn, by both interfaces",
    arguments: areas.indices, ["v3", "v5"])
  func area(index: Int, api: String) throws {
    let (area, holds) = Self.areas[index]
    let folder = try FetchTests.folder()
    _ = try folder.file("area.geojson", area)
    let standIn = try StandIn(["count": 6000, "truth": "\(folder.path)/truth.csv"])
    let said = try FetchTests.fetch(
      standIn, "--api", api, "--within-from", "gcj02", in: folder, within: "area.geojson")
    _ = try FetchTests.result(said)
    let expected = try FetchTests.truth(in: folder).filter { line in
      let parts = line.split(separator: ",")
      return holds(Double(parts[1]) ?? 0, Double(parts[2]) ?? 0)
    }
    #expect(try FetchTests.places(in: folder) == expected)
    #expect(expected.count > 500)
  }

  @Test(
    "What is no area is told, and nothing is asked",
    arguments: [
      #"{"type":"Point","coordinates":[109.3,34.2]}"#,
      #"{"type":"LineString","coordinates":[[109.3,34.2],[109.4,34.2]]}"#,
      #"{"type":"FeatureCollection","features":[]}"#,
    ])
  func noArea(area: String) throws {
    let folder = try FetchTests.folder()
    _ = try folder.file("area.geojson", area)
    let standIn = try StandIn(["count": 10])
    let said = try FetchTests.fetch(standIn, in: folder, within: "area.geojson")
    #expect(said.code == 65 && said.errors.contains("it holds no polygons"), "\(said.errors)")
    #expect(try standIn.measured().requests == 0)
    #expect(!(try folder.content.contains { $0.hasPrefix("o.csv") }))
  }

  @Test("Places are written in any format, in tables with their positions")
  func outputs() throws {
    let folder = try FetchTests.folder()
    let standIn = try StandIn(["count": 40])
    for ending in ["shp", "geojson", "gpkg", "fgb", "kml", "csv", "xlsx", "ods"] {
      let output = "o.\(ending)"
      let said = try FetchTests.fetch(
        standIn, "--journal", "j.jsonl", output: output, in: folder)
      #expect(try FetchTests.result(said).places == 40, "\(ending)")
      let info = try run("ogrinfo", ["-al", "-so", output], in: folder.path)
      #expect(info.output.contains("Feature Count: 40"), "\(ending): \(info.output)")
      if ["csv", "xlsx", "ods"].contains(ending) {
        #expect(info.output.contains("lon_gcj02") && info.output.contains("lat_gcj02"))
      }
    }
    #expect(try standIn.measured().requests < 5)
  }

  @Test("Types may be written with blanks, more than once, and with Chinese commas")
  func types() throws {
    let folder = try FetchTests.folder()
    let standIn = try StandIn(["count": 100, "log": "\(folder.path)/log.txt"])
    let said = try run(
      gridcast,
      [
        "fetch", "amap", "--within", "all.geojson", "--types", " 050000，060000, 050000 ",
        "--key-from", "key.txt", "--endpoint", standIn.endpoint, "-o", "o.csv",
      ], in: folder.path)
    #expect(said.code == 0, "\(said.errors)")
    let log = try String(contentsOfFile: "\(folder.path)/log.txt", encoding: .utf8)
    #expect(log.contains("types=050000%7C060000&"), "\(log)")
  }

  @Test("Addresses come from tables in GBK, with commas, quotes and lines in them")
  func tables() throws {
    let folder = try FetchTests.folder()
    let rows = "编号,地址\n1,\"西安市,路5号\"\n2,路5号\n3,\n4,  路7号  \n5,\"路\"\"8号\n二层\"\n"
    _ = try folder.file("u.csv", "\u{FEFF}" + rows)
    let told = try run(
      "python3",
      [
        "-c", "open('g.csv', 'wb').write(open('u.csv', encoding='utf-8-sig').read().encode('gbk'))",
      ],
      in: folder.path)
    #expect(told.code == 0, "\(told.errors)")
    for name in ["g.csv", "u.csv"] {
      let standIn = try StandIn([:])
      let said = try run(
        gridcast,
        words(
          "geocode \(name) --address 地址 --service amap --key-from key.txt --endpoint \(standIn.endpoint) -o \(name).xlsx"
        ), in: folder.path)
      #expect(said.output.hasPrefix("5 features, 1 not found"), "\(said)")
      #expect(try standIn.measured().requests == 1)
    }
  }
}
