import Foundation
import GridcastBase

/// An approximation of a smooth transformation within one square, as a polynomial of both
/// coordinates for x and one for y.
///
/// The coefficients come from a Chebyshev series through Gauss's nodes (Press et al., Numerical
/// Recipes, 3rd ed., 5.8), truncated at a total degree and converted to powers for Horner's scheme.
struct ChebyshevFit: Sendable {
  /// The number of nodes along each side.
  private static let nodeCount = 12
  /// The number of points along each side at which a fit is checked, which lie between the nodes.
  private static let checkCount = 13
  private static let degrees = 5...10

  private let center: Point
  private let scale: Double
  private let degree: Int
  /// The coefficients of vʲ·uⁱ for x and for y: j descends from the degree to 0, and for each j, i
  /// descends from degree − j.
  private let factors: [SIMD2<Double>]

  /// Finds the fit of the lowest degree whose error is at most `aim` at all check points, or else
  /// at most `limit`; nil where there is none.
  ///
  /// - Parameters:
  ///   - square: The square that will contain the points.
  ///   - aim: The wanted greatest error of a coordinate, in units of the target.
  ///   - limit: The tolerated greatest error.
  ///   - move: The exact transformation, in place; points that cannot be transformed must become
  ///     infinite or NaN.
  /// - Throws: The error of `move`.
  init?<Failure: Error>(
    over square: Box, aim: Double, limit: Double,
    _ move: (inout MutableSpan<Point>) throws(Failure) -> Void
  ) throws(Failure) {
    let center = square.center
    let half = square.width / 2
    func moved(_ positions: [Double]) throws(Failure) -> [Point] {
      var points = positions.flatMap { v in
        positions.map { u in Point(x: center.x + u * half, y: center.y + v * half) }
      }
      var span = points.mutableSpan
      try move(&span)
      return points
    }
    let count = Self.nodeCount
    let nodes = (0..<count).map { cos(.pi * (Double($0) + 0.5) / Double(count)) }
    let values = try moved(nodes)
    guard values.allSatisfy(\.isFinite) else { return nil }
    let series = Self.series(of: values)
    let between = (0..<Self.checkCount).map { 2 * Double($0) / Double(Self.checkCount - 1) - 1 }
    let expected = try moved(between)
    var best: (fit: ChebyshevFit, error: Double)?
    for degree in Self.degrees {
      let fit = ChebyshevFit(center: center, half: half, degree: degree, series: series)
      var tried = between.flatMap { v in
        between.map { u in Point(x: center.x + u * half, y: center.y + v * half) }
      }
      var span = tried.mutableSpan
      fit.move(&span)
      var error = 0.0
      for (a, b) in zip(tried, expected) {
        // A comparison with NaN is false, so NaN must count as far.
        let distance = max(abs(a.x - b.x), abs(a.y - b.y))
        error = distance.isFinite ? max(error, distance) : .infinity
      }
      if error < best?.error ?? .infinity { best = (fit, error) }
      if error <= aim { break }
    }
    guard let best, best.error <= limit else { return nil }
    self = best.fit
  }

  private init(center: Point, half: Double, degree: Int, series: [[SIMD2<Double>]]) {
    self.center = center
    scale = 1 / half
    self.degree = degree
    let powers = Self.powers(upTo: degree)
    var factors: [SIMD2<Double>] = []
    for j in stride(from: degree, through: 0, by: -1) {
      for i in stride(from: degree - j, through: 0, by: -1) {
        var sum = SIMD2<Double>.zero
        for b in j...degree {
          for a in i...max(i, degree - b) where a + b <= degree {
            sum += series[b][a] * (powers[b][j] * powers[a][i])
          }
        }
        factors.append(sum)
      }
    }
    self.factors = factors
  }

  /// The coefficients [j][i] of T_j(v)·T_i(u), from the values at the nodes, row by row.
  private static func series(of values: [Point]) -> [[SIMD2<Double>]] {
    let count = nodeCount
    let cosines = (0..<count).map { order in
      (0..<count).map { cos(.pi * Double(order) * (Double($0) + 0.5) / Double(count)) }
    }
    func transformed(_ line: [SIMD2<Double>]) -> [SIMD2<Double>] {
      (0..<count).map { order in
        var sum = SIMD2<Double>.zero
        for (value, cosine) in zip(line, cosines[order]) { sum += value * cosine }
        return sum * ((order == 0 ? 1 : 2) / Double(count))
      }
    }
    let rows = (0..<count).map { row in
      transformed((0..<count).map { SIMD2(values[row * count + $0].x, values[row * count + $0].y) })
    }
    let columns = (0..<count).map { column in transformed(rows.map { $0[column] }) }
    return (0..<count).map { j in (0..<count).map { i in columns[i][j] } }
  }

