import GridcastBase
import GridcastDraw
import Testing

/// Lines and rings for a map, held against shapely 2.2.0.
@Suite struct SimplifiedShapesTests {
  private func shapes(_ kind: Shapes.Kind, _ part: Shapes.PartKind, _ points: [(Double, Double)])
    -> Shapes
  {
    var shapes = Shapes()
    shapes.beginShape(kind)
    shapes.addPart(part, points.map { Point(x: $0.0, y: $0.1) })
    return shapes
  }
  private let everywhere = Box(minX: -1000, minY: -1000, maxX: 1000, maxY: 1000)

  @Test("Vertices that are not seen go: LineString(…).simplify(1.0, preserve_topology=False)")
  func thins() {
    let line = shapes(
      .line, .line,
      [(0, 0), (1, 0.1), (2, -0.1), (3, 5), (4, 6), (5, 7), (6, 8.1), (7, 9), (8, 9), (9, 9)])
    let drawn = line.simplified(within: everywhere, to: 1)
    #expect(drawn.map(\.isRing) == [false])
    #expect(
      drawn[0].points.map { [$0.x, $0.y] } == [[0, 0], [2, -0.1], [3, 5], [7, 9], [9, 9]])
  }

  @Test("An area is cut along the box: Polygon(…).intersection(box(0, 0, 10, 10)).area")
  func cuts() throws {
    let area = shapes(
      .polygon, .exterior, [(-5, 0), (5, 12), (15, 4), (8, -6), (4, 3), (-5, 0)])
    let box = Box(minX: 0, minY: 0, maxX: 10, maxY: 10)
    let ring = try #require(area.simplified(within: box, to: 1e-9).first)
    #expect(ring.isRing && ring.points.first == ring.points.last)
    let twice = zip(ring.points, ring.points.dropFirst()).reduce(0) {
      $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y
    }
    #expect(abs(abs(twice) / 2 - 79.5) < 1e-9)
    #expect(box.expanded(by: 1e-9).contains(Box(ring.points)))
  }

  @Test("A ring keeps its shape, what lies elsewhere goes, and a line is cut where it leaves")
  func parts() {
    let circle = (0...360).map { step -> (Double, Double) in
      let turn = Compass.step(bearing: Double(step))
      return (100 * turn.east, 100 * turn.north)
    }
    let ring = shapes(.polygon, .exterior, circle).simplified(within: everywhere, to: 1)
    #expect(ring.count == 1 && 15...40 ~= ring[0].points.count)
    let far = Box(minX: 500, minY: 500, maxX: 600, maxY: 600)
    #expect(shapes(.polygon, .exterior, circle).simplified(within: far, to: 1).isEmpty)
    let line = shapes(.line, .line, [(-9, 0), (0, 0), (9, 0), (90, 50), (9, 9), (-90, 9)])
    let near = Box(minX: -10, minY: -10, maxX: 10, maxY: 10)
    #expect(line.simplified(within: near, to: 0.1).map { $0.points.count } == [5])
    let leaving = shapes(.line, .line, [(0, 0), (50, 0), (50, 50), (0, 50), (0, 1)])
    #expect(leaving.simplified(within: near, to: 0.1).map { $0.points.count } == [2, 2])
  }
}
