package import GridcastBase
import GridcastGeo

/// One point for each feature where points are needed: the point itself, the middle of a line, or a
/// point on the surface of an area; a multi-point keeps all its points.
package struct RepresentativePoints: Sendable {
  /// The points.
  package private(set) var points: [Point] = []
  /// The index of each point's feature; empty where each feature has one point.
  private var owners: [Int] = []
  /// The number of features without coordinates.
  package private(set) var missingCount = 0

  /// Finds the points of all shapes.
  ///
  /// - Throws: `.notInstalled` where there are areas, and GEOS is not there.
  package init(of shapes: Shapes) throws(GridcastError) {
    if shapes.kinds.allSatisfy({ $0 == .point }), shapes.points.count == shapes.count,
      shapes.points.allSatisfy(\.isFinite)
    {
      points = shapes.points
      return
    }
    let hasAreas = shapes.kinds.contains { $0 == .polygon || $0 == .multiPolygon }
    let surfaces = hasAreas ? try shapes.pointsOnSurface() : []
    for index in 0..<shapes.count {
      let vertices = shapes.points[shapes.vertices(of: index)].filter(\.isFinite)
      guard let first = vertices.first else {
        missingCount += 1
        continue
      }
      switch shapes.kinds[index] {
      case .point, .multiPoint: for vertex in vertices { add(vertex, index) }
      case .line, .multiLine: add(Self.middle(of: shapes, index) ?? first, index)
      case .polygon, .multiPolygon: add(surfaces[index] ?? first, index)
      case .null, .collection: add(first, index)
      }
    }
  }

  /// The index of the feature that a point belongs to.
  package func owner(of point: Int) -> Int { owners.isEmpty ? point : owners[point] }

  private mutating func add(_ point: Point, _ owner: Int) {
    points.append(point)
    owners.append(owner)
  }

  /// The point at half the total length of all parts.
  private static func middle(of shapes: Shapes, _ index: Int) -> Point? {
    var segments: [(Point, Point, Double)] = []
    for part in shapes.parts(of: index) {
      let vertices = shapes.points[shapes.vertices(ofPart: part)]
      for (a, b) in zip(vertices, vertices.dropFirst()) where a.isFinite && b.isFinite {
        let dx = b.x - a.x
        let dy = b.y - a.y
        segments.append((a, b, (dx * dx + dy * dy).squareRoot()))
      }
    }
    var rest = segments.reduce(0) { $0 + $1.2 } / 2
    for (a, b, length) in segments {
      if rest <= length, length > 0 {
        let t = rest / length
        return Point(x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y))
      }
      rest -= length
    }
    return nil
  }
}
