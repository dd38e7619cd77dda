import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo
import GridcastWrite

/// Whole files, which the fuzzer begins with.
extension FuzzedLane {
  /// The inputs to begin with.
  func seeds() throws -> [[UInt8]] {
    switch self {
    case .shapefile: return try Self.shapefiles()
    case .csv: return Self.tables.map { FuzzInput.seed([Array($0.utf8)]) }
    case .geojson:
      return Self.features.flatMap { feature in
        let all = #"{"type":"FeatureCollection","name":"a","features":[\#(feature),\#(feature)]}"#
        return [UInt8](1...3).map { FuzzInput.seed([Array(all.utf8)], how: $0) }
      }
    case .sequence:
      let lines = Self.features.joined(separator: "\n")
      let records = Self.features.map { "\u{1E}" + $0 + "\n" }.joined()
      return [lines, records].map { FuzzInput.seed([Array($0.utf8)]) }
    case .osm: return [FuzzInput.seed([Array(Self.map.utf8)])]
    case .pbf:
      let (whole, parts) = try PBFParts.file(ofMap: Self.map)
      return [FuzzInput.seed([whole], how: 0x41)]
        + [1, 5, 0x81].map { FuzzInput.seed(parts, how: $0) }
    case .wkb: return Self.shapesInHex.map { Self.bytes(ofHex: $0) }
    case .fgb, .gpkg, .parquet, .arrow:
      let own = try Self.files(rawValue).flatMap {
        [FuzzInput.seed([$0]), FuzzInput.seed([$0], how: 0x15)]
      }
      return own + Self.fixtures("parquet", rawValue).map { FuzzInput.seed([$0]) }
    case .records:
      let lines = Self.fixtures("mongo", "jsonl", ofAtMost: 100_000).map { file in
        file.split(separator: 10).prefix(12).joined(separator: [10])
      }
      return (Self.recordTexts.map { Array($0.utf8) } + lines.map(Array.init))
        .map { FuzzInput.seed([$0]) }
    case .bson:
      let documents = Self.fixtures("mongo", "bson", ofAtMost: 100_000).map(Self.firstDocuments)
      return (Self.documents.map { Self.bytes(ofHex: $0) } + documents).map { FuzzInput.seed([$0]) }
    case .xml: return Self.markup.map { FuzzInput.seed([Array($0.utf8)]) }
    case .zip:
      return try ["a.csv": Self.tables[0], "a.geojson": "\(Self.features[0])"].map { name, text in
        FuzzInput.seed([try Self.archive(name, text)])
      }
    }
  }

  private static func shapefiles() throws -> [[UInt8]] {
    var seeds: [[UInt8]] = []
    try write("shp") { stem in
      let parts = try ["shp", "dbf", "shx", "prj", "cpg"].map {
        [UInt8](try Data(contentsOf: URL(filePath: "\(stem).\($0)")))
      }
      seeds.append(FuzzInput.seed(parts))
      seeds.append(FuzzInput.seed([parts[0], parts[1], [], [], []], how: 0x22))
    }
    let table = Array(seeds[0].dropFirst())
    return seeds + [FuzzInput.seed([[]] + [FuzzInput(table).parts[0]])]
  }

  /// Files of one part with shapes of several kinds.
  private static func files(_ ending: String) throws -> [[UInt8]] {
    var files: [[UInt8]] = []
    try write(ending) {
      files.append([UInt8](try Data(contentsOf: URL(filePath: "\($0).\(ending)"))))
    }
    return files
  }

  /// Files of other programs that have an ending, or one that begins so, and are small enough to be changed in many ways.
  private static func fixtures(_ folder: String, _ ending: String, ofAtMost size: Int = 16_000)
    -> [[UInt8]]
  {
    let place = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../fixtures/\(folder)")
    let files = try? FileManager.default.contentsOfDirectory(
      at: place, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path() < $1.path() }
      .filter { $0.pathExtension.hasPrefix(ending) }
      .compactMap { try? [UInt8](Data(contentsOf: $0)) }.filter { $0.count <= size }
  }

  /// The first documents of a file of BSON, each of which begins with its length.
  private static func firstDocuments(_ file: [UInt8]) -> [UInt8] {
    var end = 0
    while end + 4 <= file.count, end < 8000 {
      end += (0..<4).reduce(0) { $0 | Int(file[end + $1]) << (8 * $1) }
    }
    return Array(file.prefix(end))
  }

