import GridcastBase
import GridcastGeo
import Testing

@Suite struct GridTests {
  private func grid(_ size: Double, west: Int, south: Int, columns: Int = 10, rows: Int = 10) throws
    -> Grid
  {
    Grid(
      coordinateSystem: try CoordinateSystem("EPSG:32649"), cellSize: size, west: west,
      south: south,
      columns: columns, rows: rows)
  }

  static let places: [(Double, Double, Int?)] = [
    // On an edge a point belongs to the cell east or north of it.
    (0, 0, 90), (999.999, 999.999, 90), (1000, 0, 91), (0, 1000, 80), (9999.9, 9999.9, 9),
    (10_000, 0, nil), (0, 10_000, nil), (-0.001, 0, nil), (0, -0.001, nil), (.nan, 5, nil),
    (.infinity, 5, nil),
  ]

  @Test("A point falls in exactly the cell that the rule names", arguments: places)
  func cellRule(x: Double, y: Double, cell: Int?) throws {
    #expect(try grid(1000, west: 0, south: 0).cell(at: Point(x: x, y: y)) == cell)
  }

  /// 0.29 / 0.01 is 28.999…, and 29 · 0.01 is 0.29: the edges decide.
  @Test(
    "The rule holds for sizes that are not whole", arguments: [0.01, 0.1, 0.3, 1.0 / 3, 328.084])
  func fractionalSizes(size: Double) throws {
    let grid = try grid(size, west: 0, south: 0, columns: 1000, rows: 1)
    for column in 0..<1000 {
      let edge = Double(column) * size
      #expect(grid.cell(at: Point(x: edge, y: 0)) == column)
      if column > 0 { #expect(grid.cell(at: Point(x: edge.nextDown, y: 0)) == column - 1) }
    }
  }

  @Test("Every cell holds its own corner and centre")
  func cellsHoldTheirOwn() throws {
    let grid = try grid(250, west: -3, south: -7, columns: 6, rows: 9)
    for cell in 0..<grid.count {
      let box = grid.box(of: cell)
      #expect(grid.cell(at: box.center) == cell)
      #expect(grid.cell(at: Point(x: box.minX, y: box.minY)) == cell)
    }
  }

  @Test("Two grids over different extents line up")
  func lineUp() throws {
    let system = try CoordinateSystem("EPSG:32649")
    let a = try Grid(
      covering: Box(minX: 1234, minY: 5678, maxX: 9000, maxY: 9000), cellSize: 500, in: system)
    let b = try Grid(
      covering: Box(minX: -777, minY: 100, maxX: 20_000, maxY: 30_000), cellSize: 500, in: system)
    let point = Point(x: 4321, y: 8765)
    let first = try #require(a.cell(at: point))
    let second = try #require(b.cell(at: point))
    #expect(a.name(of: first) == b.name(of: second))
    #expect(a.box(of: first) == b.box(of: second))
  }

  static let names: [(Double, Int, Int, String)] = [
    (1000, 520, 3800, "1kmN3800E520"), (100, 43_214, 26_891, "100mN26891E43214"),
    (500, 8640, 53_780, "500mN268900E43200"), (10_000, 43, 26, "10kmN26E43"),
    (250, 17, 9, "250mN225E425"),
  ]

  @Test("A cell is named as INSPIRE names it", arguments: names)
  func cellNames(size: Double, west: Int, south: Int, name: String) throws {
    #expect(try grid(size, west: west, south: south, columns: 1, rows: 1).name(of: 0) == name)
  }

  @Test(
    "Cells in feet or degrees are not named as metres",
    arguments: [
      ("EPSG:3435", 1000.0, "1000N3E4"), ("EPSG:4326", 1.0, "1N3E4"),
    ])
  func otherUnits(system: String, size: Double, name: String) throws {
    let grid = Grid(
      coordinateSystem: try CoordinateSystem(system), cellSize: size, west: 4, south: 3, columns: 1,
      rows: 1)
    #expect(grid.name(of: 0) == name)
  }

  @Test("Cells beyond all measure are refused with a way out")
  func refusesTooMany() throws {
    let error = thrown {
      _ = try Grid(
        covering: Box(minX: 0, minY: 0, maxX: 1e9, maxY: 1e9), cellSize: 1,
        in: try CoordinateSystem("EPSG:32649"))
    }
    #expect(error?.kind == .badData)
    #expect(error?.reason.contains("limit the area") ?? false)
  }
}
