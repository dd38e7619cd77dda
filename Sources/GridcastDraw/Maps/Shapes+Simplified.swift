package import GridcastBase

extension Shapes {
  /// The lines and rings within a box, with no more vertices than are seen.
  ///
  /// Areas are cut along the box (Sutherland and Hodgman, 1974, "Reentrant Polygon Clipping"), lines before the
  /// first and after the last vertex outside of it; then vertices go that lie nearer to the line without
  /// them than the tolerance (Douglas and Peucker, 1973). Points are not among them.
  ///
  /// - Parameters:
  ///   - box: The box.
  ///   - tolerance: The greatest distance of a vertex that goes, in map units.
  /// - Returns: The vertices of each line or ring, whose last vertex is its first.
  package func simplified(within box: Box, to tolerance: Double) -> [(
    isRing: Bool, points: [Point]
  )] {
    var lines: [(isRing: Bool, points: [Point])] = []
    for shape in 0..<count {
      for part in parts(of: shape) where partKinds[part] != .points {
        let vertices = points[vertices(ofPart: part)].filter(\.isFinite)
        guard Box(vertices).intersects(box) else { continue }
        if partKinds[part] == .line {
          for piece in Self.pieces(of: vertices, within: box) {
            lines.append((false, Self.thinned(piece, to: tolerance)))
          }
        } else {
          let ring = Self.cut(vertices, to: box)
          guard ring.count > 3 else { continue }
          // The line between the ends of a ring is no line: both halves are thinned, from the vertex farthest away.
          let far =
            ring.indices.max {
              Self.squared(ring[0], ring[$0]) < Self.squared(ring[0], ring[$1])
            } ?? 0
          let halves = [Array(ring[...far]), Array(ring[far...])]
          let thin = halves.map { Self.thinned($0, to: tolerance) }
          lines.append((true, thin[0].dropLast() + thin[1]))
        }
      }
    }
    return lines
  }

  private static func squared(_ a: Point, _ b: Point) -> Double {
    (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
  }

  /// The runs of a line that lie in a box, each with the vertices before and after it.
  private static func pieces(of line: [Point], within box: Box) -> [[Point]] {
    var pieces: [[Point]] = []
    var piece: [Point] = []
    for (a, b) in zip(line, line.dropFirst()) {
      guard Box([a, b]).intersects(box) else {
        if !piece.isEmpty { pieces.append(piece) }
        piece = []
        continue
      }
      if piece.isEmpty { piece.append(a) }
      piece.append(b)
    }
    return piece.isEmpty ? pieces : pieces + [piece]
  }

  /// What of a ring lies in a box, closed.
  private static func cut(_ ring: [Point], to box: Box) -> [Point] {
    if box.contains(Box(ring)) { return ring }
    var ring = ring.first == ring.last ? Array(ring.dropLast()) : ring
    // One side of the box after the other.
    let sides: [(KeyPath<Point, Double>, Double, sign: Double)] = [
      (\.x, box.minX, 1), (\.x, box.maxX, -1), (\.y, box.minY, 1), (\.y, box.maxY, -1),
    ]
    for (axis, limit, sign) in sides {
      var kept: [Point] = []
      for index in ring.indices {
        let (a, b) = (ring[(index + ring.count - 1) % ring.count], ring[index])
        let (ofA, ofB) = (sign * (a[keyPath: axis] - limit), sign * (b[keyPath: axis] - limit))
        if (ofA < 0) != (ofB < 0) {
          let share = ofA / (ofA - ofB)
          kept.append(Point(x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y)))
        }
        if ofB >= 0 { kept.append(b) }
      }
      ring = kept
    }
    return ring.isEmpty ? [] : ring + [ring[0]]
  }

  private static func thinned(_ line: [Point], to tolerance: Double) -> [Point] {
    guard line.count > 2 else { return line }
    var isKept = [Bool](repeating: false, count: line.count)
    isKept[0] = true
    isKept[line.count - 1] = true
    var open = [(0, line.count - 1)]
    while let (first, last) = open.popLast() {
      guard last > first + 1 else { continue }
      let (a, b) = (line[first], line[last])
      let length = squared(a, b)
      var farthest = (index: first, distance: 0.0)
      for index in first + 1..<last {
        let point = line[index]
        let along =
          length > 0
          ? ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / length : 0
        let share = min(max(along, 0), 1)
        let foot = Point(x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y))
        let distance = squared(point, foot)
        if distance > farthest.distance { farthest = (index, distance) }
      }
      guard farthest.distance > tolerance * tolerance else { continue }
      isKept[farthest.index] = true
      open += [(first, farthest.index), (farthest.index, last)]
    }
    return line.indices.filter { isKept[$0] }.map { line[$0] }
  }
}
