internal import CGEOS
package import GridcastBase

/// What the longitudes of a shape tell of the way between two vertices.
package enum Winding: Sendable {
  /// They jump where the way leads across 180°: between two vertices more than 180° apart it does, as that
  /// is the shorter one.
  case jumping
  /// They go on beyond 180°, and alone tell where a shape lies.
  case unwound
  /// As where they jump, but for an edge that goes once round the Earth, and for one along a parallel up to
  /// 350°, which is the border of a box that was drawn so wide.
  case shorter

  /// How far the way between two places leads in truth beyond the difference of their longitudes.
  package func turn(from first: Point, to second: Point) -> Double {
    let width = second.x - first.x
    switch self {
    case .jumping: return abs(width) > 180 ? -(width / 360).rounded() * 360 : 0
    case .unwound: return 0
    case .shorter:
      let least = first.y == second.y ? 350.0 : 180
      return least < abs(width) && abs(width) < 359.999 ? width < 0 ? 360 : -360 : 0
    }
  }
}

extension Shapes {
  /// The shapes in degrees with those cut in two that cross 180° of longitude, and how many these
  /// are.
  ///
  /// What is no shape in degrees, or no area, stays as it is.
  ///
  /// - Throws: `.notInstalled` where GEOS, which cuts areas, is not there.
  package func cutAtAntimeridian(_ winding: Winding) throws(GridcastError) -> (
    shapes: Shapes, count: Int
  ) {
    var crossing = (0..<count).map { shape in
      guard Self.world.contains(box(of: shape)) else { return false }
      return parts(of: shape).contains { part in
        guard partKinds[part] != .points else { return false }
        let vertices = vertices(ofPart: part)
        if winding != .jumping {
          let box = Box(points[vertices])
          if [-180.0, 180].contains(where: { box.minX < $0 && $0 < box.maxX }) { return true }
          guard winding == .shorter, box.width > 180 else { return false }
        }
        return zip(points[vertices], points[vertices].dropFirst()).contains {
          winding.turn(from: $0, to: $1) != 0
        }
      }
    }
    guard crossing.contains(true) else { return (self, 0) }
    let context = try GEOSContext()
    var result = Shapes()
    for index in 0..<count {
      var pieces = Shapes()
      if crossing[index] {
        crossing[index] = cut(index, winding: winding, into: &pieces, context)
      }
      result.append(crossing[index] ? pieces : shape(index))
    }
    return (result, crossing.count { $0 })
  }

  /// Turns what lies beyond 180° of longitude to where it is on a map from −180° to 180°.
  ///
  /// Shapes must have been cut at 180°.
  ///
  /// - Returns: How many shapes were turned.
  package mutating func turnWithin180() -> Int {
    let box = Box(points)
    guard box.maxX > 180 || box.minX < -180 else { return 0 }
    var count = 0
    for shape in 0..<self.count {
      var isTurned = false
      for part in parts(of: shape) {
        let vertices = vertices(ofPart: part)
        let groups = partKinds[part] == .points ? vertices.map { $0..<$0 + 1 } : [vertices]
        for group in groups {
          let reach = Box(points[group])
          guard reach.maxX > 180 || reach.minX < -180 else { continue }
          let turn = ((reach.center.x + 180) / 360).rounded(.down) * 360
          for vertex in group { points[vertex].x -= turn }
          isTurned = true
        }
      }
      if isTurned { count += 1 }
    }
    return count
  }

  /// Longitudes up to two turns round the Earth.
  private static let world = Box(minX: -720, minY: -91, maxX: 720, maxY: 91)

  /// Cuts one shape; false where GEOS cannot.
  private func cut(
    _ shape: Int, winding: Winding, into result: inout Shapes, _ context: borrowing GEOSContext
  ) -> Bool {
    let multiple: [Kind: Kind] = [.line: .multiLine, .polygon: .multiPolygon]
    result.beginShape(multiple[kinds[shape]] ?? kinds[shape])
    var rings: [(kind: PartKind, ring: Strand)] = []
    var isCut = true
    func flush() {
      if !rings.isEmpty, !Self.cut(rings, into: &result, context) { isCut = false }
      rings = []
    }
    for part in parts(of: shape) {
      let strand = Strand(part, of: self, winding: winding)
      switch partKinds[part] {
      case .points:
        flush()
        result.beginPart(.points)
        let range = vertices(ofPart: part)
        result.add(
          points[range], z: hasZ ? Array(z[range]) : [], m: hasM ? Array(m[range]) : [])
      case .line:
        flush()
        for piece in strand.pieces() { piece.add(to: &result, .line) }
      case .exterior:
        flush()
        rings.append((.exterior, strand.closedAroundPole()))
      case .interior:
        rings.append((.interior, strand.beside(rings.first?.ring)))
      }
    }
    flush()
    return isCut
  }

