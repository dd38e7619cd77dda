import Foundation

/// Whole files of varied content, which the differential run damages.
struct DifferentialSeed: Sendable {
  var name: String
  var format: String
  /// The files that belong to it, the one that is opened first.
  var files: [(name: String, data: Data)]
  /// Commands behind the input's name, each with an output of its own.
  var outputs: [(options: [String], name: String)]
  /// What the peer must know to read it: separator, encoding, columns of positions.
  var facts: [String: String] = [:]
}

extension DifferentialSeed {
  private static func text(
    _ name: String, _ format: String, _ file: String, _ text: String,
    _ outputs: [(options: [String], name: String)], _ facts: [String: String] = [:]
  ) -> DifferentialSeed {
    DifferentialSeed(
      name: name, format: format, files: [(file, Data(text.utf8))], outputs: outputs, facts: facts)
  }

  private static let asCSV: [(options: [String], name: String)] = [([], "out.csv")]
  private static let asLines: [(options: [String], name: String)] = [([], "out.geojsonl")]

  // MARK: Tables

  static let tables: [DifferentialSeed] = {
    let shops = (1...14).map { number in
      let texts = [
        "plain", "\"a, b\"", "\"say \"\"hi\"\"\"", "\"two\nlines\"", "", "O'Neill", "24\" TV",
        "007",
      ]
      return
        "\(number),\(texts[number % texts.count]),\(["", "7", "12.50", "1e3"][number % 4]),109.\(number),34.5\(number)"
    }
    let places = (1...12).map { "\($0);Mairie \($0);44,5\($0);5,2\($0);\($0),50" }
    let chinese = (1...12).map { "商业设施\($0)\t109.\($0)\t34.\($0)\t\(["办公", "", "住宅"][$0 % 3])" }
    let shapes = [
      "1;road;LINESTRING (109 34,109.5 34.25,110 34)", "2;;\"POINT (109.5 34.5)\"",
      "3;park;\"POLYGON ((109 34,110 34,110 35,109 34),(109.6 34.2,109.7 34.2,109.7 34.3,109.6 34.2))\"",
      "4;none;", "5;two;MULTIPOINT ((109 34),(110 35))", "6;last;LINESTRING (109 34,110 35)",
    ]
    // GBK of 商业设施, by Python's str.encode.
    let gbk: [UInt8] = [0xC9, 0xCC, 0xD2, 0xB5, 0xC9, 0xE8, 0xCA, 0xA9]
    var coded = Array("id,name,lon,lat\r\n".utf8)
    for number in 1...12 {
      coded += Array("\(number),".utf8) + gbk + Array("\(number),109.\(number),34.5\r\n".utf8)
    }
    return [
      text(
        "quotes", "csv", "a.csv",
        "id,name,amount,lon,lat\n" + shops.joined(separator: "\n") + "\n", asCSV,
        ["separator": ",", "encoding": "utf-8", "x": "lon", "y": "lat"]),
      text(
        "semicolons", "csv", "a.csv",
        "id;nom;lat;lon;prix\n" + places.joined(separator: "\n") + "\n", asCSV,
        ["separator": ";", "encoding": "utf-8", "x": "lon", "y": "lat"]),
      text(
        "tabs", "csv", "a.tsv", "名称\t经度\t纬度\t类型\n" + chinese.joined(separator: "\n"), asCSV,
        ["separator": "\t", "encoding": "utf-8", "x": "经度", "y": "纬度"]),
      text(
        "wkt", "csv", "a.csv", "id;name;wkt\n" + shapes.joined(separator: "\n") + "\n", asCSV,
        ["separator": ";", "encoding": "utf-8", "wkt": "wkt"]),
      DifferentialSeed(
        name: "gbk", format: "csv", files: [("a.csv", Data(coded))], outputs: asCSV,
        facts: ["separator": ",", "encoding": "gb18030", "x": "lon", "y": "lat"]),
      text(
        "no positions", "csv", "a.csv",
        "code,what,when\n" + (1...9).map { "0\($0),\"n \($0)\",2020-01-0\($0)\n" }.joined(), asCSV,
        ["separator": ",", "encoding": "utf-8"]),
    ]
  }()

  // MARK: GeoJSON

  private static func feature(_ properties: String, _ kind: String, _ coordinates: String) -> String
  {
    #"{"type":"Feature","properties":{\#(properties)},"geometry":{"type":"\#(kind)","coordinates":\#(coordinates)}}"#
  }

  private static func collection(_ features: [String]) -> String {
    "{\"type\":\"FeatureCollection\",\"features\":[\n" + features.joined(separator: ",\n")
      + "\n]}\n"
  }

