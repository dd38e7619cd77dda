package import GridcastBase
import GridcastGeo

extension HexagonLattice {
  /// The share of each hexagon that valid polygons cover, where those that overlap both count.
  ///
  /// - Parameters:
  ///   - area: The polygons.
  ///   - columns: The columns that are wanted.
  ///   - rows: The rows that are wanted.
  ///   - body: Receives the share that one ring adds to a hexagon, or takes from it.
  package func addShares(
    of area: Shapes, _ columns: ClosedRange<Int>, _ rows: ClosedRange<Int>,
    _ body: (_ tileX: Int, _ tileY: Int, _ share: Double) -> Void
  ) {
    for part in area.partKinds.indices
    where area.partKinds[part] == .exterior || area.partKinds[part] == .interior {
      let sign = area.partKinds[part] == .interior ? -1.0 : 1
      let ring = Array(area.points[area.vertices(ofPart: part)])
      guard let own = window(of: Box(ring)) else { continue }
      for row in own.rows.clamped(to: rows) {
        let corners = self.ring(x: 0, y: row)
        // Between the northern and the southern corners of the row.
        let strip = Self.clipped(
          Self.clipped(ring, leftOf: Point(x: 1, y: corners[0].y), Point(x: 0, y: corners[0].y)),
          leftOf: Point(x: 0, y: corners[3].y), Point(x: 1, y: corners[3].y))
        guard let across = window(of: Box(strip)) else { continue }
        for column in across.columns.clamped(to: columns) {
          let hexagon = self.ring(x: column, y: row)
          var piece = strip
          for (a, b) in zip(hexagon, hexagon.dropFirst()) where !piece.isEmpty {
            piece = Self.clipped(piece, leftOf: b, a)
          }
          let share = CellShares.area(of: piece) / self.area
          if share > 0 { body(column, row, sign * share) }
        }
      }
    }
  }

  /// Clips a ring to what lies left of a line.
  private static func clipped(_ ring: [Point], leftOf a: Point, _ b: Point) -> [Point] {
    CellShares.clipped(ring) { (b.x - a.x) * ($0.y - a.y) - (b.y - a.y) * ($0.x - a.x) }
  }
}

extension Fishnet {
  /// Makes a fishnet of hexagons over a study area: its grid counts their columns and rows, and where they
  /// lie the lattice tells.
  ///
  /// - Parameters:
  ///   - lattice: The hexagons.
  ///   - area: Valid polygons in the coordinate system of the hexagons.
  ///   - rule: Which hexagons belong to the area.
  ///   - coordinateSystem: The coordinate system.
  /// - Throws: `.badData` where the area has no hexagons, or too many.
  package init(
    _ lattice: HexagonLattice, over area: Shapes, rule: CellRule,
    in coordinateSystem: CoordinateSystem
  ) throws(GridcastError) {
    guard let window = lattice.window(of: Box(area.points)),
      Double(window.columns.count) * Double(window.rows.count) <= Grid.cellLimit / 8
    else {
      throw GridcastError(
        .badData, "study area",
        "hexagons of \(formatted(lattice.size, 3)) are too many for it: check the size and stray coordinates"
      )
    }
    let all = Grid(
      coordinateSystem: coordinateSystem, cellSize: lattice.size, west: window.columns.lowerBound,
      south: window.rows.lowerBound, columns: window.columns.count, rows: window.rows.count)
    var shares = Array(repeating: 0.0, count: all.count)
    lattice.addShares(of: area, window.columns, window.rows) { x, y, share in
      if let cell = all.cell(tileX: x, tileY: y) { shares[cell] += share }
    }
    var mask = shares.map { $0 > 1e-6 }
    if rule == .center {
      let index = try PolygonIndex(area)
      for cell in mask.indices where mask[cell] {
        let (x, y) = all.tile(of: cell)
        mask[cell] = !index.shapes(at: lattice.center(x: x, y: y)).isEmpty
      }
    }
    let used = mask.indices.filter { mask[$0] }.map(all.tile)
    guard let west = used.map(\.x).min(), let east = used.map(\.x).max(),
      let south = used.map(\.y).min(), let north = used.map(\.y).max()
    else {
      throw GridcastError(
        .badData, "study area",
        "no hexagon of \(formatted(lattice.size, 3)) belongs to it; use smaller ones, or the other cell rule"
      )
    }
    let grid = Grid(
      coordinateSystem: coordinateSystem, cellSize: lattice.size, west: west, south: south,
      columns: east - west + 1, rows: north - south + 1)
    self.init(
      grid: grid,
      mask: (0..<grid.count).map { cell in
        let (x, y) = grid.tile(of: cell)
        return all.cell(tileX: x, tileY: y).map { mask[$0] } ?? false
      })
  }
}