  /// Writes layers of several kinds of shapes one after the other, and hands over the path without its ending.
  private static func write(_ ending: String, _ body: (_ stem: String) throws -> Void) throws {
    let ring = [
      Point(x: 109, y: 34), Point(x: 109, y: 35), Point(x: 110, y: 35), Point(x: 109, y: 34),
    ]
    let hole = ring.map { Point(x: 109.1 + ($0.x - 109) / 4, y: 34.5 + ($0.y - 34) / 4) }
    let folder = FileManager.default.temporaryDirectory.appending(path: "seeds-\(getpid())").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (kind, hasHeights) in [
      (Shapes.Kind.point, false), (.point, true), (.multiPoint, false), (.line, true),
      (.polygon, false),
      (.multiPolygon, true),
    ] {
      var shapes = Shapes()
      for row in 0..<3 {
        let move = { (points: [Point]) in points.map { Point(x: $0.x + Double(row), y: $0.y) } }
        let heights = { (count: Int) in hasHeights ? [Double](repeating: 7.5, count: count) : [] }
        shapes.beginShape(kind)
        func add(_ part: Shapes.PartKind, _ points: [Point]) {
          shapes.beginPart(part)
          shapes.add(move(points), z: heights(points.count))
        }
        switch kind {
        case .point: add(.points, [ring[0]])
        case .multiPoint: add(.points, ring)
        case .line: add(.line, ring)
        case .polygon:
          add(.exterior, ring)
          add(.interior, hole.reversed())
        default:
          add(.exterior, ring)
          add(.exterior, ring.map { Point(x: $0.x + 20, y: $0.y) })
        }
      }
      let features = Features(
        shapes: shapes,
        columns: [
          Column(Field("名称", .text), .texts(Texts(["茶", nil, " b"]))),
          Column(Field("n", .integer), .integers([1, nil, -12_345_678_901])),
          Column(Field("x", .number), .numbers([0.5, nil, -1e-7])),
        ], coordinateSystem: .wgs84)
      let staging = Staging(overwrite: true)
      _ = try features.write(to: "\(folder)/a.\(ending)", style: nil, staging: staging)
      try staging.commit()
      try body("\(folder)/a")
    }
  }

