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
}
