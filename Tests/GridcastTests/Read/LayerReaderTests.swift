import Foundation
import GridcastBase
import GridcastFormats
import Testing

@Suite struct LayerReaderTests {
  private let point = #"{"type":"Point","coordinates":[1,2]}"#

  @Test("A missing, an empty and a foreign file are each named with their fault")
  func namesFaults() throws {
    let folder = try TemporaryFolder()
    let cases: [(String, String)] = [
      ("/nowhere/pois.shp", "no such file"), (try folder.file("empty.shp", ""), "empty"),
      (try folder.file("text.shp", "this is no Shapefile at all"), "format"),
      (try folder.file("cut.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{"), ""),
    ]
    for (path, words) in cases {
      let error = thrown { _ = try readAll(Source(path)) }
      #expect(error?.kind == .unreadable, "\(path): \(String(describing: error))")
      #expect(error?.description.hasPrefix(path) ?? false)
      #expect(words.isEmpty || error?.description.contains(words) ?? false)
    }
  }

  @Test("Mixed and nested geometry is kept as it is")
  func keepsGeometry() throws {
    let folder = try TemporaryFolder()
    let geometries = [
      point, #"{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}"#,
      #"{"type":"LineString","coordinates":[[0,0],[1,1],[2,0]]}"#,
      #"{"type":"MultiLineString","coordinates":[[[0,0],[1,1]],[[5,5],[6,6]]]}"#,
      #"{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],[[3,1],[4,1],[4,2],[3,1]]]}"#,
      #"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}"#,
      #"{"type":"GeometryCollection","geometries":[\#(point)]}"#, "null",
    ]
    let features = geometries.map { #"{"type":"Feature","properties":{},"geometry":\#($0)}"# }
    let path = try folder.file(
      "g.geojson",
      #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#)
    let shapes = try readAll(Source(path)).shapes
    #expect(
      shapes.kinds == [
        .point, .multiPoint, .line, .multiLine, .polygon, .multiPolygon, .collection, .null,
      ])
    #expect(shapes.parts(of: 4).map { shapes.partKinds[$0] } == [.exterior, .interior])
    #expect(shapes.parts(of: 5).map { shapes.partKinds[$0] } == [.exterior, .exterior])
    #expect(shapes.vertices(of: 3).count == 4)
  }

  @Test("Heights are kept")
  func keepsHeights() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "z.geojson",
      #"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2,3.5]}},{"type":"Feature","properties":{},"geometry":\#(point)}]}"#
    )
    let shapes = try readAll(Source(path)).shapes
    #expect(shapes.z[0] == 3.5 && shapes.z[1].isNaN)
  }

  @Test("Any OSM tag is a field, and nodes, ways and areas give one point each")
  func readsOSM() throws {
    let folder = try TemporaryFolder()
    let osm = """
      <?xml version="1.0"?><osm version="0.6">
      <node id="1" lat="10.0" lon="20.0"><tag k="cuisine:type" v="noodles"/><tag k="shop" v="tea"/></node>
      <node id="2" lat="10.0" lon="20.1"/><node id="3" lat="10.1" lon="20.1"/>
      <node id="4" lat="10.1" lon="20.2"/><node id="5" lat="10.0" lon="20.2"/>
      <way id="6"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="2"/>
        <tag k="building" v="yes"/><tag k="cuisine:type" v="soup"/></way>
      <way id="7"><nd ref="2"/><nd ref="5"/><tag k="highway" v="path"/></way>
      </osm>
      """
    let path = try folder.file("t.osm", osm)
    let reader = try LayerReader(Source(path), for: .points)
    #expect(reader.layers.map(\.name) == ["points", "lines", "multipolygons"])
    var kinds: [Shapes.Kind] = []
    var cuisines: [String] = []
    try reader.read(.named(["cuisine:type"])) { (features, _) throws(GridcastError) in
      kinds += features.shapes.kinds
      cuisines += features.columns[0].texts?.dictionary ?? []
    }
    #expect(kinds.count == 3)
    #expect(Set(cuisines) == ["noodles", "soup"])
    #expect(try reader.tagCounts().first?.key == "cuisine:type")
    #expect(
      thrown { _ = try LayerReader(Source(path)) }?.description.contains("choose one") ?? false)
  }
}
