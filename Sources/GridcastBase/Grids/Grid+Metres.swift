internal import Foundation

extension Grid {
  /// The length in metres of one unit of x and of y, at the middle of the grid where the units are
  /// degrees.
  package var metresPerUnit: (x: Double, y: Double) {
    let metres = coordinateSystem.metresPerUnit
    let shrinking = coordinateSystem.isGeographic ? cos(box.center.y * .pi / 180) : 1
    return (metres * shrinking, metres)
  }

  /// The step from one point to another, in metres to the grid's east and to the grid's north.
  package func metres(from: Point, to: Point) -> (east: Double, north: Double) {
    let scale = metresPerUnit
    return ((to.x - from.x) * scale.x, (to.y - from.y) * scale.y)
  }

  /// The distance between two points, in metres.
  package func distance(from: Point, to: Point) -> Double {
    let step = metres(from: from, to: to)
    return (step.east * step.east + step.north * step.north).squareRoot()
  }

  /// The point that lies so many metres east and north of another.
  package func point(from: Point, east: Double, north: Double) -> Point {
    let scale = metresPerUnit
    return Point(x: from.x + east / scale.x, y: from.y + north / scale.y)
  }
}
