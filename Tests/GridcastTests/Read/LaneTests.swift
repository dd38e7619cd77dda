import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastWrite
import Testing

/// What Gridcast reads itself is what GDAL reads: the features, their fields, their coordinate
/// system and what was lost on the way.
@Suite struct LaneTests {
  private static let endings = ["shp", "csv", "geojson", "json", "geojsonl", "geojsons"]

  /// Every file of a lane's format under a folder of the project or beside it.
  static let files: [String] = ["fixtures", "../shared/data"].flatMap { folder in
    let place = root.appending(path: folder).standardizedFileURL.path()
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: place)) ?? []
    return paths.sorted().map { "\(place)/\($0)" }.filter { path in
      endings.contains { path.lowercased().hasSuffix("." + $0) }
    }
  }

  @Test(
    "On every file here and in the shared data, Gridcast and GDAL read the same", arguments: files)
  func readsAsGDALDoes(path: String) {
    let own = LaneReading(Source(path), prefersGDAL: false)
    // Records of other programs GDAL does not read.
    if own.format == "JSON records" { return }
    let theirs = LaneReading(Source(path), prefersGDAL: true)
    let difference = own.difference(from: theirs)
    #expect(difference == nil, "\(own.way)")
    // A count asks for few fields, which a lane need not know the others for.
    let texts = theirs.fields.filter { [.text, .integer, .number].contains($0.kind) }
    if let field = texts.last {
      let few = LaneReading(Source(path), wanting: [field.name], prefersGDAL: false)
        .difference(from: LaneReading(Source(path), wanting: [field.name], prefersGDAL: true))
      #expect(few == nil, "\(field.name)")
    }
  }

  private static let ring = "[[109,34],[109,35],[110,35],[110,34],[109,34]]"
  private static let collection = """
    {"type": "FeatureCollection", "name": "city", "features": [
    {"type":"Feature","properties":{"名":"a\\u4e2d \\"q\\"","n":5,"x":0.5,"b":true,"t":"08:00-22:00"},\
    "geometry":{"type":"Point","coordinates":[109.5,34.5]}},
    {"type":"Feature","id":3,"properties":{"名":null,"n":-7,"x":1e3,"b":false,"t":"029-12345678"},\
    "geometry":{"type":"Polygon","coordinates":[\(ring)]}},
    {"type":"Feature","properties":{"名":"z"},"geometry":null},
    {"type":"Feature","properties":{"n":12345678901},\
    "geometry":{"coordinates":[[109,34],[110,35]],"type":"LineString"}}
    ]}

    """

  /// Damages bytes: flips, cuts, doubles, and words that do not belong there.
  private static func damaged(_ data: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var bytes = data
    for _ in 0...Int.random(in: 0..<2, using: &random) {
      guard !bytes.isEmpty else { break }
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.removeSubrange(place...)
      case 3:
        let end = min(bytes.count, place + Int.random(in: 1..<64, using: &random))
        bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes.removeSubrange(place..<min(bytes.count, place + 16))
      default:
        let words = ["1e999", "-9223372036854775809", "\"", "{", "]", ",", "\\", "0", "NaN", "\r"]
        bytes.insert(contentsOf: Array((words.randomElement(using: &random) ?? "").utf8), at: place)
      }
    }
    return bytes
  }

  /// Files by name: a collection, a sequence, and Shapefiles of four kinds.
  ///
  /// Of tables of texts GDAL is no measure; `TableTests` compares them with Python.
  private func seeds() throws -> [[(name: String, bytes: [UInt8])]] {
    let folder = try TemporaryFolder()
    let lines = Self.collection.split(separator: "\n").dropFirst().dropLast().map {
      $0.hasSuffix(",") ? $0.dropLast() : $0
    }
    var seeds: [[(String, [UInt8])]] = [
      [("a.geojson", Array(Self.collection.utf8))],
      [("a.geojsonl", Array(lines.joined(separator: "\n").utf8))],
    ]
    let points = [Point(x: 109, y: 34), Point(x: 109, y: 35), Point(x: 110, y: 35)]
    for (kind, hasZ, hasM) in [
      (Shapes.Kind.point, false, false), (.polygon, false, false), (.point, true, true),
      (.polygon, true, true),
    ] {
      var shapes = Shapes()
      for row in 0..<3 {
        let moved = points.map { Point(x: $0.x + Double(row), y: $0.y) }
        shapes.beginShape(kind)
        shapes.beginPart(kind == .point ? .points : .exterior)
        let vertices = kind == .point ? [moved[0]] : moved + [moved[0]]
        let heights = vertices.map { $0.y + 0.5 }
        shapes.add(vertices, z: hasZ ? heights : [], m: hasM ? heights : [])
      }
      let features = Features(
        shapes: shapes,
        columns: [
          Column(Field("名称", .text), .texts(Texts(["茶", nil, " b"]))),
          Column(Field("n", .integer), .integers([1, nil, -12_345_678_901])),
          Column(Field("x", .number), .numbers([0.5, nil, -1e-7])),
        ], coordinateSystem: .wgs84)
      let staging = Staging(overwrite: true)
      _ = try features.write(to: "\(folder.path)/\(kind).shp", style: nil, staging: staging)
      try staging.commit()
      seeds.append(
        try ["shp", "shx", "dbf", "prj", "cpg"].map { ending in
          (
            "a.\(ending)",
            [UInt8](try Data(contentsOf: URL(filePath: "\(folder.path)/\(kind).\(ending)")))
          )
        })
    }
    return seeds
  }

  static let damagedCount =
    Int(ProcessInfo.processInfo.environment["GRIDCAST_FUZZ"] ?? "") ?? 600

  @Test("Of damaged files too, Gridcast and GDAL read the same, or GDAL alone reads them")
  func readsDamagedFilesAsGDALDoes() throws {
    let seeds = try seeds()
    var random = SplitMix(state: 5)
    var ownCount = 0
    for number in 0..<Self.damagedCount {
      let seed = seeds[number % seeds.count]
      let victim = Int.random(in: 0..<seed.count, using: &random)
      let folder = try TemporaryFolder()
      for (index, file) in seed.enumerated() {
        _ = try folder.file(
          file.name, index == victim ? Self.damaged(file.bytes, &random) : file.bytes)
      }
      let path = "\(folder.path)/\(seed[0].name)"
      let own = LaneReading(Source(path), prefersGDAL: false)
      if own.way.hasPrefix("by GDAL") { continue }
      let difference = own.difference(from: LaneReading(Source(path), prefersGDAL: true))
      #expect(difference == nil, "seed 5, file \(number), \(seed[victim].name): \(own.way)")
      if own.way == "by Gridcast itself" { ownCount += 1 }
    }
    #expect(ownCount > Self.damagedCount / 10 && ownCount < Self.damagedCount, "\(ownCount)")
  }

  /// GeoJSON of a million bytes and more, whose first features have a text "c".
  private static func long(_ last: String) -> String {
    let feature =
      #"{"type":"Feature","properties":{"c":"a"},"geometry":{"type":"Point","coordinates":[1,2]}}"#
    let features = Array(repeating: feature, count: 14_000) + [last]
    return #"{"type":"FeatureCollection","features":["# + features.joined(separator: ",") + "]}"
  }

  private static func one(_ members: String) -> String {
    #"{"type":"FeatureCollection","features":[{"type":"Feature",\#(members)}]}"#
  }

  private static let place = #""geometry":{"type":"Point","coordinates":[1,2]}"#

  /// Files on which a lane once told something other than GDAL, by name.
  static let odd: [(name: String, text: String)] = [
    ("escaped-name.geojson", long(#"{"type":"Feature","properties":{"\u0063":"b"},\#(place)}"#)),
    ("other-type.geojson", long(#"{"type":"Feature","properties":{"c":5},\#(place)}"#)),
    ("late-date.geojson", long(#"{"type":"Feature","properties":{"c":"2020-01-05"},\#(place)}"#)),
    ("date.geojson", one(#""properties":{"c":"2020\/01\/05"},\#(place)"#)),
    ("time.geojson", one(#""properties":{"c":"12\u003a30:00"},\#(place)"#)),
    ("id.geojson", one(#""id":-5,"properties":{"c":"1"},\#(place)"#)),
    ("zero.geojson", one(#""properties":{"c":0.5,"d":-0},\#(place)"#)),
    (
      "whole.geojson",
      one(
        #""properties":{"c":1},"geometry":{"type":"Point","coordinates":[1,123456789012345678901]}"#
      )
    ),
    ("comma.geojson", one(#""properties":{"c":"1"},\#(place)"#).replacing("]}", with: ",]}")),
    (
      "line.geojsonl",
      #"{"type":"Feature","properties":{"c":"a"},\#(place)} {"type":"Feature","properties":{"c":"b"},\#(place)}"#
    ),
    ("empty.csv", "c,lon,lat\n,,\nb,3,\n"),
    ("é.csv", "c,lon,lat\n\u{E9},1,2\ne\u{301},1,2\n"),
  ]

  @Test("Of odd files, Gridcast and GDAL read the same, or GDAL alone reads them", arguments: odd)
  func readsOddFilesAsGDALDoes(name: String, text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(name, text)
    for wanting in [nil, ["c"]] {
      let own = LaneReading(Source(path), wanting: wanting, prefersGDAL: false)
      let difference = own.difference(
        from: LaneReading(Source(path), wanting: wanting, prefersGDAL: true))
      #expect(difference == nil, "\(own.way)")
    }
  }
}
