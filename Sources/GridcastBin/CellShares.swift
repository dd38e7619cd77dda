import GridcastBase

/// The exact shares of lines and polygons in the cells of a tiling.
enum CellShares {
  /// The length of a line in each cell that it crosses.
  static func lengths(
    of vertices: some BidirectionalCollection<Point>, cellSize: Double,
    _ body: (_ tileX: Int, _ tileY: Int, _ length: Double) -> Void
  ) {
    for (a, b) in zip(vertices, vertices.dropFirst()) where a.isFinite && b.isFinite {
      let dx = b.x - a.x
      let dy = b.y - a.y
      let length = (dx * dx + dy * dy).squareRoot()
      guard length > 0 else { continue }
      // A segment is cut at all edges between cells, so that each piece lies in one cell.
      let cuts =
        (crossings(from: a.x, by: dx, size: cellSize)
        + crossings(from: a.y, by: dy, size: cellSize) + [0, 1]).sorted()
      for (from, to) in zip(cuts, cuts.dropFirst()) where to > from {
        let middle = (from + to) / 2
        let (x, y) = Grid.tile(
          Point(x: a.x + middle * dx, y: a.y + middle * dy), cellSize: cellSize,
          anchor: Point(x: 0, y: 0))
        body(Int(x), Int(y), (to - from) * length)
      }
    }
  }

  private static func crossings(from start: Double, by delta: Double, size: Double) -> [Double] {
    guard delta != 0 else { return [] }
    let first = (min(start, start + delta) / size).rounded(.down) + 1
    let last = (max(start, start + delta) / size).rounded(.up) - 1
    guard first <= last else { return [] }
    return stride(from: first, through: last, by: 1).map { ($0 * size - start) / delta }
      .filter { $0 > 0 && $0 < 1 }
  }

  /// The area of a ring in each cell that it covers, always positive.
  ///
  /// The ring is clipped to smaller and smaller windows of cells (Sutherland and Hodgman, CACM 17,
  /// 1974) until it fills the window or that is one cell; the bridges that this leaves in concave rings
  /// have no area.
  ///
  /// - Parameters:
  ///   - ring: The ring, in coordinates from the corner of cell (0, 0).
  ///   - cellSize: The side of a cell.
  ///   - limits: The columns and rows of the tiling that are wanted; nil for all.
  ///   - body: Receives the area in each cell.
  static func areas(
    of ring: [Point], cellSize: Double,
    within limits: (columns: Range<Int>, rows: Range<Int>)? = nil,
    _ body: (_ tileX: Int, _ tileY: Int, _ area: Double) -> Void
  ) {
    let box = Box(ring)
    guard ring.count >= 3, !box.isEmpty else { return }
    var ring = ring
    var columns = Int(Grid.tile(box.minX, cellSize))..<Int(Grid.tile(box.maxX, cellSize)) + 1
    var rows = Int(Grid.tile(box.minY, cellSize))..<Int(Grid.tile(box.maxY, cellSize)) + 1
    if let limits {
      ring = clip(ring, to: limits.columns, from: &columns, (.west, .east), cellSize)
      ring = clip(ring, to: limits.rows, from: &rows, (.south, .north), cellSize)
    }

    func split(_ ring: [Point], columns: Range<Int>, rows: Range<Int>) {
      guard ring.count >= 3, !columns.isEmpty, !rows.isEmpty else { return }
      let area = abs(signedArea(ring))
      guard area > 0 else { return }
      if columns.count == 1 && rows.count == 1 {
        body(columns.lowerBound, rows.lowerBound, area)
      } else if fills(ring, area, columns, rows, cellSize) {
        for row in rows { for column in columns { body(column, row, cellSize * cellSize) } }
      } else if columns.count >= rows.count {
        let middle = columns.lowerBound + columns.count / 2
        let edge = Double(middle) * cellSize
        let (west, east) = (columns.lowerBound..<middle, middle..<columns.upperBound)
        split(clip(ring, .west, of: edge), columns: west, rows: rows)
        split(clip(ring, .east, of: edge), columns: east, rows: rows)
      } else {
        let middle = rows.lowerBound + rows.count / 2
        let edge = Double(middle) * cellSize
        let (south, north) = (rows.lowerBound..<middle, middle..<rows.upperBound)
        split(clip(ring, .south, of: edge), columns: columns, rows: south)
        split(clip(ring, .north, of: edge), columns: columns, rows: north)
      }
    }
    split(ring, columns: columns, rows: rows)
  }

