package import GridcastBase
import GridcastGeo

extension Reprojection {
  /// The greatest distance, in metres, between an edge as it is given and the straight one to which
  /// it is moved.
  private static let tolerance = 0.1
  /// The number of pieces into which one edge is cut at most.
  private static let mostPieces = 4096.0

  /// Transforms features as `move` does, with vertices added along edges so long that a straight line
  /// between their moved ends would leave them.
  package func moveEdges(_ features: Features, _ tally: inout Tally) throws(GridcastError)
    -> Features
  {
    guard source.definition != target.definition else { return try move(features, &tally) }
    var features = try cutBefore(features, &tally)
    features.shapes = try densified(features.shapes)
    return try move(features, &tally)
  }

  private func densified(_ shapes: Shapes) throws(GridcastError) -> Shapes {
    // The arc of an edge of 500 m rises by some millimetres.
    let least = source.isGeographic ? 0.005 : 500 / source.metresPerUnit
    var edges: [Int] = []
    shapes.forEachEdge { first in
      let (a, b) = (shapes.points[first], shapes.points[first + 1])
      if max(abs(b.x - a.x), abs(b.y - a.y)) > least { edges.append(first) }
    }
    guard !edges.isEmpty else { return shapes }
    let steps = [0, 0.25, 0.5, 0.75, 1]
    // To a map of a part of the Earth, a long edge may lead over 180° of longitude.
    let turns =
      source.isPlainDegrees && !target.isGeographic && (target.areaOfUse?.width ?? 360) < 180
    let moved = try project(
      edges.flatMap { edge in steps.map { shapes.point(at: $0, after: edge, turns: turns) } })
    var pieces: [Int: Int] = [:]
    for (index, edge) in edges.enumerated() {
      let places = moved[(index * steps.count)..<((index + 1) * steps.count)]
      guard let first = places.first, let last = places.last, places.allSatisfy(\.isFinite) else {
        continue
      }
      // Across 180° of longitude an edge is cut, not bent.
      if target.isGeographic, abs(last.x - first.x) > 180 { continue }
      let rise =
        zip(places, steps).map { place, step in
          let (dx, dy) = (
            place.x - first.x - step * (last.x - first.x),
            place.y - first.y - step * (last.y - first.y)
          )
          return (dx * dx + dy * dy).squareRoot() * target.metresPerUnit
        }.max() ?? 0
      // Cut into n pieces, an arc rises by the square of n less.
      let count = min((rise / Self.tolerance).squareRoot().rounded(.up), Self.mostPieces)
      if count > 1 { pieces[edge] = Int(count) }
    }
    return pieces.isEmpty ? shapes : shapes.withEdges(cutInto: pieces, turns: turns)
  }
}

extension Shapes {
  /// Calls for each edge of lines and rings with the index of its first vertex.
  fileprivate func forEachEdge(_ body: (Int) -> Void) {
    guard !areSinglePoints else { return }
    for (part, kind) in partKinds.enumerated() where kind != .points {
      for vertex in vertices(ofPart: part).dropLast() { body(vertex) }
    }
  }

  /// The point that divides the edge after a vertex, which leads over 180° of longitude where it
  /// `turns` and that is shorter.
  fileprivate func point(at step: Double, after vertex: Int, turns: Bool) -> Point {
    let a = points[vertex]
    var b = points[vertex + 1]
    if step == 1 { return b }
    if turns { b.x += Winding.shorter.turn(from: a, to: b) }
    return Point(x: a.x + step * (b.x - a.x), y: a.y + step * (b.y - a.y))
  }

  /// The shapes with edges, known by their first vertices, cut into equal pieces.
  fileprivate func withEdges(cutInto pieces: [Int: Int], turns: Bool) -> Shapes {
    var result = Shapes()
    for shape in 0..<count {
      result.beginShape(kinds[shape])
      for part in parts(of: shape) {
        result.beginPart(partKinds[part])
        var (points, z, m): ([Point], [Double], [Double]) = ([], [], [])
        let range = vertices(ofPart: part)
        for vertex in range {
          let count = vertex + 1 < range.upperBound ? pieces[vertex] ?? 1 : 1
          for piece in 0..<count {
            let step = Double(piece) / Double(count)
            points.append(
              piece == 0 ? self.points[vertex] : point(at: step, after: vertex, turns: turns))
            func between(_ values: [Double]) -> Double {
              piece == 0
                ? values[vertex] : values[vertex] + step * (values[vertex + 1] - values[vertex])
            }
            if hasZ { z.append(between(self.z)) }
            if hasM { m.append(between(self.m)) }
          }
        }
        result.add(points, z: z, m: m)
      }
    }
    return result
  }
}