  /// The coefficients of each Chebyshev polynomial as powers, by T_n+1 = 2x·T_n − T_n−1.
  private static func powers(upTo degree: Int) -> [[Double]] {
    var powers = [[1.0] + Array(repeating: 0, count: degree)]
    powers.append([0, 1] + Array(repeating: 0, count: degree - 1))
    for order in 2...degree {
      powers.append(
        (0...degree).map { power in
          (power > 0 ? 2 * powers[order - 1][power - 1] : 0) - powers[order - 2][power]
        })
    }
    return powers
  }

  /// Transforms points of the square in place.
  func move(_ points: inout MutableSpan<Point>) {
    var index = 0
    while index + 4 <= points.count {
      let (a, b) = (points[index], points[index + 1])
      let (c, d) = (points[index + 2], points[index + 3])
      let (x, y) = value(
        (SIMD4(a.x, b.x, c.x, d.x) - center.x) * scale,
        (SIMD4(a.y, b.y, c.y, d.y) - center.y) * scale)
      for lane in 0..<4 { points[index + lane] = Point(x: x[lane], y: y[lane]) }
      index += 4
    }
    while index < points.count {
      points[index] = moved(points[index])
      index += 1
    }
  }

  /// Transforms one point of the square.
  func moved(_ point: Point) -> Point {
    let (x, y) = value(
      SIMD4(repeating: (point.x - center.x) * scale),
      SIMD4(repeating: (point.y - center.y) * scale))
    return Point(x: x[0], y: y[0])
  }

  /// Transforms the points (first + i, y) of a row of the square, for i from 0 on, into some elements.
  ///
  /// For one y the polynomials have but one variable, which takes a tenth of the work.
  func moveRow(
    first: Double, y: Double, _ places: Range<Int>, _ xs: inout MutableSpan<Double>,
    _ ys: inout MutableSpan<Double>
  ) {
    let v = (y - center.y) * scale
    var line = [SIMD2<Double>](repeating: .zero, count: degree + 1)
    var next = 0
    for length in 1...degree + 1 {
      // The factors of vʲ stand for uⁱ with i from degree − j down; the line begins with u⁰.
      for index in 0...degree {
        line[index] =
          line[index] * v + (index < length ? factors[next + length - 1 - index] : .zero)
      }
      next += length
    }
    let factors = line.span
    let start = (first - center.x) * scale
    var index = places.lowerBound
    while index < places.upperBound {
      let lane = SIMD4<Double>(0, 1, 2, 3) + Double(index - places.lowerBound)
      let u = lane * scale + start
      var x = SIMD4(repeating: factors[degree].x)
      var y = SIMD4(repeating: factors[degree].y)
      for power in stride(from: degree - 1, through: 0, by: -1) {
        x = x * u + factors[power].x
        y = y * u + factors[power].y
      }
      let count = min(4, places.upperBound - index)
      for lane in 0..<count {
        xs[index + lane] = x[lane]
        ys[index + lane] = y[lane]
      }
      index += count
    }
  }

  /// Evaluates the polynomials by Horner's scheme; all lanes compute alike, so the result does not
  /// depend on a point's position in a block.
  @inline(__always)
  private func value(_ u: SIMD4<Double>, _ v: SIMD4<Double>) -> (SIMD4<Double>, SIMD4<Double>) {
    let factors = factors.span
    var x = SIMD4<Double>.zero, y = SIMD4<Double>.zero
    var next = 0
    for length in 1...degree + 1 {
      var lineX = SIMD4(repeating: factors[next].x), lineY = SIMD4(repeating: factors[next].y)
      for offset in 1..<max(length, 1) {
        lineX = lineX * u + factors[next + offset].x
        lineY = lineY * u + factors[next + offset].y
      }
      next += length
      x = x * v + lineX
      y = y * v + lineY
    }
    return (x, y)
  }
}
