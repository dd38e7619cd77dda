import GridcastBase

/// The shapes of a block, feature by feature: an array of points as long as all are single ones in two
/// dimensions, as those of most layers of points are.
struct GatheredShapes {
  /// All shapes so far, where they are not points alone.
  var shapes = Shapes()
  private var points: [Point]?

  /// - Parameters:
  ///   - count: The number of shapes that will be added.
  ///   - arePoints: Whether all may be points.
  init(count: Int, arePoints: Bool) {
    guard arePoints else { return }
    var points: [Point] = []
    points.reserveCapacity(count)
    self.points = points
  }

  /// Whether all shapes so far are points.
  @inline(__always)
  var arePoints: Bool { points != nil }

  /// All shapes.
  func all() -> Shapes { points.map { Shapes(points: $0) } ?? shapes }

  /// Adds a point to points alone.
  @inline(__always)
  mutating func append(_ point: Point) { points?.append(point) }

  /// Adds the shape of a feature that has none.
  mutating func addNull() {
    leavePoints()
    shapes.addNull()
  }

  /// Makes room for shapes of other kinds.
  mutating func leavePoints() {
    guard let points else { return }
    shapes = Shapes(points: points)
    self.points = nil
  }
}
