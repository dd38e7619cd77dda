import Foundation
import Testing

/// The spatial indices that Gridcast writes, as GDAL searches them.
@Suite struct SpatialIndexTests {
  /// Places all over a box, the same in each run.
  private static func places(_ count: Int) -> [(x: Double, y: Double)] {
    (0..<count).map { index in
      let (across, up) = (index * 7919 % 10_007, index * 104_729 % 9_001)
      return (Double(across) / 100 - 50, Double(up) / 100 - 20)
    }
  }

  @Test(
    "GDAL finds by the index what lies in a box", arguments: ["fgb", "gpkg"],
    [1, 15, 16, 17, 257, 5000])
  func finds(ending: String, count: Int) throws {
    let places = Self.places(count)
    let folder = try TemporaryFolder()
    let rows = places.enumerated().map { "\($0),\($1.x),\($1.y)\n" }
    _ = try folder.file("p.csv", "number,lon,lat\n" + rows.joined())
    let result = try gridcast("convert", "p.csv", "-o", "x.\(ending)", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    for (west, south, east, north) in [
      (-60.0, -60.0, 60.0, 80.0), (-10, 0, 3, 12), (20, -20, 20.5, 70), (60, 0, 61, 1),
    ] {
      let found = try run(
        "ogrinfo",
        [
          "-q", "x.\(ending)", "x", "-geom=NO", "-spat", "\(west)", "\(south)", "\(east)",
          "\(north)",
        ], in: folder.path)
      let numbers = found.output.split(separator: "\n").filter { $0.contains("number (") }
        .compactMap { $0.split(separator: "= ").last.flatMap { Int($0) } }
      let expected = places.indices.filter {
        west...east ~= places[$0].x && south...north ~= places[$0].y
      }
      #expect(numbers.sorted() == expected)
    }
  }
}