  static let objects: [DifferentialSeed] = {
    let plain = (1...12).map { number in
      feature(
        #""name":"\#(["商业", "a \\\"b\\\"", "", "x\\ty"][number % 4])","n":\#(number * 7),"x":\#(number).25,"on":\#(number % 2 == 0)"#,
        "Point", "[109.\(number),34.5\(number)]")
    }
    let typed = (1...8).map { number in
      feature(
        #""day":"2020-02-2\#(number)","at":"2020-02-29T01:02:0\#(number)Z","big":123456789012\#(number),"mixed":\#(["1", "\"a\"", "null", "2.5"][number % 4]),"list":[1,\#(number)],"texts":["a","b"],"object":{"k":\#(number)}"#,
        number == 3 ? "MultiPoint" : "Point",
        number == 3 ? "[[109,34],[110,35]]" : "[109.\(number),34]"
      )
    }
    let ring = "[[109,34],[110,34],[110,35],[109,35],[109,34]]"
    let hole = "[[109.2,34.2],[109.2,34.4],[109.4,34.4],[109.2,34.2]]"
    let shapes = [
      feature(#""k":"line","v":1"#, "LineString", "[[109,34],[109.5,34.25],[110,34]]"),
      feature(#""k":"area","v":2.5"#, "Polygon", "[\(ring)]"),
      feature(#""k":"hole","v":3"#, "Polygon", "[\(ring),\(hole)]"),
      feature(
        #""k":"lines","v":null"#, "MultiLineString", "[[[109,34],[110,34]],[[109,35],[110,35]]]"),
      feature(
        #""k":"areas","v":5"#, "MultiPolygon", "[[\(ring)],[[[111,34],[112,34],[112,35],[111,34]]]]"
      ),
      #"{"type":"Feature","properties":{"k":"none","v":6},"geometry":null}"#,
      feature(#""k":"last","v":7"#, "LineString", "[[109,34],[110,35]]"),
    ]
    return [
      text("points", "geojson", "a.geojson", collection(plain), asLines),
      text("types", "geojson", "a.geojson", collection(typed), asLines),
      text("shapes", "geojson", "a.geojson", collection(shapes), asLines),
      text("sequence", "geojson", "a.geojsonl", plain.joined(separator: "\n") + "\n", asLines),
      text(
        "record separators", "geojson", "a.geojsons",
        typed.map { "\u{1E}\($0)\n" }.joined(), asLines),
      text("shapes in lines", "geojson", "a.geojsonl", shapes.joined(separator: "\n"), asLines),
    ]
  }()

  // MARK: OpenStreetMap

  static let maps: [DifferentialSeed] = {
    let layers: [(options: [String], name: String)] =
      ["points", "lines", "multipolygons"].map { (["--layer", $0], "out-\($0).geojsonl") }
    var nodes: [String] = []
    for number in 1...24 {
      let place =
        "<node id=\"\(number)\" version=\"1\" lat=\"34.\(10 + number * 37 % 50)\" lon=\"109.\(10 + number * 53 % 70)\""
      switch number % 4 {
      case 0:
        nodes.append(
          "\(place)>\n<tag k=\"shop\" v=\"茶 &amp; tea\"/>\n<tag k=\"name\" v=\"n\(number)\"/>\n</node>"
        )
      default: nodes.append("\(place)/>")
      }
    }
    func way(_ id: Int, _ nodes: [Int], _ tags: String) -> String {
      "<way id=\"\(id)\" version=\"2\">\n" + nodes.map { "<nd ref=\"\($0)\"/>\n" }.joined() + tags
        + "\n</way>"
    }
    let ways = [
      way(101, [1, 2, 3, 5], "<tag k=\"highway\" v=\"residential\"/>"),
      way(102, [6, 7, 9, 6], "<tag k=\"building\" v=\"yes\"/>"),
      way(103, [10, 11], "<tag k=\"railway\" v=\"subway\"/>\n<tag k=\"name\" v=\"Line 1\"/>"),
      way(104, [13, 14, 15], ""), way(105, [15, 17, 13], ""),
      way(106, [18, 19, 21, 18], "<tag k=\"landuse\" v=\"retail\"/>"),
    ]
    let relations = [
      "<relation id=\"201\" version=\"1\">\n<member type=\"way\" ref=\"104\" role=\"outer\"/>\n<member type=\"way\" ref=\"105\" role=\"outer\"/>\n<tag k=\"type\" v=\"multipolygon\"/>\n<tag k=\"leisure\" v=\"park\"/>\n</relation>"
    ]
    func file(_ parts: [String]...) -> String {
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\" generator=\"x\">\n"
        + parts.joined().joined(separator: "\n") + "\n</osm>\n"
    }
    let negative = file(nodes, ways, relations).replacing("id=\"", with: "id=\"-")
      .replacing("ref=\"", with: "ref=\"-")
    return [
      text("nodes first", "osm", "a.osm", file(nodes, ways, relations), layers),
      text("ways first", "osm", "a.osm", file(relations, ways, nodes.reversed()), layers),
      text("negative", "osm", "a.osm", negative, layers),
    ]
  }()
}
