import GridcastBase

/// Joins the ways of a relation to polygons with holes, as GDAL does.
///
/// One vertex decides whether a ring lies within another; a ring within a hole is a polygon again.
struct OSMRings {
  private struct Ring {
    let vertices: [Point]
    let box: Box
    let area: Double
    var isTop = true
    /// The index of the ring in which this one is a hole.
    var outer = -1
  }

  private var rings: [Ring]
  /// Whether all ways are part of a ring that is closed.
  let areClosed: Bool

  init(of ways: [[Point]]) {
    var rings = ways.filter { $0.first == $0.last }
    let open = ways.filter { $0.first != $0.last }
    let joined = Self.joined(open)
    areClosed = joined.allSatisfy { $0.first == $0.last }
    rings += joined
    // A ring without an area is neither a polygon nor a hole.
    rings.removeAll { $0.count < 4 || $0.map(OSMLocation.init).areOnOneLine }
    self.rings = rings.map { Ring(vertices: $0, box: Box($0), area: Self.area(of: $0)) }
  }

  /// Joins ways at their ends to rings, sorted by the size of their boxes, largest first.
  private static func joined(_ ways: [[Point]]) -> [[Point]] {
    var rest = ways
    var rings: [[Point]] = []
    while !rest.isEmpty {
      var ring = rest.removeFirst()
      while ring.first != ring.last,
        let next = rest.firstIndex(where: { $0.first == ring.last || $0.last == ring.last })
      {
        let way = rest.remove(at: next)
        // Where both ends fit, GDAL reverses the way.
        if way.last == ring.last {
          ring += way.reversed().dropFirst()
        } else {
          ring += way.dropFirst()
        }
      }
      rings.append(ring)
    }
    var largest: Int?
    var most = 0.0
    for (index, ring) in rings.enumerated() {
      let box = Box(ring)
      let size = (box.maxX - box.minX) * (box.maxY - box.minY)
      if size > most { (largest, most) = (index, size) }
    }
    guard let largest else { return [] }
    return [rings.remove(at: largest)] + rings
  }

  /// Adds the polygons as one shape; false where there are none.
  ///
  /// - Throws: Where rings are so similar that their order depends on chance.
  mutating func add(to shapes: inout Shapes) throws(Declined) -> Bool {
    guard !rings.isEmpty else { return false }
    try nest()
    shapes.beginShape(.multiPolygon)
    for index in rings.indices where rings[index].isTop {
      shapes.addPart(.exterior, rings[index].vertices)
      for hole in rings where !hole.isTop && hole.outer == index {
        shapes.addPart(.interior, hole.vertices)
      }
    }
    return true
  }

  /// Finds the smallest ring that contains each ring.
  private mutating func nest() throws(Declined) {
    // GDAL's sorting keeps the order of equal rings where they are few, but not where they are
    // many.
    let order = rings.indices.sorted {
      (rings[$1].area, $0) < (rings[$0].area, $1)
    }
    if rings.count > 16 {
      for (a, b) in zip(order, order.dropFirst()) where rings[a].area == rings[b].area {
        guard !rings[a].box.holds(rings[b].box), !rings[b].box.holds(rings[a].box) else {
          throw Declined("a relation has rings of one size in one place")
        }
      }
    }
    for rank in order.indices.dropFirst() {
      let ring = order[rank]
      guard
        let outer = order[..<rank].last(where: {
          rings[$0].box.holds(rings[ring].box)
            && Self.lies(rings[ring].vertices, within: rings[$0].vertices)
        })
      else { continue }
      if rings[outer].isTop {
        rings[ring].isTop = false
        rings[ring].outer = outer
      }
    }
  }

  private static func lies(_ ring: [Point], within outer: [Point]) -> Bool {
    guard isOnBoundary(ring[0], of: outer) else { return isInside(ring[0], outer) }
    var previous = ring[0]
    for vertex in ring.dropFirst() where vertex != previous {
      if !isOnBoundary(vertex, of: outer) { return isInside(vertex, outer) }
      previous = vertex
    }
    // All vertices lie on the boundary, so the midpoints of edges decide.
    previous = ring[0]
    for vertex in ring.dropFirst() where vertex != previous {
      let middle = Point(x: (vertex.x + previous.x) / 2, y: (vertex.y + previous.y) / 2)
      if !isOnBoundary(middle, of: outer) { return isInside(middle, outer) }
      previous = vertex
    }
    return false
  }

  private static func isInside(_ point: Point, _ ring: [Point]) -> Bool {
    var isInside = false
    var x2 = ring[0].x - point.x
    var y2 = ring[0].y - point.y
    for vertex in ring.dropFirst() {
      let x1 = vertex.x - point.x
      let y1 = vertex.y - point.y
      if (y1 > 0) != (y2 > 0), 0 < (x1 * y2 - x2 * y1) / (y2 - y1) { isInside.toggle() }
      (x2, y2) = (x1, y1)
    }
    return isInside
  }

  private static func isOnBoundary(_ point: Point, of ring: [Point]) -> Bool {
    var previous = ring[0]
    for vertex in ring.dropFirst() {
      let dx1 = point.x - vertex.x
      let dy1 = point.y - vertex.y
      let dx2 = point.x - previous.x
      let dy2 = point.y - previous.y
      if dx1 * dy2 - dx2 * dy1 == 0, vertex != previous {
        let dx = vertex.x - previous.x
        let dy = vertex.y - previous.y
        let along = dx2 * dx + dy2 * dy
        if along >= 0, along <= dx * dx + dy * dy { return true }
      }
      previous = vertex
    }
    return false
  }

  private static func area(of ring: [Point]) -> Double {
    guard ring.count >= 2 else { return 0 }
    var sum = ring[0].x * (ring[1].y - ring[ring.count - 1].y)
    for index in 1..<ring.count - 1 {
      sum += ring[index].x * (ring[index + 1].y - ring[index - 1].y)
    }
    sum += ring[ring.count - 1].x * (ring[0].y - ring[ring.count - 2].y)
    return 0.5 * abs(sum)
  }
}

extension Box {
  fileprivate func holds(_ other: Box) -> Bool {
    minX <= other.minX && maxX >= other.maxX && minY <= other.minY && maxY >= other.maxY
  }
}
