import Foundation
import GridcastBase
import GridcastGeo
import GridcastReproject
import Testing

/// Where points lie close together they are moved by polynomials, which must be PROJ's own results.
@Suite struct FittedProjectionTests {
  /// From, to, a corner of where points lie, and how far they spread.
  static let moves: [(String, String, Point, Double)] = [
    ("EPSG:4326", "EPSG:32649", Point(x: 109.2, y: 34.3), 0.6),
    ("EPSG:4326", "EPSG:32649", Point(x: 110.5, y: 34.7), 2.5),
    ("EPSG:32649", "EPSG:4326", Point(x: 300_000, y: 3_790_000), 150_000),
    ("EPSG:4326", "EPSG:3857", Point(x: -0.4, y: 51.3), 0.9),
    ("EPSG:4326", "EPSG:3413", Point(x: -45.5, y: 80.5), 3),
    ("EPSG:4326", "EPSG:2154", Point(x: 2.1, y: 48.6), 1.2),
    ("EPSG:4490", "EPSG:4547", Point(x: 113.1, y: 22.5), 1),
    ("EPSG:4547", "EPSG:32649", Point(x: 450_000, y: 2_500_000), 90_000),
    ("EPSG:4326", "EPSG:27700", Point(x: -1.2, y: 51.2), 1),
    ("EPSG:4267", "EPSG:26915", Point(x: -93.4, y: 44.8), 1),
    ("EPSG:4326", "EPSG:32601", Point(x: 179.2, y: 60.1), 1.6),
    ("EPSG:4326", "EPSG:4978", Point(x: 10, y: 50), 1),
    ("EPSG:4326", "EPSG:3031", Point(x: -10, y: -89.9), 0.2),
  ]

  @Test("A polynomial is off by no more than a thousandth of a millimetre", arguments: moves)
  func isExact(from: String, to: String, corner: Point, spread: Double) throws {
    guard let target = try? CoordinateSystem(to) else { return }
    let source = try CoordinateSystem(from)
    var state: UInt64 = 1
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    var points = (0..<20_000).map { _ in
      Point(x: corner.x + spread * uniform(), y: corner.y + spread * uniform())
    }
    points[77] = Point(x: .nan, y: 1)
    let reprojection = Reprojection(from: source, to: target)
    func moved(_ points: ArraySlice<Point>) throws -> [Point] {
      var tally = Tally()
      let features = Features(shapes: Shapes(points: Array(points)), coordinateSystem: source)
      let moved = try reprojection.move(features, &tally)
      #expect(tally.droppedCount == 0)
      return moved.shapes.points
    }
    // So few points PROJ moves itself; and what it then says of its choice must not mislead.
    let byPROJ = try stride(from: 0, to: points.count, by: 500).flatMap { start in
      try moved(points[start..<start + 500])
    }
    let together = try moved(points[...])
    var worst = 0.0
    for (a, b) in zip(together, byPROJ) {
      #expect(a.isFinite == b.isFinite)
      if a.isFinite { worst = max(worst, abs(a.x - b.x), abs(a.y - b.y)) }
    }
    #expect(worst * target.metresPerUnit <= 1e-6, "off by \(worst * target.metresPerUnit) m")
  }

  @Test("A point becomes the same, whatever other points stand beside it in a block")
  func doesNotDependOnItsPlace() throws {
    let target = try CoordinateSystem("EPSG:32649")
    let points = (0..<4099).map { Point(x: 109.2 + Double($0) * 1e-4, y: 34.5) }
    let all = try Reprojection.project(points, from: .wgs84, to: target)
    let without = try Reprojection.project(Array(points.dropFirst(3)), from: .wgs84, to: target)
    #expect(Array(all.dropFirst(3)) == without)
  }
}
