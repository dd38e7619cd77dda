import Foundation

extension TrapTests {
  /// Features one a line, of which one is something else.
  private static func sequence(_ odd: String, at place: Int = 2, of count: Int = 4) -> String {
    (1...count).map { $0 == place ? odd : point(#""n":\#($0)"#) }.joined(separator: "\n") + "\n"
  }

  /// A feature with a geometry as it is written.
  static func feature(geometry: String, _ more: String = "") -> String {
    #"{"type":"Feature","properties":{"n":"B"},\#(more)"geometry":\#(geometry)}"#
  }

  /// A collection with members before its features.
  static func collection(saying members: String, _ feature: String) -> String {
    #"{"type":"FeatureCollection",\#(members),"features":[\#(feature)]}"#
  }

  /// Every command must refuse what one refuses.
  static let commands = [
    "convert IN -o o.gpkg", "reproject IN -o o.gpkg", "convert IN -o o.gpkg --quiet",
    "convert IN -o o.gpkg --where n>0", "convert IN -o o.gpkg --where 1=1", "bin IN -o o.tif",
    "bin IN -o o.tif --where n>0", "bin IN -o o.tif --where 1=1",
  ]

  /// Three hundred points, so that a file that is cut ends among features.
  static let many = collection(
    (1...300).map { point(#""n":\#($0)"#, "109.5,\(34 + Double($0) / 1000)") }.joined(
      separator: ","))

  /// Reading that ends early: files of other tools, cut; what is right is that something is missing.
  ///
  /// ogrinfo tells of the same, but for GMT, of whose last feature it says nothing.
  static let cuts: [(name: String, first: [String], says: String)] = [
    (
      "in.mif", ["ogr2ogr -f 'MapInfo File' in.mif a.geojson", "truncate -s -900 in.mif"],
      "some of it cannot be read"
    ),
    ("in.gmt", ["ogr2ogr -f OGR_GMT in.gmt a.geojson", "truncate -s -5 in.gmt"], "has no end"),
    (
      "in.fgb", ["ogr2ogr in.fgb a.geojson", "truncate -s -900 in.fgb"],
      "missing, as reading ended early"
    ),
    (
      "in.gml", ["ogr2ogr in.gml a.geojson", "truncate -s -900 in.gml"], "some of it cannot be read"
    ),
    (
      "in.dxf", ["ogr2ogr in.dxf a.geojson", "truncate -s -900 in.dxf"],
      "reading ended early"
    ),
    (
      "in.shp", ["ogr2ogr in.shp a.geojson", "truncate -s -900 in.dbf"],
      "reading ended early, after"
    ),
    (
      "in.geojsonl", ["ogr2ogr in.geojsonl a.geojson", "truncate -s -20 in.geojsonl"], "in line 300"
    ),
  ]

  /// Traps of reading that ends early, or passes over what it does not understand.
  static let earlyTraps: [Trap] =
    earlyTraps1 + earlyTraps2 + sequenceTraps + geometryTraps + wordTraps + placeTextTraps
    + placeLineTraps

  static let earlyTraps1: [Trap] = cuts.flatMap { cut in
    // A DXF has no fields of the user, and is in no system.
    commands.filter { cut.name != "in.dxf" || $0 == commands[0] }.map { command in
      Trap(
        name: "Cut off: \(command) of \(cut.name)", files: ["a.geojson": many], first: cut.first,
        command: command.replacing("IN", with: cut.name), code: 65, says: [cut.says])
    }
  }

  static let earlyTraps2: [Trap] = [
    Trap(
      name: "A PBF that breaks off, converted",
      files: [
        "a.osm":
          "<osm version='0.6'>\((1...9).map { "<node id='\($0)' version='1' lat='34.\($0)' lon='109.5'><tag k='shop' v='x'/></node>" }.joined())</osm>"
      ], first: ["osmium cat a.osm -o a.osm.pbf", "truncate -s -40 a.osm.pbf"],
      command: "reproject a.osm.pbf --layer points -o o.gpkg", code: 65,
      says: ["reading ended early"]),
    Trap(
      name: "A cut file in a folder run",
      files: ["in/a.geojsonl": sequence(#"{"type":"Fea"#, at: 4)], first: ["mkdir out"],
      command: "convert in --out out --format gpkg", code: 65,
      says: ["broken as JSON (the first in line 4"]),
    Trap(
      name: "What ends early is counted where it is allowed", files: ["a.geojson": many],
      first: cuts[2].first, command: "convert in.fgb -o o.csv --allow-loss",
      says: ["300 read", "missing, as reading ended early"]),
  ]

  /// Sequences of GeoJSON; what is right is what `json.loads` of Python finds, line by line.
  static let sequenceTraps: [Trap] = sequenceTraps1 + sequenceTraps2 + sequenceTraps3

  static let sequenceTraps1: [Trap] = [
    Trap(
      name: "A sequence with a byte order mark",
      files: ["a.geojsonl": "\u{FEFF}" + sequence(point(""))],
      command: "bin a.geojsonl -o o.tif", says: ["4 read, 4 counted"]),
    Trap(
      name: "Zones in a sequence with a byte order mark",
      files: [
        "a.geojson": collection(point(#""n":1"#)),
        "z.geojsonl": "\u{FEFF}"
          + [0, 109, 110].map { polygon("[[\($0),34],[\($0 + 1),34],[\($0 + 1),35],[\($0),34]]") }
          .joined(separator: "\n"),
      ], command: "bin a.geojson --zones z.geojsonl -o o.gpkg", look: "ogrinfo -so -al o.gpkg",
      finds: ["Feature Count: 3"]),
    Trap(
      name: "Lines that end in a comma",
      files: ["a.geojsonl": sequence(point("") + ",").replacing("}\n", with: "},\n")],
      command: "convert a.geojsonl -o o.csv",
      says: ["4 read, 4 written", "4 features with a comma behind"]),
    Trap(
      name: "Two features in a line",
      files: ["a.geojsonl": sequence(point(#""n":2"#) + point(#""n":2"#))],
      command: "convert a.geojsonl -o o.csv",
      says: ["5 read, 5 written", "in one line with another"]),
    Trap(
      name: "Record separators before some only",
      files: ["a.geojsonl": "\u{1E}" + sequence("\u{1E}" + point(#""n":2"#))],
      command: "convert a.geojsonl -o o.csv", says: ["4 read, 4 written"]),
    Trap(
      name: "Collections, one a line",
      files: ["a.geojsonl": collection(point(""), point("")) + "\n" + collection(point("")) + "\n"],
      command: "convert a.geojsonl -o o.csv", says: ["3 read, 3 written"]),
    Trap(
      name: "Features over several lines in a sequence",
      files: ["a.geojsonl": sequence(point("").replacing(",", with: ",\n"))],
      command: "convert a.geojsonl -o o.csv", says: ["4 read, 4 written"]),
  ]

  static let sequenceTraps2: [Trap] = [
    "null", "5", #""x""#, "[]", "[1,2]", "text", "<<<<<<< HEAD", "# x", "{", #"{"error":"x"}"#,
  ].map { odd in
    Trap(
      name: "A line that is no feature: \(odd)", files: ["a.geojsonl": sequence(odd)],
      command: "convert a.geojsonl -o o.csv", code: 65, says: ["the first in line 2"])
  }

  static let sequenceTraps3: [Trap] = ["null", "text"].flatMap { odd in
    ["a.geojsonl", "-"].map { input in
      var trap = Trap(
        name: "A line that is no feature, passed over: \(odd) in \(input)",
        files: ["a.geojsonl": sequence(odd)],
        command: "convert \(input) -o o.csv --allow-loss",
        says: ["4 read, 3 written", "the first in line 2"], look: "wc -l o.csv", finds: ["4 o.csv"])
      if input == "-" { trap.command = "convert a.geojsonl -o o.csv --allow-loss" }
      return trap
    }
  }

  /// Geometries that are there and not understood; ogrinfo finds no geometry, or one at 0.
  static let geometryTraps: [Trap] = geometryTraps1 + geometryTraps2 + geometryTraps3

  static let geometryTraps1: [Trap] = [
    #"{"type":"Point","coordinates":["109.6","34.6"]}"#,
    #"{"type":"Point","coordinates":[null,null]}"#,
    #"{"type":"Point","coordinates":[NaN,34.6]}"#, #"{"type":"Point","coordinates":[109.6]}"#,
    #"{"type":"Point","coordinates":[1e999,34.6]}"#,
    #"{"type":"Point","coordinates":[[109.6,34.6]]}"#, #"{"type":"Point"}"#, "{}",
    #"{"type":"Pont","coordinates":[1,2]}"#, #"{"type":"LineString","coordinates":[109.6,34.6]}"#,
    #"{"type":"LineString","coordinates":[[109.6,34.6],null]}"#,
    #"{"type":"MultiPoint","coordinates":[[1,2],null]}"#, #"[109.6,34.6]"#, #""POINT(1 2)""#,
    #"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},null]}"#,
    #"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[1]]]}"#,
  ].flatMap { geometry in
    ["a.geojson", "a.geojsonl"].map { name in
      let features = [point(#""n":"A""#), feature(geometry: geometry)]
      return Trap(
        name: "A geometry that is not understood in \(name): \(geometry)",
        files: [
          name: name == "a.geojson"
            ? collection(features.joined(separator: ",")) : features.joined(separator: "\n")
        ],
        command: "convert \(name) -o o.gpkg", code: 65,
        says: [
          "1 with a position that is not understood (the first in \(name == "a.geojson" ? "feature" : "line") 2: "
        ])
    }
  }

  static let geometryTraps2: [Trap] = [
    Trap(
      name: "A geometry that is not understood far behind a mebibyte that a lane reads",
      files: [
        "a.geojson": collection(
          (0..<12_000).map { _ in point(#""n":1"#) }.joined(separator: ","),
          feature(geometry: #"{"type":"Point","coordinates":["a",1]}"#))
      ], command: "bin a.geojson -o o.tif", code: 65,
      says: ["the first in feature 12,001: [\"a\",1]"]),
    Trap(
      name: "Nothing is invented where it is allowed",
      files: [
        "a.geojson": collection(
          point(""), feature(geometry: #"{"type":"MultiPoint","coordinates":[[1,2],null]}"#))
      ],
      command: "convert a.geojson -o o.csv --allow-loss", says: ["2 read, 1 written"],
      look: "cat o.csv",
      finds: ["109.5,34.5"], lacks: ["0 0", "0,0"]),
    Trap(
      name: "A geometry that is missing is none",
      files: ["a.geojson": collection(point(""), feature(geometry: "null"))],
      command: "convert a.geojson -o o.gpkg", says: ["1 feature without geometry"]),
  ]

  static let geometryTraps3: [Trap] = [
    "5", "null", #""x""#, "{}", #"{"type":"Point","coordinates":[1,2]}"#,
    #"{"type":"FeatureCollection","features":[]}"#,
  ].map {
    Trap(
      name: "Among the features: \($0)", files: ["a.geojson": collection(point(""), $0)],
      command: "convert a.geojson -o o.gpkg", code: 65,
      says: ["1 other than features (the first in feature 2: "])
  }
}
