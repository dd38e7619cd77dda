import Foundation

/// Traps of damaged files that the differential run (`DifferentialTests`) found: GDAL reads them without a word.
/// What is right is by Python's json, csv and struct, by GDAL's ogrinfo, and by osmium-tool.
extension TrapTests {
  private static let tea = #"{"type":"Feature","properties":{"n":"tea"},"geometry":"#
  private static let place = #"{"type":"Point","coordinates":[109.5,34.5]}}"#

  /// A map of two nodes of a line, a square of two ways, and what is added.
  private static func map(_ more: String) -> String {
    let places = [(1, 34.1, 109.1), (2, 34.1, 109.2), (3, 34.2, 109.2), (4, 34.2, 109.1)]
    return "<osm version=\"0.6\">"
      + places.map { "<node id=\"\($0.0)\" lat=\"\($0.1)\" lon=\"\($0.2)\"/>" }.joined()
      + "<way id=\"5\"><nd ref=\"1\"/><nd ref=\"2\"/><nd ref=\"3\"/></way>"
      + "<way id=\"6\"><nd ref=\"3\"/><nd ref=\"4\"/><nd ref=\"1\"/></way>\(more)</osm>"
  }

  private static func relation(_ ways: Int...) -> String {
    "<relation id=\"7\">"
      + ways.map { "<member type=\"way\" ref=\"\($0)\" role=\"outer\"/>" }.joined()
      + "<tag k=\"type\" v=\"multipolygon\"/><tag k=\"leisure\" v=\"park\"/></relation>"
  }

  /// A Shapefile of two points, the second of which is damaged by bytes at a place of one of its files.
  private static func points(_ bytes: String, at place: Int, of ending: String) -> [String] {
    [
      "ogr2ogr in.shp a.geojson -a_srs EPSG:4326",
      "sh -c \"printf '\(bytes)' | dd of=in.\(ending) bs=1 seek=\(place) conv=notrunc\"",
    ]
  }

