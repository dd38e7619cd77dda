import Foundation

extension TrapTests {
  /// Features one a line, of which one is something else.
  private static func sequence(_ odd: String, at place: Int = 2, of count: Int = 4) -> String {
    (1...count).map { $0 == place ? odd : point(#""n":\#($0)"#) }.joined(separator: "\n") + "\n"
  }

  /// A feature with a geometry as it is written.
  private static func feature(geometry: String, _ more: String = "") -> String {
    #"{"type":"Feature","properties":{"n":"B"},\#(more)"geometry":\#(geometry)}"#
  }

  /// A collection with members before its features.
  private static func collection(saying members: String, _ feature: String) -> String {
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

  /// What a GeoJSON says of itself.
  static let wordTraps: [Trap] = wordTraps1 + wordTraps2 + wordTraps3 + wordTraps4 + wordTraps5

  static let wordTraps1: [Trap] = [
    #""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::999999"}}"#,
    #""crs":{"type":"name","properties":{"name":"gcj02"}}"#,
    #""crs":{"type":"link","properties":{"href":"http://x/y","type":"proj4"}}"#,
  ].flatMap { crs in
    let files = ["a.geojson": collection(saying: crs, point(""))]
    return [
      Trap(
        name: "A crs that is not understood: \(crs)", files: files,
        command: "convert a.geojson -o o.gpkg", code: 65, says: ["is not understood", "--from"]),
      Trap(
        name: "The same with --from: \(crs)", files: files,
        command: "convert a.geojson -o o.gpkg --from EPSG:4490", says: ["EPSG:4490"]),
    ]
  }

  static let wordTraps2: [Trap] = [
    Trap(
      name: "A crs of a feature",
      files: [
        "a.geojson": collection(
          feature(
            geometry: #"{"type":"Point","coordinates":[362412,3818617]}"#,
            #""crs":{"type":"name","properties":{"name":"EPSG:32649"}},"#))
      ], command: "convert a.geojson -o o.gpkg", code: 65, says: ["'EPSG:32649'", "--from"]),
    Trap(
      name: "A crs of a geometry",
      files: [
        "a.geojson": collection(
          feature(
            geometry:
              #"{"type":"Point","crs":{"type":"name","properties":{"name":"EPSG:4490"}},"coordinates":[109.5,34.5]}"#
          ))
      ], command: "bin a.geojson -o o.tif", code: 65, says: ["'EPSG:4490'", "--from"]),
  ]

  static let wordTraps3: [Trap] = [
    (#""exceededTransferLimit":true"#, "kept features back"),
    (#""properties":{"exceededTransferLimit":true}"#, "kept features back"),
    (#""numberMatched":500,"numberReturned":1"#, "1 of 500 features"),
  ].map { members, words in
    Trap(
      name: "A partial answer: \(members)",
      files: ["a.geojson": collection(saying: members, point(""))],
      command: "convert a.geojson -o o.gpkg", code: 65, says: [words, "--allow-loss"])
  }

  static let wordTraps4: [Trap] = [
    Trap(
      name: "A page with a next one",
      files: ["a.geojson": collection(saying: #""links":[{"rel":"next","href":"x"}]"#, point(""))],
      command: "convert a.geojson -o o.gpkg", says: ["links to a next one"]),
    Trap(
      name: "A whole answer",
      files: [
        "a.geojson": collection(
          saying: #""numberMatched":1,"numberReturned":1,"links":[{"rel":"self"}]"#, point(""))
      ],
      command: "convert a.geojson -o o.gpkg", says: ["1 read, 1 written"]),
    Trap(
      name: "A text that is not UTF-8, as iconv -f CP1252 reads it",
      bytes: [
        "a.geojson": Array(collection(point(#""n":"Caf#""#)).utf8).map { $0 == 0x23 ? 0xE9 : $0 }
      ],
      command: "convert a.geojson -o o.csv", says: ["CP1252"], look: "cat o.csv", finds: ["Café"]),
    Trap(
      name: "Texts in GBK in a sequence, as iconv -f GBK reads them",
      bytes: [
        "a.geojsonl": Array(#"{"type":"Feature","properties":{"n":""#.utf8)
          + [0xC9, 0xCC, 0xD2, 0xB5, 0xC9, 0xE8, 0xCA, 0xA9]
          + Array(
            (#""},"geometry":{"type":"Point","coordinates":[109.5,34.5]}}"# + "\n" + point("")).utf8
          )
      ], command: "convert a.geojsonl -o o.csv", says: ["GB18030"], look: "cat o.csv",
      finds: ["商业设施"]),
    Trap(
      name: "UTF-16 with a mark, as iconv -t UTF-16 writes it",
      files: ["in.geojson": collection(point(#""n":"茶""#))],
      first: ["sh -c 'iconv -f UTF-8 -t UTF-16 in.geojson > a.geojson'"],
      command: "convert a.geojson -o o.csv", says: ["UTF-16"], look: "cat o.csv", finds: ["茶"]),
    Trap(
      name: "UTF-16LE without a mark", files: ["in.geojson": collection(point(#""n":"茶""#))],
      first: ["sh -c 'iconv -f UTF-8 -t UTF-16LE in.geojson > a.geojson'"],
      command: "convert a.geojson -o o.csv", says: ["UTF-16LE"], look: "cat o.csv", finds: ["茶"]),
    Trap(
      name: "A character of number 0 in a text",
      files: ["a.geojson": collection(point(#""n":"tea\u0000house","b":"c:\\u0000""#))],
      command: "convert a.geojson -o o.csv --allow-loss", says: ["1 character of number 0"],
      look: "cat o.csv",
      finds: ["teahouse", #"c:\u0000"#]),
    Trap(
      name: "A character of number 0 is not left out unasked",
      files: ["a.geojson": collection(point(#""n":"tea\u0000house""#))],
      command: "convert a.geojson -o o.csv", code: 65, says: ["1 character of number 0"]),
    Trap(
      name: "Ids of two kinds",
      files: [
        "a.geojson": collection(
          feature(geometry: "null", #""id":1,"#), feature(geometry: "null", #""id":"x","#))
      ], command: "convert a.geojson -o o.csv", says: ["ids are taken as texts"], look: "cat o.csv",
      finds: ["1,B", "x,B"]),
    Trap(
      name: "An id beyond 64 bits",
      files: ["a.geojson": collection(feature(geometry: "null", #""id":12345678901234567890,"#))],
      command: "convert a.geojson -o o.csv", look: "cat o.csv", finds: ["12345678901234567890,B"]),
    Trap(
      name: "Zeros behind the end", files: ["a.geojson": collection(point("")) + "\n\0\0\0"],
      command: "convert a.geojson -o o.csv", says: ["1 read, 1 written"]),
  ]

  static let wordTraps5: [Trap] = [
    ("// x\n" + collection(point("")), "a comment"),
    (#"{"type":"FeatureCollection", /* x */ "features":[]}"#, "a comment"),
    ("[\(point(""))]", "it is an array"), (#"{'type':'FeatureCollection'}"#, "single quotes"),
    (#"{type:"FeatureCollection"}"#, "a name without double quotes"),
    (#"{"features":[\#(point(""))]}"#, "does not say that it is a collection"),
    (#"{"error":{"code":400}}"#, "it holds 'error'"),
    (collection(point("")).dropLast(9).description, "it breaks off"),
    (collection(point("") + ","), "line 1, character"),
  ].map { text, words in
    Trap(
      name: "No GeoJSON: \(text.prefix(40))", files: ["a.geojson": text],
      command: "convert a.geojson -o o.gpkg", code: 66,
      says: [words, "repair it or fetch it again"])
  }

  private static func kml(_ content: String) -> String {
    #"<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>\#(content)</Document></kml>"#
  }

  private static func placemark(_ coordinates: String, _ more: String = "") -> String {
    "<Placemark><name>A</name>\(more)<Point><coordinates>\(coordinates)</coordinates></Point></Placemark>"
  }

  private static func gpx(_ content: String) -> String {
    #"<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">\#(content)</gpx>"#
  }

  private static func gml(_ attributes: String, _ positions: [String], _ more: String = "")
    -> String
  {
    let members = positions.map {
      #"<gml:featureMember><f:a><f:n>A</f:n><f:g><gml:Point srsName="EPSG:4326"><gml:pos>\#($0)</gml:pos></gml:Point></f:g></f:a></gml:featureMember>"#
    }
    return
      #"<?xml version="1.0"?><f:FC \#(attributes) xmlns:f="http://x" xmlns:gml="http://www.opengis.net/gml">\#(members.joined())\#(more)</f:FC>"#
  }

  /// Coordinates in the text of elements: ogrinfo reads up to what is no number, or 0.
  static let placeTextTraps: [Trap] = placeTextTraps1 + placeTextTraps2

  static let placeTextTraps1: [Trap] = [
    ("a.kml", kml(placemark("109.5,34.5") + placemark("abc,34.5"))),
    ("a.kml", kml(placemark("109.5,34.5") + placemark("34.5"))),
    ("a.kml", kml(placemark("109.5,34.5") + placemark("109.5;34.5"))),
    ("a.gpx", gpx(#"<wpt lat="34.5" lon="109.5"/><wpt lat="" lon="109.5"/>"#)),
    ("a.gpx", gpx(#"<wpt lat="34.5" lon="109.5"/><wpt lat="34.5"/>"#)),
    ("a.gpx", gpx(#"<wpt lat="34.5" lon="109.5"/><wpt lat="34,5" lon="109,5"/>"#)),
    ("a.gml", gml("", ["34.5 109.5", "34,5 109,5"])), ("a.gml", gml("", ["34.5 109.5", "109.5"])),
    ("a.gml", gml("", ["34.5 109.5", "abc 1"])),
  ].flatMap { name, text in
    let command = name == "a.gpx" ? "bin a.gpx -o o.tif" : "convert \(name) -o o.csv"
    return [
      Trap(
        name: "A position that is none in \(text.suffix(120))", files: [name: text],
        command: command,
        code: 65, says: ["1 with a position that is not understood (the first in feature 2: "]),
      Trap(
        name: "The same, allowed: \(text.suffix(120))", files: [name: text],
        command: command + " --allow-loss",
        says: [name == "a.gpx" ? "2 read, 1 counted" : "2 read, 1 written"]),
    ]
  }

  static let placeTextTraps2: [Trap] = [
    Trap(
      name: "All positions of a GPX with decimal commas",
      files: ["a.gpx": gpx(#"<wpt lat="34,5" lon="109,5"/>"#)],
      command: "bin a.gpx -o o.tif", code: 65, says: ["1 with a position that is not understood"]),
    Trap(
      name: "Spaces behind the commas of a KML, which are none of a number",
      files: ["a.kml": kml(placemark("109.5, 34.5, 0"))], command: "convert a.kml -o o.csv",
      look: "cat o.csv",
      finds: ["109.5,34.5,A"]),
    Trap(
      name: "A value called as the name of a placemark",
      files: [
        "a.kml": kml(
          placemark(
            "109.5,34.5",
            #"<ExtendedData><Data name="name"><value>inner</value></Data></ExtendedData>"#))
      ],
      command: "convert a.kml -o o.csv", says: ["1 placemark with a value called like"],
      look: "cat o.csv",
      finds: ["Name,name_2", "109.5,34.5,A,inner"]),
    Trap(
      name: "A link of a KML to another file",
      files: [
        "a.kml": kml(
          placemark("109.5,34.5")
            + "<NetworkLink><Link><href>http://x/y.kml</href></Link></NetworkLink>")
      ],
      command: "convert a.kml -o o.csv", says: ["links to 1 other file", "http://x/y.kml"]),
    Trap(
      name: "An answer of a WFS that is one of several pages",
      files: ["a.gml": gml(#"numberMatched="500" numberReturned="1""#, ["34.5 109.5"])],
      command: "convert a.gml -o o.csv", code: 65, says: ["1 of 500 features"]),
    Trap(
      name: "An answer of a WFS that breaks off",
      files: [
        "a.gml": gml(
          "", ["34.5 109.5"],
          #"<wfs:truncatedResponse xmlns:wfs="http://www.opengis.net/wfs/2.0"/>"#)
      ],
      command: "convert a.gml -o o.csv", code: 65, says: ["truncatedResponse"]),
    Trap(
      name: "The only layer of a GPX that holds something",
      files: ["a.gpx": gpx(#"<wpt lat="34.5" lon="109.5"/>"#)],
      command: "bin a.gpx -o o.tif", says: ["1 read, 1 counted"]),
    Trap(
      name: "A cut GPX",
      files: ["a.gpx": gpx(#"<wpt lat="34.5" lon="109.5"/><wpt lat="34.6" lon="#)],
      command: "bin a.gpx -o o.tif", code: 65, says: ["parsing of GPX"]),
    Trap(
      name: "Hexadecimal numbers are no positions",
      files: ["a.csv": "n,lon,lat\nA,0x6D,0x22\nB,109.5,34.5\n"],
      command: "convert a.csv -o o.gpkg", code: 65, says: ["position that is not understood"]),
    Trap(
      name: "A latitude beyond 90 is told by convert, too",
      files: ["a.csv": "n,lon,lat\nA,109.5,34.5\nB,999,999\n"], command: "convert a.csv -o o.gpkg",
      says: ["some positions are no longitude and latitude", "999"]),
  ]

  /// Text formats of other tools with a coordinate that is none; ogrinfo finds 0, 110, or a feature less.
  static let placeLineTraps: [Trap] = [
    ("in.mif", "'MapInfo File'"), ("in.gmt", "OGR_GMT"), ("in.dxf", "DXF"),
  ].flatMap { name, driver in
    ["abc", "110,25"].map { odd in
      Trap(
        name: "A coordinate that is none in \(name): \(odd)",
        files: ["a.geojson": collection(point(#""n":1"#), point(#""n":2"#, "110.25,34.5"))],
        first: ["ogr2ogr -f \(driver) \(name) a.geojson", "sed -i s/110.25/\(odd)/g \(name)"],
        command: "convert \(name) -o o.gpkg", code: 65, says: ["line ", "is no position"])
    }
  }
}
