package import GridcastBase
import GridcastGeo

/// Shapes that lie over the edge of a map are cut there: in longitude and latitude at 180°, and on a cylinder
/// where it is cut open.
extension Reprojection {
  private static let atEdge: Sentence = "cut at the edge of the map"

  /// Cuts shapes before they are moved to a cylinder, where their own coordinates tell longitudes.
  func cutBefore(_ features: Features, _ tally: inout Tally) throws(GridcastError) -> Features {
    guard source.isPlainDegrees, source.definition != target.definition, let middle = cylinder,
      !features.shapes.areSinglePoints, reachesOver(Box(features.shapes.points), middle)
    else { return features }
    var features = features
    var shapes = features.shapes
    for index in shapes.points.indices { shapes.points[index].x -= middle }
    var (pieces, count) = try shapes.cutAtAntimeridian(.shorter)
    guard count > 0 else { return features }
    for index in pieces.points.indices {
      // PROJ takes the one edge of a map for the other.
      if middle != 0, abs(pieces.points[index].x) == 180 { pieces.points[index].x *= 1 - 1e-12 }
      pieces.points[index].x += middle
    }
    tellCut(of: features.shapes, into: pieces, &tally)
    features.shapes = pieces
    return features
  }

  /// Cuts shapes that have been moved, where an edge leads from one side of the map to the other.
  func cutAfter(
    _ moved: Features, from own: Box, _ tally: inout Tally
  ) throws(GridcastError) -> Features {
    guard !moved.shapes.areSinglePoints else { return moved }
    var moved = moved
    let box = Box(moved.shapes.points)
    if target.isPlainDegrees {
      guard source.isGeographic ? reachesOver(box) : box.width > 180 else { return moved }
      let (shapes, count) = try moved.shapes.cutAtAntimeridian(
        source.isGeographic ? .unwound : .jumping)
      moved.shapes = shapes
      tally.count("cut at 180° of longitude", of: "shape", plural: "shapes", count)
      return moved
    }
    // No map of less than 100 km is one of the Earth.
    guard let middle = cylinder, !source.isGeographic, isNarrow(own),
      box.width * target.metresPerUnit > 1e5
    else { return moved }
    let sides = try Self.project(
      [Point(x: middle - 90, y: 0), Point(x: middle + 90, y: 0)], from: .wgs84, to: target)
    let (center, half) = ((sides[0].x + sides[1].x) / 2, sides[1].x - sides[0].x)
    guard half.isFinite, box.width > half else { return moved }
    // As degrees; northings only so that a map that ends near the poles has its end far within 90°.
    var shapes = moved.shapes
    let (across, up) = (180 / half, 20 / half)
    for index in shapes.points.indices {
      let point = shapes.points[index]
      shapes.points[index] = Point(x: (point.x - center) * across, y: point.y * up)
    }
    var (pieces, count) = try shapes.cutAtAntimeridian(.jumping)
    guard count > 0 else { return moved }
    for index in pieces.points.indices {
      let point = pieces.points[index]
      pieces.points[index] = Point(x: point.x / across + center, y: point.y / up)
    }
    tellCut(of: moved.shapes, into: pieces, &tally)
    moved.shapes = pieces
    return moved
  }

  /// Whether nothing within a box in the source system can reach half round the Earth, so that what does so
  /// on the map has come over its edge.
  private func isNarrow(_ box: Box) -> Bool {
    source.middleOfCylinder == nil || box.width * source.metresPerUnit < 1.8e7
  }

  /// Counts the shapes that were cut, and not only turned so that they lie in one piece.
  private func tellCut(of shapes: Shapes, into pieces: Shapes, _ tally: inout Tally) {
    let count = (0..<shapes.count).count { pieces.parts(of: $0).count > shapes.parts(of: $0).count }
    tally.count(Self.atEdge, of: "shape", plural: "shapes", count)
  }

  /// Whether shapes within a box in the source system may be cut.
  package func mayCut(within box: Box) throws(GridcastError) -> Bool {
    guard !box.isEmpty, target.isPlainDegrees || cylinder != nil else { return false }
    if let middle = cylinder {
      return reachesOver(Box(try degrees(box.outline())), middle)
    }
    if source.isGeographic { return reachesOver(Box(try project(box.outline()))) }
    return Box(try project(box.outline())).width > 180
  }

  /// Whether a box in degrees goes on beyond 180° of longitude.
  private func reachesOver(_ box: Box) -> Bool {
    [-180.0, 180].contains { box.minX < $0 && $0 < box.maxX }
  }

  /// Whether a box in degrees goes on beyond the edge of a map with another meridian in the middle, or so far
  /// that a shape within may.
  private func reachesOver(_ box: Box, _ middle: Double) -> Bool {
    box.width > 180 || box.minX < middle - 180 || middle + 180 < box.maxX
  }
}