  private static let two = [
    "a.geojson": collection(point(#""n":7"#), point(#""n":8"#, "109.6,34.6"))
  ]

  static let damageTraps: [Trap] = [
    Trap(
      name: "What stands behind the end of a GeoJSON",
      files: ["a.geojson": "\(tea)\(place),\n\(tea)\(place)\n"],
      command: "convert a.geojson -o o.geojson",
      says: ["1 feature with a comma behind, which is passed over", "2 read, 2 written"]),
    Trap(
      name: "What stands behind a feature in its line",
      files: ["a.geojsonl": "\(tea)\(place)\n\(tea)\(place)}\n\(tea)\(place)\n"],
      command: "convert a.geojsonl -o o.geojson", code: 65,
      says: ["1 broken as JSON (the first in line 2"]),
    Trap(
      name: "A shape of no known kind",
      files: ["a.geojson": collection("\(tea)\(place.replacing("Point", with: "Paint"))")],
      command: "convert a.geojson -o o.geojson", code: 65,
      says: ["1 with a position that is not understood (the first in feature 1"]),
    Trap(
      name: "A position of one number",
      files: ["a.geojson": collection("\(tea)\(place.replacing("109.5,34.5", with: "109.5345"))")],
      command: "convert a.geojson -o o.geojson", code: 65,
      says: ["1 with a position that is not understood (the first in feature 1"]),
    Trap(
      name: "A number out of reach",
      files: ["a.geojson": collection("\(tea)\(place.replacing("34.5", with: "31e9994"))")],
      command: "convert a.geojson -o o.geojson --allow-loss",
      says: ["1 lost: with a position that is not understood"]),
    Trap(
      name: "A name in another encoding",
      bytes: [
        "a.geojsonl": Array("{\"type\":\"Feature\",\"properties\":{\"n".utf8) + [0xE9]
          + Array("\":1},\"geometry\":\(place)\n\(tea)\(place)\n".utf8)
      ], command: "convert a.geojsonl -o o.geojson", says: ["texts are in CP1252, by their bytes"]),
    Trap(
      name: "Half a character at the end of a text",
      bytes: [
        "a.csv": Array("name,lon,lat\n茶,1,2\n茶".utf8) + [0xE8, 0x8C] + Array(",1,2\n".utf8)
      ], command: "convert a.csv -o o.csv --encoding UTF-8",
      says: ["1 text of field 'name' cut off within a character"]),
    Trap(
      name: "A byte that is no half of a character does not end a text",
      bytes: [
        "a.csv": Array("name,lon,lat\n茶,1,2\n12,1,2\nab".utf8) + [0x80] + Array("c,1,2\n".utf8)
      ], command: "convert a.csv -o o.csv --encoding UTF-8 --allow-loss",
      says: ["1 text not in UTF-8, read as ISO-8859-1"], look: "cat o.csv", finds: ["c,1,2"]),
    Trap(
      name: "A byte of 0 within quotes",
      bytes: ["a.csv": Array("name,lon,lat\n\"A\0b\",1,2\nB,1,2\n".utf8)],
      command: "convert a.csv -o o.csv", code: 65, says: ["with a byte of 0 (the first in line 2)"]),
    Trap(
      name: "A byte of 0 in the header",
      bytes: ["a.csv": Array("na\0me,lon,lat\nA,1,2\nB,1,2\n".utf8)],
      command: "convert a.csv -o o.csv",
      says: ["the first line is passed over: it holds a byte of 0"]),
    Trap(
      name: "WKT with something behind it",
      files: ["a.csv": "n;wkt\nA;POINT (1 2)x\nB;POINT (1 2) \n"],
      command: "convert a.csv -o o.csv", code: 65,
      says: ["1 with a position that is not understood (the first 'POINT (1 2)x' in line 2)"]),
    Trap(
      name: "WKT with half a number",
      files: ["a.csv": "n;wkt\nA;POINT (1- 2)\nB;POINT (1.2.3 2)\nC;POINT (-1.5e-1 .2)\n"],
      command: "convert a.csv -o o.csv --allow-loss",
      says: ["2 lost: with a position that is not understood"], look: "cat o.csv",
      finds: ["-0.15,0.2,C"]),
    Trap(
      name: "An index that does not fit its Shapefile", files: two,
      first: points("\\377", at: 111, of: "shx"), command: "convert in.shp -o o.csv",
      says: ["the .shx does not fit the .shp; the index was rebuilt"], look: "cat o.csv",
      finds: ["109.5,34.5,7", "109.6,34.6,8"]),
    Trap(
      name: "A record of a Shapefile that is another", files: two,
      first: points("\\011", at: 131, of: "shp"), command: "convert in.shp -o o.csv", code: 65,
      says: ["1 feature with a damaged record in the .shp (the first record 2)"]),
    Trap(
      name: "A number of a dBASE table with a letter in it", files: two,
      first: points("x9", at: 73, of: "dbf"), command: "convert in.shp -o o.csv --allow-loss",
      says: ["field 'n': 1 value is no whole number"]),
    Trap(
      name: "An OSM object whose identity is no whole number",
      files: [
        "a.osm": map("<node id=\"8.5\" lat=\"34\" lon=\"109\"><tag k=\"shop\" v=\"tea\"/></node>")
      ],
      command: "convert a.osm --layer points -o o.csv", code: 65,
      says: ["1 object whose id is missing or no identity of OSM"]),
    Trap(
      name: "An OSM object within another",
      files: ["a.osm": map("<way id=\"8\"><node id=\"9\" lat=\"34\" lon=\"109\"/></way>")],
      command: "convert a.osm --layer points -o o.csv", code: 65,
      says: ["1 object within another"]),
    Trap(
      name: "A way that is a member of an area twice", files: ["a.osm": map(relation(5, 5, 6))],
      command: "convert a.osm --layer multipolygons -o o.csv", says: ["1 read, 1 written"],
      look: "cat o.csv", finds: ["109.1 34.1", "109.2 34.1", "109.2 34.2", "109.1 34.2"]),
    Trap(
      name: "An area whose ring does not close", files: ["a.osm": map(relation(5))],
      command: "convert a.osm --layer multipolygons -o o.csv",
      says: ["1 relation left out, as their rings do not close"]),
  ]
}