  private static func archive(_ name: String, _ text: String) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "zip-\(getpid())").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-m", "zipfile", "-c", "a.zip", name]
    process.currentDirectoryURL = URL(filePath: folder)
    try process.run()
    process.waitUntilExit()
    return [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/a.zip")))
  }

  private static func bytes(ofHex text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] * 16 + digits[$0 + 1])
    }
  }

  private static let tables = [
    "lon,lat,名称,n,x\n109.5,34.5,\"a \"\"b\"\", c\",5,0.5\n109.6,34.6,,-7,1e3\n",
    "名称;经度;纬度;n\r\n茶;109,5;34,5;3\r\n\"x\ny\";109,6;34,6;\r\n",
    "x\ty\tn\n480000.5\t3800000.25\t12345678901\n480001\t3800001\t2\n",
    "id,WKT,n\n1,\"POLYGON ((1 2,3 4,5 0,1 2))\",5\n2,SRID=4326;POINT(1 2),\n3,\"LINESTRING Z (1 2 3,4 5 6)\",2\n",
    "geom,n\n0101000000000000000000F03F0000000000000040,1\n\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[1,2]}\",2\n",
    "\u{FEFF}lat,lon,day,t\n34°30'0\"N,109°30'0\"E,2020-02-29,12:30:00\n-34.5,W109.5,2020/03/01,\n",
    "1,2,3\n4,5,6\n,,\n",
  ]

  private static let features = [
    #"{"type":"Feature","id":3,"properties":{"名称":"a\u4e2d \"q\"","n":5,"x":0.5,"b":true,"t":"08:00","d":"2020-02-29T01:02:03Z"},"geometry":{"type":"Point","coordinates":[109.5,34.5,3]}}"#,
    #"{"type":"Feature","properties":{"n":12345678901,"l":[1,2],"o":{"a":null}},"geometry":{"type":"Polygon","coordinates":[[[109,34],[110,34],[110,35],[109,34]],[[109.2,34.1],[109.3,34.2],[109.4,34.1],[109.2,34.1]]]}}"#,
    #"{"type":"Feature","properties":{"n":-0.0,"x":1e-7},"geometry":{"coordinates":[[109,34],[110,35]],"type":"LineString"},"bbox":[109,34,110,35]}"#,
    #"{"type":"Feature","id":"k","properties":null,"geometry":{"type":"GeometryCollection","geometries":[{"type":"MultiPoint","coordinates":[[1,2],[3,4]]},{"type":"MultiPolygon","coordinates":[[[[1,2],[3,4],[5,0],[1,2]]]]}]}}"#,
    #"{"type":"Feature","properties":{"n":1},"geometry":null}"#,
  ]

  private static let recordTexts = [
    #"{"_id":{"$oid":"5f0000000000000000000001"},"名称":"茶","n":{"$numberLong":"5"},"loc":{"type":"Point","coordinates":[109.5,34.5]}}"#
      + "\n" + #"{"名称":null,"d":{"$date":"2020-02-29T01:02:03Z"},"lon":109.5,"lat":34.5}"# + "\n",
    #"[{"lon":1,"lat":2,"o":{"a":[1,"b"]}},{"lon":"109.5","lat":"34.5"}]"#,
  ]

  /// A document of BSON with a text, whole numbers, numbers, a truth, a moment and a list.
  private static let documents = [
    "6A000000026E616D6500020000006100106E0005000000126C000700000000000000016C6F6E0000"
      + "00000000605B40016C617400000000000040414008620001096D0000000000000000000463001B00"
      + "00000130000000000000605B40013100000000000040414000006A000000026E616D650002000000"
      + "6100106E0005000000126C000700000000000000016C6F6E000000000000605B40016C6174000000"
      + "00000040414008620001096D0000000000000000000463001B0000000130000000000000605B4001"
      + "310000000000004041400000"
  ]

  private static let map = """
    <?xml version="1.0" encoding="UTF-8"?>
    <osm version="0.6" generator="a"><bounds minlat="34" minlon="109" maxlat="35" maxlon="110"/>
    <node id="1" lat="34.5" lon="109.5" version="2"><tag k="shop" v="t&amp;a"/><tag k="n" v="5"/></node>
    <node id="2" lat="34.6" lon="109.6"/><node id="3" lat="34.6" lon="109.5"/>
    <way id="4"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/></way>
    <way id="6"><nd ref="3"/><nd ref="2"/><tag k="highway" v="path"/></way>
    <relation id="5"><member type="way" ref="4" role="outer"/><tag k="type" v="multipolygon"/>
    <tag k="landuse" v="retail"/></relation>
    <relation id="7"><member type="way" ref="6" role=""/><member type="node" ref="1" role="stop"/>
    <tag k="type" v="route"/></relation></osm>
    """

  private static let markup = [
    """
    <?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>a</name>
    <Placemark id="1"><name>b</name><ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="n">5</SimpleData></SchemaData></ExtendedData>
    <Polygon><outerBoundaryIs><LinearRing><coordinates>1,2,3 4,5,6 7,0,0 1,2,3</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
    <Placemark><Point><coordinates>109.5,34.5</coordinates></Point></Placemark></Folder></Document></kml>
    """,
    """
    <?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="34.5" lon="109.5"><ele>3</ele><name>a</name></wpt>
    <trk><name>t</name><trkseg><trkpt lat="1" lon="2"/><trkpt lat="3" lon="4"><time>2020-02-29T01:02:03Z</time></trkpt></trkseg></trk></gpx>
    """,
    """
    <?xml version="1.0"?><ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml">
    <gml:featureMember><ogr:a fid="a.0"><ogr:geometryProperty><gml:Point srsName="EPSG:4326"><gml:coordinates>1,2</gml:coordinates></gml:Point></ogr:geometryProperty><ogr:n>5</ogr:n></ogr:a></gml:featureMember></ogr:FeatureCollection>
    """,
  ]

  private static let shapesInHex = [
    "0101000000000000000000F03F0000000000000040",
    "01E9030000000000000000F03F00000000000000400000000000000840",
    "010200000002000000000000000000F03F000000000000004000000000000008400000000000001040",
    "01030000000100000004000000000000000000F03F0000000000000040000000000000084000000000000010400000000000001440000000000000F03F000000000000F03F0000000000000040",
    "0104000000010000000101000000000000000000F03F0000000000000040",
    "010500000001000000010200000002000000000000000000F03F000000000000004000000000000008400000000000001040",
    "0107000000020000000101000000000000000000F03F0000000000000040010200000000000000",
    "01060000000100000001030000000100000004000000000000000000F03F0000000000000040000000000000084000000000000010400000000000001440000000000000F03F000000000000F03F0000000000000040",
    "0101000080000000000000F03F00000000000000400000000000000840",
  ]
}
