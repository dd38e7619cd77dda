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

  @Test(
    "A stream with a byte changed or an end cut off is read or refused, and never ends the process")
  func damage() throws {
    try ParquetLaneTests.expectSoundness(
      of: [
        "plain.arrows", "lz4.arrows", "views.arrow", "dictionary.arrows", "points-separated.arrows",
      ])
  }
}
