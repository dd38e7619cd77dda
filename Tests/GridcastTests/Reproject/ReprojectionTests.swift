import GridcastBase
import GridcastGeo
import GridcastReproject
import Testing

@Suite struct ReprojectionTests {
  private func move(_ points: [Point], to code: String) throws -> (Features, Tally) {
    let reprojection = try Reprojection(from: .wgs84, to: CoordinateSystem(code))
    var tally = Tally()
    let features = Features(shapes: Shapes(points: points), coordinateSystem: .wgs84)
    return (try reprojection.move(features, &tally), tally)
  }

  static let guarded: [(Double, Double, Sentence?)] = [
    (117, 30, nil), (113, 30, nil), (126, 30, nil), (117, -5, nil),
    // PROJ gives all of these plausible numbers.
    (-63, 30, Reprojection.tooFar), (9.5, 47, Reprojection.tooFar), (0, 0, Reprojection.tooFar),
    (117, -60, Reprojection.tooFar), (145, 30, Reprojection.tooFar),
    // 19° from the meridian lengths are 5.6 % too long at the equator, and 4.2 % at 30°.
    (136, 2, Reprojection.tooFar), (136, 30, nil), (127, 30, nil),
    (30, 117, Reprojection.notDegrees), (500_000, 4_000_000, Reprojection.notDegrees),
  ]

  @Test("A point far outside the zone is not projected in silence", arguments: guarded)
  func guardsTheZone(longitude: Double, latitude: Double, reason: Sentence?) throws {
    let (moved, tally) = try move([Point(x: longitude, y: latitude)], to: "EPSG:32650")
    #expect(moved.count == (reason == nil ? 1 : 0))
    #expect(tally.dropped.map(\.reason) == (reason.map { [$0] } ?? []))
  }

  /// A zone beside the antimeridian, and longitudes on the other side of it, near and far.
  static let beyond: [(String, Double, Bool)] = [
    ("EPSG:32660", -179.5, true), ("EPSG:32660", 180.5, true), ("EPSG:32660", -173, true),
    ("EPSG:32660", -150, false),
    ("EPSG:32601", 179.5, true), ("EPSG:32601", -180.5, true), ("EPSG:32601", 173, true),
    ("EPSG:32601", 150, false),
  ]

  @Test("Across the antimeridian a point is as near as it is", arguments: beyond)
  func crossesTheAntimeridian(code: String, longitude: Double, isNear: Bool) throws {
    let (moved, _) = try move([Point(x: longitude, y: 30)], to: code)
    #expect(moved.count == (isNear ? 1 : 0))
  }

  @Test("Features without coordinates stay, and order is kept")
  func keepsOrder() throws {
    var shapes = Shapes()
    shapes.addPoint(Point(x: 117, y: 30))
    shapes.addNull()
    shapes.addPoint(Point(x: -63, y: 30))
    shapes.addPoint(Point(x: 118, y: 31))
    let features = Features(
      shapes: shapes, columns: [Column(Field("id", .integer), .integers([1, 2, 3, 4]))],
      coordinateSystem: .wgs84)
    var tally = Tally()
    let moved = try Reprojection(from: .wgs84, to: CoordinateSystem("EPSG:32650")).move(
      features, &tally)
    #expect(moved.columns[0].values == .integers([1, 2, 4]))
    #expect(moved.shapes.kinds == [.point, .null, .point])
  }

  @Test("The far edge of an extent over two zones is warned of with its error of scale")
  func warnsBeyondTheZone() throws {
    let reprojection = try Reprojection(from: .wgs84, to: CoordinateSystem("EPSG:32650"))
    let inside = Box(minX: 115, minY: 30, maxX: 119, maxY: 31)
    let beyond = Box(minX: 115, minY: 30, maxX: 123, maxY: 31)
    #expect(try reprojection.warning(over: inside) == nil)
    // k = 0.9996·(1 + (Δλ·cos φ)²/2) at Δλ = 6°, φ = 30.5°: 1.0037.
    #expect(try reprojection.warning(over: beyond)?.contains("0.37 % too long") ?? false)
    // Of what is refused anyway no scale is told.
    let far = Box(minX: 115, minY: 30, maxX: 160, maxY: 31)
    #expect(try reprojection.warning(over: far) == nil)
    // CGCS2000's axes are northing and easting; k = 1 + (4.5°·cos 34.5°)²/2 = 1.0021.
    let gauss = try Reprojection(from: .wgs84, to: CoordinateSystem("EPSG:4547"))
    let linwei = Box(minX: 109.5, minY: 34.4, maxX: 113, maxY: 34.6)
    #expect(try gauss.warning(over: linwei)?.contains("0.21 % too long") ?? false)
  }

  @Test("The zone is that of most data, whatever strays")
  func zoneResistsStrayPoints() throws {
    var survey = Survey()
    let points = (0..<100).map { Point(x: 109 + Double($0) / 100, y: 34.5) }
    survey.add(
      Features(
        shapes: Shapes(points: points + [Point(x: 0, y: 0), Point(x: -170, y: -80)]),
        coordinateSystem: .wgs84))
    #expect(survey.utmZone?.code == "EPSG:32649")
    // Nor is it the first or the last zone in which there is something.
    let east = (0..<30).map { Point(x: 120 + Double($0), y: 10) }
    survey.add(Features(shapes: Shapes(points: east), coordinateSystem: .wgs84))
    #expect(survey.utmZone?.code == "EPSG:32649")
    let west = (0..<30).map { Point(x: 20 + Double($0), y: 10) }
    survey.add(Features(shapes: Shapes(points: west), coordinateSystem: .wgs84))
    #expect(survey.utmZone?.code == "EPSG:32649")
  }

  @Test("A move that is decided over all points makes equal points equal in whichever batches")
  func decidesForAll() throws {
    let target = try CoordinateSystem("EPSG:32649")
    let points = (0..<5000).map { Point(x: 109.2 + Double($0) * 1e-4, y: 34.5) }
    let undecided = Reprojection(from: .wgs84, to: target)
    func moved(_ points: [Point], _ move: Reprojection) throws -> [Point] {
      var tally = Tally()
      let features = Features(shapes: Shapes(points: points), coordinateSystem: .wgs84)
      return try move.move(features, &tally).shapes.points
    }
    // So few that PROJ would be asked, or so many that a polynomial would serve, left to themselves.
    let few = points.indices.filter { $0 % 100 == 7 }
    func some(_ all: [Point]) -> [Point] { few.map { all[$0] } }
    let dense = undecided.decided(over: Box(points), count: points.count)
    #expect(try moved(some(points), dense) == some(try moved(points, dense)))
    let sparse = undecided.decided(over: Box(points), count: few.count)
    #expect(try moved(some(points), sparse) == some(try moved(points, sparse)))
    // Else this would show nothing.
    #expect(try moved(some(points), dense) != moved(some(points), sparse))
  }
}
