import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastWrite
import Testing

/// The lanes of FlatGeobuf and GeoPackage, whose layers GDAL describes, hand out what GDAL does.
@Suite struct DescribedLaneTests {
  /// Reads by the lane and by GDAL and compares; tells how it was read.
  private func compare(
    _ source: Source, _ selection: FieldSelection = .all, _ place: String = ""
  ) -> String {
    let own = LaneReading(source, selection, prefersGDAL: false)
    let difference = own.difference(from: LaneReading(source, selection, prefersGDAL: true))
    #expect(difference == nil, "\(source.path) \(source.layers) \(place): \(own.way)")
    return own.way
  }

  private static func write(_ features: Features, to path: String) throws {
    let staging = Staging(overwrite: true)
    _ = try features.write(to: path, style: nil, staging: staging)
    try staging.commit()
  }

  private static func run(_ command: String, in folder: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-ec", command]
    process.currentDirectoryURL = URL(filePath: folder)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(command)")
  }

  private static let own = "by Gridcast itself"

  /// A column of every type; the moments of a GeoPackage are in universal time, as its standard asks for.
  private static func columns(_ count: Int, _ ending: String) -> [Column] {
    ArrowTests.columns(count).map { column in
      guard ending == "gpkg", case .dateTimes(let moments) = column.values else { return column }
      let universal = moments.map { moment in
        moment.map { moment in
          var moment = moment
          moment.zone = 100
          return moment
        }
      }
      return Column(column.field, .dateTimes(Optionals(universal)))
    }
  }

  @Test(
    "Fields of every type and shapes of every kind come from the lane", arguments: ["gpkg", "fgb"])
  func everyType(ending: String) throws {
    let folder = try TemporaryFolder()
    let columns = Self.columns(300, ending)
    for kind in [Shapes.Kind.point, .multiPoint, .line, .multiLine, .polygon, .multiPolygon] {
      for (hasZ, hasM) in [(false, false), (true, false), (false, true), (true, true)] {
        let path = "\(folder.path)/a.\(ending)"
        try Self.write(
          Features(
            shapes: ArrowTests.shapes(kind, hasZ, hasM, 300), columns: columns,
            coordinateSystem: .wgs84), to: path)
        #expect(compare(Source(path), .all, "\(kind)\(hasZ)\(hasM)") == Self.own)
        #expect(compare(Source(path), .named(["text", "moment", "none"])) == Self.own)
        #expect(compare(Source(path), .named([])) == Self.own)
      }
    }
  }

  /// How files come that other programs make: what ogr2ogr is asked for, and how the lane reads it.
  private static let made: [(options: String, way: String)] = [
    ("-f FlatGeobuf a.fgb in.geojson -lco SPATIAL_INDEX=NO", own),
    ("-f FlatGeobuf a.fgb in.geojson -nlt PROMOTE_TO_MULTI", own),
    ("-f FlatGeobuf a.fgb in.geojson -nlt GEOMETRY -a_srs EPSG:4547", own),
    ("-f FlatGeobuf a.fgb in.geojson -nlt GEOMETRY -dim XYZM -lco SPATIAL_INDEX=NO", own),
    ("-f FlatGeobuf a.fgb in.geojson -where 'n<0'", ""),
    ("-f GPKG a.gpkg in.geojson -lco SPATIAL_INDEX=NO -lco GEOMETRY_NAME=geo", own),
    ("-f GPKG a.gpkg in.geojson -nlt GEOMETRY -dim XYZM -lco FID=编号", own),
    ("-f GPKG a.gpkg in.geojson -where 'n<0'", own),
    ("-f GPKG a.gpkg in.geojson -sql \"SELECT n, t FROM a\" -nlt NONE", own),
  ]

