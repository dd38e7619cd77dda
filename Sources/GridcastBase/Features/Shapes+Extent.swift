extension Shapes {
  /// Whether a shape has a point in common with a box; a shape without vertices has none.
  package func touches(_ box: Box, _ shape: Int) -> Bool {
    let all = vertices(of: shape)
    var own = Box.empty
    for vertex in all {
      if box.contains(points[vertex]) { return true }
      own.add(points[vertex])
    }
    guard !own.isEmpty, own.minX <= box.maxX, own.maxX >= box.minX, own.minY <= box.maxY,
      own.maxY >= box.minY
    else { return false }
    var isAround = false
    for part in parts(of: shape) where partKinds[part] != .points {
      let range = vertices(ofPart: part)
      for vertex in range.dropFirst() {
        let a = points[vertex - 1]
        let b = points[vertex]
        if Self.crosses(box, from: a, to: b) { return true }
        if partKinds[part] != .line, Self.isPassed(a, b, by: Point(x: box.minX, y: box.minY)) {
          isAround.toggle()
        }
      }
    }
    return isAround
  }

  /// Whether the segment between two points outside of a box crosses it (Liang and Barsky 1984).
  private static func crosses(_ box: Box, from a: Point, to b: Point) -> Bool {
    var entry = 0.0
    var exit = 1.0
    for (delta, low, high) in [
      (b.x - a.x, box.minX - a.x, box.maxX - a.x), (b.y - a.y, box.minY - a.y, box.maxY - a.y),
    ] {
      if delta == 0 {
        if low > 0 || high < 0 { return false }
      } else {
        entry = max(entry, min(low / delta, high / delta))
        exit = min(exit, max(low / delta, high / delta))
      }
    }
    return entry <= exit
  }

  /// Whether a ray from a point eastwards crosses the segment between two others.
  private static func isPassed(_ a: Point, _ b: Point, by point: Point) -> Bool {
    guard (a.y > point.y) != (b.y > point.y) else { return false }
    return point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x
  }
}
