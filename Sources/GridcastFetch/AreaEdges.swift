import GridcastBase

/// The edges of polygons, by which rectangles and points are told apart that lie within and without.
struct AreaEdges: Sendable {
  private struct Edge {
    let shape: Int
    let a: Point
    let b: Point
  }

  private let edges: [Edge]
  /// The box of all polygons.
  let box: Box

  /// Takes the rings of valid polygons.
  init(_ shapes: Shapes) {
    var edges: [Edge] = []
    for shape in 0..<shapes.count {
      for part in shapes.parts(of: shape)
      where [.exterior, .interior].contains(shapes.partKinds[part]) {
        let ring = shapes.points[shapes.vertices(ofPart: part)]
        for (a, b) in zip(ring, ring.dropFirst()) { edges.append(Edge(shape: shape, a: a, b: b)) }
      }
    }
    self.edges = edges
    box = Box(shapes.points)
  }

  /// The edges of a rectangle and those within it, to be handed from it to its parts.
  struct Part: Sendable {
    fileprivate let edges: [Int]
    /// Whether some of the rectangle is within the area.
    let isInside: Bool
    /// Whether all of it is.
    var isWhole: Bool { isInside && edges.isEmpty }
  }

  /// What of the area lies in a box; `part` is the same of a box around it.
  func part(in box: Box, of part: Part? = nil) -> Part {
    let candidates = part?.edges ?? Array(edges.indices)
    if part?.isWhole == true { return Part(edges: [], isInside: true) }
    let found = candidates.filter { Self.meets(edges[$0].a, edges[$0].b, box) }
    return Part(edges: found, isInside: !found.isEmpty || contains(box.center))
  }

  /// The rectangle around the area, cut into at least as many as are wanted that have some of the area within them.
  func firstRectangles(count: Int) -> [Rectangle] {
    var all = [Rectangle(around: box)]
    while all.count < count {
      let next = all.flatMap(\.quarters).filter { part(in: $0.box).isInside }
      guard next.count > all.count else { break }
      all = next
    }
    return all
  }

  /// Whether a point is within a polygon.
  func contains(_ point: Point) -> Bool {
    var odd = Set<Int>()
    for edge in edges where (edge.a.y > point.y) != (edge.b.y > point.y) {
      let t = (point.y - edge.a.y) / (edge.b.y - edge.a.y)
      if point.x < edge.a.x + t * (edge.b.x - edge.a.x) {
        odd.formSymmetricDifference([edge.shape])
      }
    }
    return !odd.isEmpty
  }

  /// Whether a segment has a point within a box: by the separating axes of both.
  private static func meets(_ a: Point, _ b: Point, _ box: Box) -> Bool {
    guard max(a.x, b.x) >= box.minX, min(a.x, b.x) <= box.maxX, max(a.y, b.y) >= box.minY,
      min(a.y, b.y) <= box.maxY
    else { return false }
    let dx = b.x - a.x
    let dy = b.y - a.y
    func side(_ x: Double, _ y: Double) -> Double { dx * (y - a.y) - dy * (x - a.x) }
    let sides = [
      side(box.minX, box.minY), side(box.minX, box.maxY), side(box.maxX, box.minY),
      side(box.maxX, box.maxY),
    ]
    return !(sides.allSatisfy { $0 > 0 } || sides.allSatisfy { $0 < 0 })
  }
}
