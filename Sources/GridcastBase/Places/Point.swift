/// A position: x is always east or longitude, y always north or latitude.
public struct Point: BitwiseCopyable, Sendable, Hashable {
  /// East, or longitude.
  public var x: Double
  /// North, or latitude.
  public var y: Double

  /// Makes the point (x, y).
  @inlinable
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// Whether both coordinates are numbers.
  @inlinable
  public var isFinite: Bool { x.isFinite && y.isFinite }

  /// Whether these are degrees of a place on Earth.
  @inlinable @inline(__always)
  package var isOnEarth: Bool { -180...180 ~= x && -90...90 ~= y }
}
