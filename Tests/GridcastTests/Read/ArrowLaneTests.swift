import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import Testing

/// Streams and files of Arrow that pyarrow and geopandas made (fixtures/parquet/make.py), value for value.
@Suite struct ArrowLaneTests {
  private static func read(_ name: String) throws -> Features {
    var tally = Tally()
    return try #require(try ParquetLaneTests.reader(name).whole(&tally))
  }

  @Test(
    "Streams and files, packed and not, with dictionaries and views, have the values that pyarrow reads",
    arguments: ["plain.arrows", "lz4.arrows", "zstd.arrow", "dictionary.arrows", "views.arrow"])
  func values(file: String) throws {
    try ParquetLaneTests.expectValues(of: Self.read(file), file)
  }

  @Test(
    "Shapes of geopandas, by GeoArrow's types and by its own words",
    arguments: ["geoarrow.arrows", "geopandas.feather"])
  func shapes(file: String) throws {
    let features = try Self.read(file)
    #expect(features.coordinateSystem == .wgs84)
    #expect(features.shapes.kinds == [.point, .null, .point, .polygon, .line, .multiPolygon])
    #expect(features.shapes.isEmpty(2))
    #expect(features.columns.map(\.field.name) == ["n", "名称"])
  }

  @Test("Points whose ordinates lie side by side, or each in an array of their own")
  func nativePoints() throws {
    let together = try Self.read("points-interleaved.arrows").shapes
    #expect(together.points == [Point(x: 109.5, y: 34.5), Point(x: 1, y: 2), Point(x: 3, y: 4)])
    let apart = try Self.read("points-separated.arrows").shapes
    #expect(apart.kinds == [.point, .null, .point, .point])
    #expect(apart.points == together.points)
  }

  @Test("Batches are unpacked that tell their compression as Arrow 0.17 told it")
  func earlyCompression() throws {
    let features = try Self.read("arrow-0.17-lz4.feather")
    #expect(features.columns[0].texts?.map { $0 } == ["0", "1", "2", "3", "4"])
  }

  @Test("What lists are is told by name, and members of groups become fields")
  func nested() throws {
    let reader = try ParquetLaneTests.reader("nested.arrows")
    #expect(reader.fields.map(\.name) == ["n", "pair.a", "pair.b.c"])
    #expect(
      reader.losses.map(\.description).sorted() == [
        "column 'list' holds lists or maps, which are not read",
        "column 'map' holds lists or maps, which are not read",
      ])
  }

  @Test("Columns that are not read are told by name, and those behind them have their own values")
  func oddKinds() throws {
    let reader = try LayerReader(
      Source(fixture("parquet/odd-kinds.arrows")).allowingLoss(true))
    #expect(reader.fields.map(\.name) == ["n", "t"])
    #expect(reader.losses.count == 9, "\(reader.losses)")
    var tally = Tally()
    let features = try #require(try reader.whole(&tally))
    #expect(features.columns[0].texts?.map { $0 } == ["7", nil, "9"])
    #expect(features.columns[1].texts?.map { $0 } == ["a", "b", nil])
  }

  @Test(
    "A stream with a byte changed or an end cut off is read or refused, and never ends the process")
  func damage() throws {
    try ParquetLaneTests.expectSoundness(
      of: [
        "plain.arrows", "lz4.arrows", "views.arrow", "dictionary.arrows", "points-separated.arrows",
      ])
  }
}
