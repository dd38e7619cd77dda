import Foundation
import GridcastBase
import GridcastGeo
import GridcastReproject
import Testing

/// GCJ-02 and BD-09 against numbers that other projects published.
@Suite struct ChinaOffsetTests {
  /// Metres between two positions in degrees, on a sphere, which serves for small distances.
  private func distance(_ a: Point, _ b: Point) -> Double {
    let x = (a.x - b.x) * cos(a.y * .pi / 180)
    let y = a.y - b.y
    return (x * x + y * y).squareRoot() * 111_320
  }

  private func system(_ name: String) throws -> CoordinateSystem {
    try .named(name == "wgs84" ? "EPSG:4326" : name)
  }

  @Test("Positions are those that other projects published")
  func agreesWithOthers() throws {
    let rows = try fixtureRows("china-published.csv")
    #expect(rows.count > 30)
    for row in rows {
      let numbers = row[2...6].compactMap { Double($0) }
      let moved = try Reprojection.project(
        [Point(x: numbers[0], y: numbers[1])], from: system(row[0]), to: system(row[1]))[0]
      let expected = Point(x: numbers[2], y: numbers[3])
      #expect(distance(moved, expected) < numbers[4], "\(row)")
    }
  }

  @Test("Places lie on the right side of the border")
  func knowsMainland() throws {
    let rows = try fixtureRows("china-places.csv")
    #expect(rows.count > 200)
    for row in rows {
      let place = Point(x: try #require(Double(row[1])), y: try #require(Double(row[2])))
      #expect(Mainland.contains(place) == (row[3] == "1"), "\(row[0])")
      let shift = distance(ChinaOffset.gcj02.shifted(place), place)
      #expect(row[3] == "1" ? 50...800 ~= shift : shift == 0, "\(row[0]): \(shift) m")
    }
  }

  @Test(
    "There and back is under a millimetre over all of mainland China",
    arguments: ChinaOffset.allCases)
  func roundTrip(offset: ChinaOffset) {
    var worst = 0.0
    var count = 0
    for column in 0..<650 {
      for row in 0..<380 {
        let place = Point(x: 73 + Double(column) * 0.0971, y: 17 + Double(row) * 0.0973)
        guard Mainland.contains(place) else { continue }
        count += 1
        worst = max(worst, distance(offset.restored(offset.shifted(place)), place))
      }
    }
    #expect(count > 90_000)
    #expect(worst < 0.001, "\(worst) m")
  }

  @Test("Systems with an offset are told apart, and by what a file says")
  func areSystems() throws {
    let gcj = try CoordinateSystem.named("gcj02")
    #expect(gcj.offset == .gcj02 && gcj.isGeographic && gcj.description == "GCJ-02")
    #expect(try CoordinateSystem.named("GCJ-02") == gcj)
    #expect(try CoordinateSystem.named("BD-09").offset == .bd09)
    #expect(try gcj != .named("EPSG:4326") && gcj != .named("bd09"))
    let esri =
      #"GEOGCS["GCS_GCJ-02",DATUM["D_GCJ-02",SPHEROID["WGS_1984",6378137.0,298.257223563]],"#
      + #"PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#
    #expect(try CoordinateSystem(esri).offset == .gcj02)
  }
}
