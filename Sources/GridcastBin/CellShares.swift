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
  /// 1974); the bridges that this leaves in concave rings have no area.
  static func areas(
    of ring: [Point], cellSize: Double,
    _ body: (_ tileX: Int, _ tileY: Int, _ area: Double) -> Void
  ) {
    let box = Box(ring)
    guard ring.count >= 3, !box.isEmpty else { return }
    let west = Int(Grid.tile(box.minX, cellSize))
    let east = Int(Grid.tile(box.maxX, cellSize))
    let south = Int(Grid.tile(box.minY, cellSize))
    let north = Int(Grid.tile(box.maxY, cellSize))

    func split(_ ring: [Point], columns: Range<Int>, rows: Range<Int>) {
      guard ring.count >= 3 else { return }
      if columns.count == 1 && rows.count == 1 {
        let area = abs(signedArea(ring))
        if area > 0 { body(columns.lowerBound, rows.lowerBound, area) }
      } else if columns.count >= rows.count {
        let middle = columns.lowerBound + columns.count / 2
        let edge = Double(middle) * cellSize
        split(clip(ring) { edge - $0.x }, columns: columns.lowerBound..<middle, rows: rows)
        split(clip(ring) { $0.x - edge }, columns: middle..<columns.upperBound, rows: rows)
      } else {
        let middle = rows.lowerBound + rows.count / 2
        let edge = Double(middle) * cellSize
        split(clip(ring) { edge - $0.y }, columns: columns, rows: rows.lowerBound..<middle)
        split(clip(ring) { $0.y - edge }, columns: columns, rows: middle..<rows.upperBound)
      }
    }
    split(ring, columns: west..<east + 1, rows: south..<north + 1)
  }

  /// Clips a ring to the side where the distance is not negative.
  private static func clip(_ ring: [Point], _ distance: (Point) -> Double) -> [Point] {
    var result: [Point] = []
    guard var previous = ring.last else { return [] }
    var before = distance(previous)
    for point in ring {
      let now = distance(point)
      if (before < 0) != (now < 0) {
        let t = before / (before - now)
        result.append(
          Point(
            x: previous.x + t * (point.x - previous.x), y: previous.y + t * (point.y - previous.y)))
      }
      if now >= 0 { result.append(point) }
      previous = point
      before = now
    }
    return result
  }

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
