import GridcastBase
import GridcastFormats
import GridcastGeo
import GridcastJobs
import Testing

/// Which shapes touch an extent, in particular those without a vertex in it.
@Suite struct FeatureSieveTests {
  /// Vertices of a line, and whether it touches the square from (0, 0) to (10, 10).
  static let lines: [(line: [(Double, Double)], touches: Bool)] = [
    ([(-5, 5), (15, 5)], true), ([(5, -5), (5, 15)], true), ([(-5, -5), (15, 15)], true),
    ([(-5, 5), (5, -5)], true), ([(-5, 2), (5, 15)], true),
    // Along a side, and through a corner only.
    ([(-5, 0), (15, 0)], true), ([(-5, 5), (5, 15)], true), ([(-1, 1), (1, -1)], true),
    // Around a corner, though the boxes overlap.
    ([(-5, 4), (4, -5)], false), ([(6, 15), (15, 6)], false), ([(-5, 11), (11, 27)], false),
    // Past it, or ending before it.
    ([(-5, 11), (15, 11)], false), ([(-5, 5), (-1, 5)], false), ([(11, 5), (15, 5)], false),
    // In the second of three pieces.
    ([(-5, 20), (-5, 5), (15, 5), (15, 20)], true),
    ([(-5, 20), (-5, -5), (15, -5), (15, 20)], false),
  ]

  private func passes(_ shapes: Shapes) throws -> Bool {
    var sieve = FeatureSieve(extent: Box(minX: 0, minY: 0, maxX: 10, maxY: 10), limit: nil)
    var tally = Tally()
    let features = Features(shapes: shapes, coordinateSystem: .wgs84)
    let count = sieve.pass(features, &tally).count
    #expect(tally.dropped(FeatureSieve.outside) == 1 - count)
    return count == 1
  }

  @Test("A line without a vertex inside passes where it crosses", arguments: lines)
  func crossing(_ row: (line: [(Double, Double)], touches: Bool)) throws {
    for line in [row.line, row.line.reversed()] {
      let text = line.map { "[\($0.0),\($0.1)]" }.joined(separator: ",")
      let shape = try shape("LineString", "[\(text)]")
      #expect(try passes(shape) == row.touches, "\(line)")
    }
  }

  @Test("An area passes where it lies around the extent, not where the extent lies in its hole")
  func around() throws {
    let ring = "[[-20,-20],[30,-20],[30,30],[-20,30],[-20,-20]]"
    let hole = "[[-1,-1],[-1,11],[11,11],[11,-1],[-1,-1]]"
    #expect(try passes(try shape("Polygon", "[\(ring)]")))
    #expect(try !passes(try shape("Polygon", "[\(ring),\(hole)]")))
    // As a line the same ring is nowhere near.
    #expect(try !passes(try shape("LineString", ring)))
  }

  private func shape(_ type: String, _ coordinates: String) throws -> Shapes {
    let folder = try TemporaryFolder()
    let file = try folder.file(
      "a.geojson",
      #"{"type":"Feature","properties":{},"geometry":{"type":"\#(type)","coordinates":\#(coordinates)}}"#
    )
    return try readAll(Source(file)).shapes
  }
}
