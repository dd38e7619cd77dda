import GridcastBase

/// The cells of a grid that polygons overlap, found line by line: the time grows with the number of
/// vertices plus that of cells.
struct AreaCells {
  /// Whether the border of a polygon passes through each cell, beyond a millionth of its side.
  private(set) var isBorder: [Bool]
  /// Whether the centre of each cell lies inside a polygon; exact where no border passes.
  private(set) var isInside: [Bool]

  private let grid: Grid
  /// Because of rounding, an area that ends on an edge may seem to reach across it.
  private static let margin = 1e-6

  /// Where the border passes the line through the centres of a row.
  private struct Crossing {
    let row: Int32
    /// The first column whose centre lies beyond.
    let column: Int32
    /// 1 where the area begins there, seen from the west, and −1 where it ends.
    let step: Int32
  }

  /// Finds the cells of valid polygons, which may overlap each other.
  init(of area: Shapes, on grid: Grid) {
    self.grid = grid
    isBorder = Array(repeating: false, count: grid.count)
    isInside = Array(repeating: false, count: grid.count)
    var crossings: [Crossing] = []
    for part in area.partKinds.indices
    where area.partKinds[part] == .exterior || area.partKinds[part] == .interior {
      let ring = area.points[area.vertices(ofPart: part)].map(place)
      let isClockwise = Self.doubledArea(ring) < 0
      let sign: Int32 = (area.partKinds[part] == .interior) == isClockwise ? 1 : -1
      for (a, b) in zip(ring, ring.dropFirst() + ring.prefix(1)) {
        markBorder(from: a, to: b)
        addCrossings(from: a, to: b, sign, to: &crossings)
      }
    }
    fill(crossings)
  }

  /// A point in cells from the grid's south-western corner.
  private func place(_ point: Point) -> Point {
    let box = grid.box
    return Point(x: (point.x - box.minX) / grid.cellSize, y: (point.y - box.minY) / grid.cellSize)
  }

  private static func doubledArea(_ ring: [Point]) -> Double {
    guard let origin = ring.first else { return 0 }
    return zip(ring, ring.dropFirst() + ring.prefix(1)).reduce(0) { sum, edge in
      sum + (edge.0.x - origin.x) * (edge.1.y - origin.y)
        - (edge.1.x - origin.x) * (edge.0.y - origin.y)
    }
  }

  /// Marks the cells through which an edge passes.
  private mutating func markBorder(from a: Point, to b: Point) {
    let (low, high) = (min(a.y, b.y), max(a.y, b.y))
    let slope = b.y == a.y ? 0 : (b.x - a.x) / (b.y - a.y)
    for row in Self.cells(from: low, to: high, of: grid.rows) {
      let (south, north) = (Double(row) + Self.margin, Double(row + 1) - Self.margin)
      guard high > south, low < north else { continue }
      var (west, east) = (min(a.x, b.x), max(a.x, b.x))
      if b.y != a.y {
        let ends = [max(low, south), min(high, north)].map { a.x + ($0 - a.y) * slope }
        (west, east) = (max(west, min(ends[0], ends[1])), min(east, max(ends[0], ends[1])))
      }
      for column in Self.cells(from: west, to: east, of: grid.columns)
      where east > Double(column) + Self.margin && west < Double(column + 1) - Self.margin {
        isBorder[(grid.rows - 1 - row) * grid.columns + column] = true
      }
    }
  }

  private static func cells(from low: Double, to high: Double, of count: Int) -> Range<Int> {
    let first = Int(max(0, min(low, Double(count))))
    return first..<max(first, min(Int(max(high, -1)) + 1, count))
  }

  /// Adds where an edge passes the centre lines of rows; of two edges that meet on a line one counts.
  private func addCrossings(
    from a: Point, to b: Point, _ sign: Int32, to crossings: inout [Crossing]
  ) {
    let (start, end) = (firstLine(from: a.y), firstLine(from: b.y))
    guard start != end else { return }
    let slope = (b.x - a.x) / (b.y - a.y)
    for row in min(start, end)..<max(start, end) {
      let x = a.x + (Double(row) + 0.5 - a.y) * slope
      let column = max(0, min((x - 0.5).rounded(.down) + 1, Double(grid.columns)))
      crossings.append(
        Crossing(
          row: Int32(grid.rows - 1 - row), column: Int32(column), step: start < end ? -sign : sign))
    }
  }

  /// The southernmost row whose centre line does not lie south of a place.
  private func firstLine(from y: Double) -> Int {
    Int(max(0, min((y - 0.5).rounded(.up), Double(grid.rows))))
  }

  /// Fills what lies between crossings, where polygons begin and do not end.
  private mutating func fill(_ crossings: [Crossing]) {
    let crossings = crossings.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
    var depth: Int32 = 0
    for (index, crossing) in crossings.enumerated() {
      depth += crossing.step
      guard depth > 0, index + 1 < crossings.count, crossings[index + 1].row == crossing.row else {
        continue
      }
      let start = Int(crossing.row) * grid.columns
      for column in crossing.column..<crossings[index + 1].column {
        isInside[start + Int(column)] = true
      }
    }
  }
}
