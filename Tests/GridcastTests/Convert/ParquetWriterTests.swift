import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import Testing

/// What Gridcast writes as GeoParquet and as Arrow; other programs read it in `ParquetPeerTests`.
@Suite struct ParquetWriterTests {
  private static func write(_ batches: [Features], to path: String) throws {
    var survey = Survey(limits: true)
    for batch in batches { survey.add(batch) }
    let schema = LayerSchema(
      try VectorFormat(ofPath: path), name: "layer", fields: batches[0].columns.map(\.field),
      survey: survey, coordinateSystem: batches[0].coordinateSystem)
    #expect(schema.losses.isEmpty)
    let staging = Staging(overwrite: true)
    let writer = try LayerWriter(path, schema: schema, staging: staging)
    for batch in batches { _ = try writer.write(batch) }
    try writer.close()
    try staging.commit()
  }

  private static func read(_ path: String) throws -> Features {
    var tally = Tally()
    return try #require(try LayerReader(Source(path)).whole(&tally))
  }

  private static func points(_ count: Int) -> Features {
    Features(
      shapes: Shapes(points: (0..<count).map { Point(x: 100 + Double($0 % 997) / 50, y: 30) }),
      columns: [
        Column(Field("id", .integer), .integers(Optionals(known: (0..<count).map { Int64($0) }))),
        Column(
          Field("kind", .text), .texts(Texts((0..<count).map { $0 % 7 == 0 ? nil : "k\($0 % 5)" }))),
        Column(Field("name", .text), .texts(Texts((0..<count).map { "name \($0)" }))),
      ], coordinateSystem: .wgs84)
  }

  @Test(
    "Shapes of every kind come back as they were", arguments: RoundTripTests.shapeSets,
    ["parquet", "arrow", "arrows"])
  func shapes(set: String, ending: String) throws {
    let batches = OwnWriterTests.batches(set)
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.\(ending)"
    var whole = batches[0]
    for batch in batches.dropFirst() { whole.append(batch) }
    guard !whole.shapes.hasM else { return }
    try Self.write(batches, to: path)
    let back = try Self.read(path)
    #expect(back.shapes.points == whole.shapes.points)
    #expect(back.shapes.count == whole.shapes.count)
  }

  @Test(
    "Values of every type that pyarrow writes come back as pyarrow reads them",
    arguments: ["parquet", "arrow", "arrows", "feather"])
  func values(ending: String) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.\(ending)"
    var tally = Tally()
    let source = try ParquetLaneTests.reader("plain-none-v1.parquet")
    let all = try #require(try source.whole(&tally))
    let parts = [0..<33, 33..<33, 33..<70].map { rows in
      all.filtered((0..<all.count).map { rows.contains($0) })
    }
    try Self.write(parts, to: path)
    try ParquetLaneTests.expectValues(of: Self.read(path), path)
  }

  @Test("Rows in many batches make row groups of 65,536 to 131,071, whatever the batches")
  func groups() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.parquet"
    let all = Self.points(150_000)
    let batches = stride(from: 0, to: all.count, by: 30_000).map { start in
      all.filtered((0..<all.count).map { start..<start + 30_000 ~= $0 })
    }
    try Self.write(batches, to: path)
    let reader = try LayerReader(Source(path))
    #expect(reader.extent?.unit == .rowGroups && reader.extent?.count == 2)
    var tally = Tally()
    let back = try #require(try reader.whole(&tally))
    #expect(back.shapes.points == all.shapes.points)
    for (own, other) in zip(back.columns, all.columns) { #expect(own.values == other.values) }
    var second = Source(path)
    second.range = FileRange(start: 1, end: nil)
    let rest = try #require(try LayerReader(second).whole(&tally))
    #expect(rest.count == 60_000 && rest.shapes.points[0] == all.shapes.points[90_000])
  }

  @Test(
    "Systems are told, and where none is known that", arguments: ["parquet", "arrow", "arrows"])
  func header(ending: String) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.\(ending)"
    var features = Self.points(3)
    features.coordinateSystem = try CoordinateSystem("EPSG:4490")
    try Self.write([features], to: path)
    #expect(try Self.read(path).coordinateSystem?.code == "EPSG:4490")
    features.coordinateSystem = nil
    try Self.write([features], to: path)
    #expect(try Self.read(path).coordinateSystem == nil)
    guard ending == "parquet" else { return }
    let bytes = try Data(contentsOf: URL(filePath: path))
    #expect(bytes.contains(Data(#""crs":null"#.utf8)))
  }
}

extension Data {
  fileprivate func contains(_ other: Data) -> Bool { range(of: other) != nil }
}