  @Test("Files that ogr2ogr makes come from the lane", arguments: made)
  func readsOthersFiles(options: String, way: String) throws {
    let folder = try TemporaryFolder()
    let shapes = [
      #""Point","coordinates":[109.5,34.5]"#, #""LineString","coordinates":[[1,2],[3,4]]"#,
      #""Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]],[[0.2,0.1],[0.3,0.1],[0.3,0.2],[0.2,0.1]]]"#,
      #""MultiPoint","coordinates":[[1,2],[3,4]]"#,
      #""MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,0],[6,0],[6,1],[5,0]]]]"#,
      #""GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[1,2],[3,4]]}]"#,
    ]
    let isMixed = options.contains("GEOMETRY ")
    let features = (0..<60).map { row in
      let shape = isMixed ? shapes[row % shapes.count] : shapes[0]
      return
        #"{"type":"Feature","properties":{"n":\#(row),"x":\#(row % 3 == 0 ? "null" : "0.5"),"t":"名\#(row % 7)"},"geometry":{"type":\#(shape)}}"#
    }
    _ = try folder.file(
      "in.geojson",
      #"{"type":"FeatureCollection","name":"a","features":[\#(features.joined(separator: ","))]}"#)
    try Self.run("ogr2ogr \(options) 2>/dev/null", in: folder.path)
    let path = "\(folder.path)/a.\(options.contains("GPKG") ? "gpkg" : "fgb")"
    #expect(compare(Source(path)).hasPrefix(way), "\(options)")
    if way == Self.own { #expect(compare(Source(path), .named(["t"])) == Self.own) }
  }

  @Test("Many blocks come in file order, and what a condition leaves of them")
  func manyBlocks() throws {
    let folder = try TemporaryFolder()
    let count = 70_000
    let features = Features(
      shapes: Shapes(points: (0..<count).map { Point(x: Double($0 * 7919 % 3600) / 10, y: 1) }),
      columns: [
        Column(Field("id", .integer), .integers(Optionals(known: (0..<count).map { Int64($0) }))),
        Column(Field("name", .text), .texts(Texts((0..<count).map { "n\($0 % 9000)" }))),
      ], coordinateSystem: .wgs84)
    for ending in ["fgb", "gpkg"] {
      try Self.write(features, to: "\(folder.path)/a.\(ending)")
      #expect(compare(Source("\(folder.path)/a.\(ending)")) == Self.own)
    }
    #expect(compare(Source("\(folder.path)/a.fgb", filter: "id > 10 AND name <> 'n5'")) == Self.own)
    try Self.run("ogr2ogr -f FlatGeobuf b.fgb a.gpkg -lco SPATIAL_INDEX=NO", in: folder.path)
    #expect(compare(Source("\(folder.path)/b.fgb")) == Self.own)
    // An index that leads into the midst of a feature, and one that leads back.
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(folder.path)/a.fgb")))
    let header = bytes[8..<12].reversed().reduce(0) { $0 << 8 | Int($1) }
    var nodes = count
    var level = count
    repeat {
      level = (level + 15) / 16
      nodes += level
    } while level > 1
    for (leaf, change) in [(16_384, 8), (32_768, 0x80)] {
      let place = 12 + header + (nodes - count + leaf) * 40 + 32
      bytes[place] ^= UInt8(change)
      let path = try folder.file("c.fgb", bytes)
      #expect(compare(Source(path)).contains("by GDAL"), "\(leaf)")
    }
  }

  private static let counts =
    "UPDATE gpkg_ogr_contents SET feature_count = (SELECT count(*) FROM a)"

  /// Changes to the table of a GeoPackage of 50,000 points, and how it is read afterwards.
  private static let changes: [(sql: String, way: String)] = [
    ("DELETE FROM a WHERE fid % 3 = 0; \(counts)", own),
    ("UPDATE a SET fid = fid * 1000003 WHERE fid > 40000", own),
    ("UPDATE a SET fid = -fid WHERE fid > 49990", own),
    ("UPDATE a SET geom = NULL WHERE fid % 5 = 0", own),
    ("CREATE INDEX i ON a(name)", own),
    ("CREATE INDEX i ON a(name, geom, fid, id)", "by GDAL"),
    ("UPDATE a SET id = 'text' WHERE fid = 20000", "after"),
    ("UPDATE a SET name = x'00ff' WHERE fid = 20000", "after"),
    ("UPDATE a SET name = 5 WHERE fid = 3", own),
    ("UPDATE a SET geom = x'4750' WHERE fid = 49999", "after"),
    ("UPDATE gpkg_ogr_contents SET feature_count = 50001", "by GDAL"),
    ("UPDATE gpkg_ogr_contents SET feature_count = 7", own),
    ("DELETE FROM gpkg_ogr_contents", own), ("DELETE FROM a", "by GDAL"),
    ("DELETE FROM a; \(counts)", own),
    (
      "CREATE VIEW v AS SELECT * FROM a WHERE fid < 9; UPDATE gpkg_contents SET table_name = 'v'; UPDATE gpkg_geometry_columns SET table_name = 'v'",
      "by GDAL"
    ),
    ("PRAGMA journal_mode = WAL", own),
  ]

  @Test("Whatever a table of a GeoPackage holds comes as from GDAL", arguments: changes)
  func changedTables(sql: String, way: String) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.gpkg"
    let count = 50_000
    try Self.write(
      Features(
        shapes: Shapes(points: (0..<count).map { Point(x: Double($0 % 360), y: 1) }),
        columns: [
          Column(Field("id", .integer), .integers(Optionals(known: (0..<count).map { Int64($0) }))),
          Column(Field("name", .text), .texts(Texts((0..<count).map { "n\($0 % 900)" }))),
        ], coordinateSystem: .wgs84), to: path)
    // SQLite of Python's, which has no functions that the triggers of a spatial index need.
    try """
    import sqlite3, sys
    base = sqlite3.connect(sys.argv[1])
    for name, in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        base.execute('DROP TRIGGER "' + name + '"')
    base.executescript(sys.argv[2])
    base.commit()
    """.write(toFile: "\(folder.path)/a.py", atomically: false, encoding: .utf8)
    try Self.run("python3 a.py a.gpkg \"\(sql)\"", in: folder.path)
    let source = Source(path, layers: sql.contains("VIEW") ? ["v"] : [])
    let found = compare(source, .all, sql)
    #expect(found.hasPrefix(way), "\(sql): \(found)")
    _ = compare(source, .named(["name"]), sql)
  }

  /// A small file with values of every type and shapes of one kind, with heights.
  private static func seed(_ ending: String, _ kind: Shapes.Kind, _ folder: TemporaryFolder) throws
    -> [UInt8]
  {
    let path = "\(folder.path)/seed.\(ending)"
    try write(
      Features(
        shapes: ArrowTests.shapes(kind, true, false, 12), columns: columns(12, ending),
        coordinateSystem: .wgs84), to: path)
    return [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  private func compareDamaged(
    _ bytes: [UInt8], _ ending: String, _ folder: TemporaryFolder, _ place: String
  ) throws -> Bool {
    let path = try folder.file("damaged.\(ending)", bytes)
    let own = LaneReading(Source(path), prefersGDAL: false)
    if own.way.hasPrefix("by GDAL") { return false }
    let difference = own.difference(from: LaneReading(Source(path), prefersGDAL: true))
    #expect(difference == nil, "\(place): \(own.way)")
    return own.way == Self.own
  }

  @Test("Of files that are cut anywhere the lane reads what GDAL does", arguments: ["fgb", "gpkg"])
  func cutFiles(ending: String) throws {
    let folder = try TemporaryFolder()
    let bytes = try Self.seed(ending, .multiPolygon, folder)
    let step = max(1, bytes.count * 2 / LaneTests.damagedCount | 1)
    for size in stride(from: 1, to: bytes.count, by: step) {
      let isWhole = try compareDamaged(Array(bytes[..<size]), ending, folder, "cut at \(size)")
      // What a GeoPackage lacks may be another table.
      #expect(!isWhole || ending == "gpkg", "cut at \(size)")
    }
  }

  @Test(
    "Of files with changed bytes the lane reads what GDAL does", arguments: ["fgb", "gpkg"],
    [Shapes.Kind.point, .multiPolygon])
  func flippedBytes(ending: String, kind: Shapes.Kind) throws {
    let folder = try TemporaryFolder()
    let bytes = try Self.seed(ending, kind, folder)
    // Most of a GeoPackage are its other tables; the rows lie where their texts do.
    let mark = Array("名 ".utf8)
    let last = bytes.indices.last { bytes[$0...].starts(with: mark) } ?? 0
    let range =
      ending == "fgb" ? 12..<bytes.count : max(0, last - 4096)..<min(bytes.count, last + 64)
    var random = SplitMix(state: 17)
    var ownCount = 0
    let count = LaneTests.damagedCount / 2
    for number in 0..<count {
      var victim = bytes
      for _ in 0..<[1, 1, 2, 5][number % 4] {
        let place = Int.random(in: range, using: &random)
        victim[place] =
          number % 2 == 0
          ? victim[place] ^ 1 << UInt8.random(in: 0..<8, using: &random)
          : [0, 1, 4, 8, 0x7F, 0xFF].randomElement(using: &random) ?? 0
      }
      if try compareDamaged(victim, ending, folder, "seed 17, \(kind) \(number)") { ownCount += 1 }
    }
    #expect(ownCount > count / 20 && ownCount < count, "\(ownCount)")
  }
}
