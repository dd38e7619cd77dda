import Foundation

/// Words of servers and texts of positions, part of `earlyTraps`.
extension TrapTests {
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