  /// Cuts one polygon, whose rings are unwound, at each odd multiple of 180°; false where GEOS cannot.
  private static func cut(
    _ rings: [(kind: PartKind, ring: Strand)], into result: inout Shapes,
    _ context: borrowing GEOSContext
  ) -> Bool {
    var whole = Shapes()
    whole.beginShape(.polygon)
    for (kind, ring) in rings { whole.addPart(kind, ring.points) }
    let handle = unsafe context.handle
    var polygon = unsafe context.polygons(of: 0, in: whole)
    defer { unsafe GEOSGeom_destroy_r(handle, polygon) }
    if let given = unsafe polygon, unsafe GEOSisValid_r(handle, given) != 1 {
      unsafe polygon = GEOSMakeValid_r(handle, given)
      unsafe GEOSGeom_destroy_r(handle, given)
    }
    guard unsafe polygon != nil else { return false }
    var pieces = Shapes()
    pieces.beginShape(.multiPolygon)
    let box = Box(whole.points)
    let turns = Int(((box.minX + 180) / 360).rounded(.down))
    for turn in turns...max(turns, Int(((box.maxX + 180) / 360).rounded(.down))) {
      let west = Double(turn) * 360 - 180
      var window = Shapes()
      window.beginShape(.polygon)
      window.addPart(.exterior, Box(minX: west, minY: -91, maxX: west + 360, maxY: 91).ring)
      let frame = unsafe context.polygons(of: 0, in: window)
      defer { unsafe GEOSGeom_destroy_r(handle, frame) }
      let piece = unsafe GEOSIntersection_r(handle, polygon, frame)
      defer { unsafe GEOSGeom_destroy_r(handle, piece) }
      guard unsafe piece != nil else { return false }
      var found = Shapes()
      found.beginShape(.multiPolygon)
      unsafe context.addPolygons(of: piece, to: &found)
      for part in found.parts(of: 0) {
        pieces.addPart(
          found.partKinds[part],
          found.points[found.vertices(ofPart: part)].map {
            Point(x: $0.x - Double(turn) * 360, y: $0.y)
          })
      }
    }
    // Round a pole, the pieces lie side by side where the ring begins and ends.
    if box.width > 360 - 1e-9, let apart = unsafe context.polygons(of: 0, in: pieces) {
      let joined = unsafe GEOSUnaryUnion_r(handle, apart)
      pieces = Shapes()
      pieces.beginShape(.multiPolygon)
      unsafe context.addPolygons(of: joined, to: &pieces)
      unsafe GEOSGeom_destroy_r(handle, joined)
      unsafe GEOSGeom_destroy_r(handle, apart)
    }
    let strands = rings.map(\.ring)
    for part in pieces.parts(of: 0) {
      let points = Array(pieces.points[pieces.vertices(ofPart: part)])
      let hasValues = strands.contains { !$0.z.isEmpty || !$0.m.isEmpty }
      let values = hasValues ? points.map { Strand.values(at: $0, on: strands) } : []
      Strand(
        points: points, z: strands[0].z.isEmpty ? [] : values.map(\.z),
        m: strands[0].m.isEmpty ? [] : values.map(\.m)
      ).add(to: &result, pieces.partKinds[part])
    }
    return true
  }
}

/// A line or ring in degrees whose longitudes go on beyond 180° rather than jump.
private struct Strand {
  var points: [Point]
  var z: [Double]
  var m: [Double]

  init(points: [Point], z: [Double], m: [Double]) {
    (self.points, self.z, self.m) = (points, z, m)
  }

