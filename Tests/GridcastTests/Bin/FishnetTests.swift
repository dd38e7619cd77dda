import Foundation
import GridcastBase
import GridcastBin
import GridcastGeo
import Testing

@Suite struct FishnetTests {
  private func rectangle(_ box: Box) -> Shapes {
    var shapes = Shapes()
    shapes.beginShape(.polygon)
    shapes.addPart(.exterior, box.ring)
    return shapes
  }

  static let areas: [(Box, CellRule, Int)] = [
    // On the cells' own edges: neighbours that only touch do not belong.
    (Box(minX: 1000, minY: 2000, maxX: 4000, maxY: 4000), .overlap, 6),
    (Box(minX: 1000, minY: 2000, maxX: 4000, maxY: 4000), .center, 6),
    // Nor do they where rounding makes the area reach a hair across.
    (Box(minX: 1000 - 1e-7, minY: 2000, maxX: 4000 + 1e-7, maxY: 4000 + 1e-7), .overlap, 6),
    (Box(minX: 999, minY: 1999, maxX: 4001, maxY: 4001), .overlap, 20),
    (Box(minX: 999, minY: 1999, maxX: 4001, maxY: 4001), .center, 6),
    (Box(minX: 1400, minY: 2400, maxX: 1600, maxY: 2600), .center, 1),
  ]

  @Test("The cells of a study area follow the rule", arguments: areas)
  func followsTheRule(box: Box, rule: CellRule, count: Int) throws {
    let fishnet = try Fishnet(
      over: rectangle(box), cellSize: 1000, rule: rule, in: CoordinateSystem("EPSG:32649"))
    #expect(fishnet.cells.count == count)
  }

  @Test("An area that no cell belongs to is refused")
  func refusesNothing() throws {
    let error = thrown {
      _ = try Fishnet(
        over: rectangle(Box(minX: 100, minY: 100, maxX: 200, maxY: 200)), cellSize: 1000,
        rule: .center, in: CoordinateSystem("EPSG:32649"))
    }
    #expect(error?.kind == .badData)
  }

  /// A wavy ring; the corners are those of the Python below.
  private static func star(
    _ x: Double, _ y: Double, _ radius: Double, waves: Double, _ count: Int
  ) -> [Point] {
    (0..<count).map { index in
      let angle = 2 * Double.pi * Double(index) / Double(count)
      let reach = radius * (1 + 0.3 * sin(waves * angle))
      return Point(x: x + reach * cos(angle), y: y + reach * sin(angle))
    }
  }

  private static let (x, y) = (300_000.0, 3_800_000.0)
  private static let wavy = star(x, y, 10_000, waves: 7, 500)
  private static let hole = star(x + 500, y, 3000, waves: 5, 100)

  /// Polygons as rings, with the numbers of cells of 700, 1,000 and 4,300 m by each rule.
  ///
  /// By Shapely 2.2.0 with GEOS 3.14.1, cell by cell: `any(p.intersects(w) and not p.touches(w) for p in ps)`
  /// and `any(p.covers(w.centroid) for p in ps)`, w being `box(c*size, r*size, (c+1)*size, (r+1)*size)`.
  static let shaped: [(name: String, polygons: [[[Point]]], overlap: [Int], center: [Int])] = [
    ("a star with a hole", [[wavy, hole.reversed()]], [729, 387, 35], [611, 290, 17]),
    ("the same, clockwise", [[wavy.reversed(), hole]], [729, 387, 35], [611, 290, 17]),
    (
      "two that overlap",
      [[star(x, y, 6000, waves: 3, 90)], [star(x + 4000, y + 1000, 6000, waves: 4, 80)]],
      [418, 219, 18], [360, 171, 10]
    ),
    (
      "an island in a hole",
      [
        [star(x, y, 9000, waves: 2, 60), star(x, y, 5000, waves: 2, 60).reversed()],
        [star(x, y, 2500, waves: 2, 60)],
      ], [518, 270, 27], [419, 204, 13]
    ),
    (
      "a sliver",
      [
        [
          [
            Point(x: x - 9000, y: y - 4000), Point(x: x + 9000, y: y + 5000),
            Point(x: x + 9000, y: y + 5000.5),
          ]
        ]
      ], [40, 27, 7], [0, 0, 0]
    ),
  ]

  @Test("Areas of many corners, with holes and overlaps, have the cells that GEOS finds one by one")
  func followsShapes() throws {
    let system = try CoordinateSystem("EPSG:32649")
    for (name, polygons, overlap, center) in Self.shaped {
      var shapes = Shapes()
      for rings in polygons {
        shapes.beginShape(.polygon)
        for (index, ring) in rings.enumerated() {
          shapes.addPart(index == 0 ? .exterior : .interior, ring + ring.prefix(1))
        }
      }
      for (index, size) in [700.0, 1000, 4300].enumerated() {
        for (rule, counts) in [(CellRule.overlap, overlap), (.center, center)] {
          let count =
            (try? Fishnet(over: shapes, cellSize: size, rule: rule, in: system).cells.count) ?? 0
          #expect(count == counts[index], "\(name), \(size) m, \(rule)")
        }
      }
    }
  }
}
