/// A rectangle along the axes, which is empty until a point is added.
public struct Box: BitwiseCopyable, Sendable, Hashable {
  /// The western edge.
  public var minX: Double
  /// The southern edge.
  public var minY: Double
  /// The eastern edge.
  public var maxX: Double
  /// The northern edge.
  public var maxY: Double

  /// Makes the box between two corners.
  @inlinable
  public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
    self.minX = minX
    self.minY = minY
    self.maxX = maxX
    self.maxY = maxY
  }

  /// The box that holds nothing.
  package static let empty = Box(
    minX: .infinity, minY: .infinity, maxX: -.infinity, maxY: -.infinity)

  /// Makes the smallest box that contains all finite points.
  package init(_ points: [Point]) { self.init(points[...]) }

  /// Makes the smallest box that contains all finite points.
  package init(_ points: ArraySlice<Point>) {
    self = .empty
    for point in points { add(point) }
  }

  /// Whether the box holds no point.
  @inlinable
  public var isEmpty: Bool { minX > maxX || minY > maxY }
  /// The length from west to east.
  package var width: Double { maxX - minX }
  /// The length from south to north.
  package var height: Double { maxY - minY }
  /// The middle.
  package var center: Point { Point(x: (minX + maxX) / 2, y: (minY + maxY) / 2) }

  /// The corners clockwise from the south-west, as in the exterior rings of a Shapefile; the first
  /// is repeated at the end.
  package var ring: [Point] {
    [
      Point(x: minX, y: minY), Point(x: minX, y: maxY), Point(x: maxX, y: maxY),
      Point(x: maxX, y: minY), Point(x: minX, y: minY),
    ]
  }

  /// Grows the box to contain a point; a point that is not finite is ignored.
  @inlinable
  public mutating func add(_ point: Point) {
    guard point.isFinite else { return }
    minX = min(minX, point.x)
    minY = min(minY, point.y)
    maxX = max(maxX, point.x)
    maxY = max(maxY, point.y)
  }

  /// Grows the box to contain another.
  package mutating func add(_ other: Box) {
    guard !other.isEmpty else { return }
    minX = min(minX, other.minX)
    minY = min(minY, other.minY)
    maxX = max(maxX, other.maxX)
    maxY = max(maxY, other.maxY)
  }

  /// Whether a point lies inside or on the edge.
  @inlinable
  public func contains(_ point: Point) -> Bool {
    point.x >= minX && point.x <= maxX && point.y >= minY && point.y <= maxY
  }

  /// Whether another box lies inside entirely.
  package func contains(_ other: Box) -> Bool {
    !other.isEmpty && other.minX >= minX && other.maxX <= maxX && other.minY >= minY
      && other.maxY <= maxY
  }

  /// Whether two boxes have a point in common.
  package func intersects(_ other: Box) -> Bool {
    !isEmpty && !other.isEmpty && minX <= other.maxX && maxX >= other.minX && minY <= other.maxY
      && maxY >= other.minY
  }

  /// The box with a margin added on every side.
  package func expanded(by margin: Double) -> Box {
    Box(minX: minX - margin, minY: minY - margin, maxX: maxX + margin, maxY: maxY + margin)
  }

  /// The points of the outline, `count` on each side with the corners included, which follow the
  /// box through a projection.
  package func outline(pointsPerSide count: Int = 21) -> [Point] {
    (0..<count).flatMap { step -> [Point] in
      let t = Double(step) / Double(count - 1)
      let x = minX + t * width
      let y = minY + t * height
      return [
        Point(x: x, y: minY), Point(x: x, y: maxY), Point(x: minX, y: y), Point(x: maxX, y: y),
      ]
    }
  }
}