  init(_ part: Int, of shapes: Shapes, winding: Winding) {
    let range = shapes.vertices(ofPart: part)
    points = []
    var turn = 0.0
    for vertex in range {
      let point = shapes.points[vertex]
      if let before = range.first.flatMap({ $0 < vertex ? shapes.points[vertex - 1] : nil }) {
        turn += winding.turn(from: before, to: point)
      }
      points.append(Point(x: point.x + turn, y: point.y))
    }
    z = shapes.hasZ ? Array(shapes.z[range]) : []
    m = shapes.hasM ? Array(shapes.m[range]) : []
  }

  /// A ring that goes round a pole is closed along the edge of the map.
  func closedAroundPole() -> Strand {
    guard let first = points.first, let last = points.last, abs(last.x - first.x) > 180 else {
      return self
    }
    var closed = self
    let pole = points.reduce(0) { $0 + $1.y } < 0 ? -90.0 : 90
    closed.points += [Point(x: last.x, y: pole), Point(x: first.x, y: pole), first]
    if let end = z.last, let start = z.first { closed.z += [end, start, start] }
    if let end = m.last, let start = m.first { closed.m += [end, start, start] }
    return closed
  }

  /// The ring turned to where another is, which goes round it.
  func beside(_ outer: Strand?) -> Strand {
    guard let outer else { return self }
    let (around, own) = (Box(outer.points), Box(points))
    let turn = [0, 360.0, -360].first { turn in
      own.minX + turn >= around.minX - 1e-9 && own.maxX + turn <= around.maxX + 1e-9
    }
    var moved = self
    moved.points = points.map { Point(x: $0.x + (turn ?? 0), y: $0.y) }
    return moved
  }

  /// The pieces of a line between odd multiples of 180°, each turned back.
  func pieces() -> [Strand] {
    var pieces: [Strand] = []
    var piece = Strand(points: [], z: [], m: [])
    func side(_ x: Double) -> Double { ((x + 180) / 360).rounded(.down) }
    func close(_ turn: Double) {
      if piece.points.count > 1 {
        piece.points = piece.points.map { Point(x: $0.x - turn * 360, y: $0.y) }
        pieces.append(piece)
      }
      piece = Strand(points: [], z: [], m: [])
    }
    func append(_ point: Point, _ a: Int, _ b: Int, _ step: Double) {
      piece.points.append(point)
      if !z.isEmpty { piece.z.append(z[a] + step * (z[b] - z[a])) }
      if !m.isEmpty { piece.m.append(m[a] + step * (m[b] - m[a])) }
    }
    for index in points.indices {
      let point = points[index]
      if index > 0 {
        let before = points[index - 1]
        let (from, to) = (side(before.x), side(point.x))
        if from != to {
          let edge = max(from, to) * 360 - 180
          let step = (edge - before.x) / (point.x - before.x)
          let crossing = Point(x: edge, y: before.y + step * (point.y - before.y))
          if crossing != before { append(crossing, index - 1, index, step) }
          close(from)
          if crossing != point { append(crossing, index - 1, index, step) }
        }
      }
      append(point, index, index, 0)
    }
    if let last = points.last { close(side(last.x)) }
    return pieces
  }

  func add(to shapes: inout Shapes, _ kind: Shapes.PartKind) {
    shapes.beginPart(kind)
    shapes.add(points, z: z, m: m)
  }

  /// The height and measure at a vertex of rings, or at the edge that runs nearest to it.
  static func values(at point: Point, on rings: [Strand]) -> (z: Double, m: Double) {
    var best = (distance: Double.infinity, z: Double.nan, m: Double.nan)
    for ring in rings where !ring.z.isEmpty || !ring.m.isEmpty {
      for index in ring.points.indices.dropLast() {
        let (a, b) = (ring.points[index], ring.points[index + 1])
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let length = dx * dx + dy * dy
        // The rings may be unwound, and the point is not.
        let middle = (a.x + b.x) / 2
        let x = middle + (point.x - middle).remainder(dividingBy: 360)
        let step =
          length == 0
          ? 0 : min(max(((x - a.x) * dx + (point.y - a.y) * dy) / length, 0), 1)
        let (offX, offY) = (a.x + step * dx - x, a.y + step * dy - point.y)
        let distance = offX * offX + offY * offY
        guard distance < best.distance else { continue }
        func between(_ values: [Double]) -> Double {
          values.isEmpty ? .nan : values[index] + step * (values[index + 1] - values[index])
        }
        best = (distance, between(ring.z), between(ring.m))
      }
    }
    return (best.z, best.m)
  }
}