  /// Whether a ring that was clipped to a window of cells runs along its edges only, around all of it.
  private static func fills(
    _ ring: [Point], _ area: Double, _ columns: Range<Int>, _ rows: Range<Int>, _ cellSize: Double
  ) -> Bool {
    let (west, east) = (
      Double(columns.lowerBound) * cellSize, Double(columns.upperBound) * cellSize
    )
    let (south, north) = (Double(rows.lowerBound) * cellSize, Double(rows.upperBound) * cellSize)
    // Beyond what rounding takes from the area there is nothing that a ring along the edges could leave out.
    guard area >= (east - west) * (north - south) * (1 - 1e-12) else { return false }
    return ring.allSatisfy { $0.x == west || $0.x == east || $0.y == south || $0.y == north }
  }

  /// The side of an edge between cells that is kept.
  private enum Side {
    case west, east, south, north
  }

  /// Clips a ring to those of its columns or rows that are wanted.
  private static func clip(
    _ ring: [Point], to limits: Range<Int>, from own: inout Range<Int>, _ sides: (Side, Side),
    _ cellSize: Double
  ) -> [Point] {
    var ring = ring
    if own.lowerBound < limits.lowerBound {
      ring = clip(ring, sides.1, of: Double(limits.lowerBound) * cellSize)
    }
    if own.upperBound > limits.upperBound {
      ring = clip(ring, sides.0, of: Double(limits.upperBound) * cellSize)
    }
    own = own.clamped(to: limits)
    return ring
  }

  /// Clips a ring to one side of an edge, which belongs to both.
  private static func clip(_ ring: [Point], _ side: Side, of edge: Double) -> [Point] {
    // On the edge itself, whatever rounding says.
    switch side {
    case .west:
      clipped(ring) {
        edge - $0.x
      } onto: {
        $0.x = edge
      }
    case .east:
      clipped(ring) {
        $0.x - edge
      } onto: {
        $0.x = edge
      }
    case .south:
      clipped(ring) {
        edge - $0.y
      } onto: {
        $0.y = edge
      }
    case .north:
      clipped(ring) {
        $0.y - edge
      } onto: {
        $0.y = edge
      }
    }
  }

  /// Clips a ring to where a distance from a line is not below 0 (Sutherland and Hodgman, CACM 17, 1974).
  ///
  /// - Parameters:
  ///   - ring: The corners.
  ///   - distance: The distance of a point from the line, above 0 within.
  ///   - onto: Moves a corner that the line makes onto the line.
  /// - Returns: The corners of what is left.
  @inline(__always)
  static func clipped(
    _ ring: [Point], _ distance: (Point) -> Double, onto: (inout Point) -> Void = { _ in }
  ) -> [Point] {
    var result: [Point] = []
    guard var previous = ring.last else { return [] }
    var before = distance(previous)
    for point in ring {
      let now = distance(point)
      if (before < 0) != (now < 0) {
        let t = before / (before - now)
        var cut = Point(
          x: previous.x + t * (point.x - previous.x), y: previous.y + t * (point.y - previous.y))
        onto(&cut)
        result.append(cut)
      }
      if now >= 0 { result.append(point) }
      previous = point
      before = now
    }
    return result
  }

  /// The area of a ring, always positive; 0 of fewer than three points.
  static func area(of ring: [Point]) -> Double { ring.count < 3 ? 0 : abs(signedArea(ring)) }

  /// The signed area, computed relative to the first corner so that large coordinates do not lose
  /// digits.
  private static func signedArea(_ ring: [Point]) -> Double {
    let origin = ring[0]
    var sum = 0.0
    for (a, b) in zip(ring, ring.dropFirst()) {
      sum += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y)
    }
    return sum / 2
  }
}
