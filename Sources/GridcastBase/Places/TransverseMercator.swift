import Foundation

/// The transverse Mercator projection of an ellipsoid near its middle meridian.
///
/// Krüger's series to the sixth order of the third flattening, with the coefficients (35) and (36) of C. F. F. Karney,
/// "Transverse Mercator with an accuracy of a few nanometers", Journal of Geodesy 85 (2011). Within 12° of the meridian
/// its error is below what a Double can tell apart at these lengths.
package struct TransverseMercator: Sendable {
  /// How far from the middle meridian it is used, in degrees.
  private static let reach = 12.0
  private static let northmost = 89.0

  private let meridian: Double
  private let falseNorthing: Double
  private let eccentricity: Double
  /// The length of one radian of the sphere that the series lead to, on the map.
  private let radius: Double
  private let forward: [Double]
  private let backward: [Double]

  private static let falseEasting = 500_000.0

  /// Makes the projection of a zone of WGS 84 / UTM.
  package init(_ zone: UTMZone) {
    self.init(
      semiMajorAxis: 6_378_137, inverseFlattening: 298.257223563, scale: 0.9996,
      meridian: zone.meridian, falseNorthing: zone.isNorth ? 0 : 10_000_000)
  }

  /// Makes the projection of WGS 84 whose middle meridian, on which lengths are true, is this one.
  package init(meridian: Double) {
    self.init(
      semiMajorAxis: 6_378_137, inverseFlattening: 298.257223563, scale: 1, meridian: meridian,
      falseNorthing: 0)
  }

  private init(
    semiMajorAxis: Double, inverseFlattening: Double, scale: Double, meridian: Double,
    falseNorthing: Double
  ) {
    self.meridian = meridian
    self.falseNorthing = falseNorthing
    let f = 1 / inverseFlattening
    eccentricity = (f * (2 - f)).squareRoot()
    let n = f / (2 - f)
    /// The sum of the coefficients times the powers of n, beginning with a power.
    func series(_ first: Int, _ coefficients: Double...) -> Double {
      coefficients.reversed().reduce(0) { $0 * n + $1 } * pow(n, Double(first))
    }
    radius = scale * semiMajorAxis / (1 + n) * series(0, 1, 0, 1 / 4, 0, 1 / 64, 0, 1 / 256)
    forward = [
      series(1, 1 / 2, -2 / 3, 5 / 16, 41 / 180, -127 / 288, 7891 / 37800),
      series(2, 13 / 48, -3 / 5, 557 / 1440, 281 / 630, -1_983_433 / 1_935_360),
      series(3, 61 / 240, -103 / 140, 15061 / 26880, 167_603 / 181_440),
      series(4, 49561 / 161_280, -179 / 168, 6_601_661 / 7_257_600),
      series(5, 34729 / 80640, -3_418_889 / 1_995_840),
      series(6, 212_378_941 / 319_334_400),
    ]
    backward = [
      series(1, 1 / 2, -2 / 3, 37 / 96, -1 / 360, -81 / 512, 96199 / 604_800),
      series(2, 1 / 48, 1 / 15, -437 / 1440, 46 / 105, -1_118_711 / 3_870_720),
      series(3, 17 / 480, -37 / 840, -209 / 4480, 5569 / 90720),
      series(4, 4397 / 161_280, -11 / 504, -830_251 / 7_257_600),
      series(5, 4583 / 161_280, -108_847 / 3_991_680),
      series(6, 20_648_693 / 638_668_800),
    ]
  }

  /// Where a position in degrees lies on the map, in metres; nil where it is too far from the meridian.
  package func projected(_ degrees: Point) -> Point? {
    let longitude = degrees.x - meridian
    guard abs(longitude) <= Self.reach, abs(degrees.y) <= Self.northmost else { return nil }
    let (lambda, phi) = (longitude * .pi / 180, degrees.y * .pi / 180)
    let tangent = conformal(tan(phi))
    let cosine = cos(lambda)
    let xi = atan2(tangent, cosine)
    let eta = asinh(sin(lambda) / (tangent * tangent + cosine * cosine).squareRoot())
    let added = sums(forward, xi, eta)
    return Point(
      x: Self.falseEasting + radius * (eta + added.eta),
      y: falseNorthing + radius * (xi + added.xi))
  }

  /// The position in degrees of a place on the map in metres; nil where it is too far from the meridian, or on the
  /// other side of the 180th.
  package func degrees(of place: Point) -> Point? {
    let xi = (place.y - falseNorthing) / radius
    let eta = (place.x - Self.falseEasting) / radius
    let limit = Self.northmost * .pi / 180
    guard abs(xi) <= limit, abs(eta) <= Self.reach * .pi / 180 else { return nil }
    let taken = sums(backward, xi, eta)
    let (x, y) = (xi - taken.xi, eta - taken.eta)
    let sine = sinh(y)
    let cosine = cos(x)
    let longitude = atan2(sine, cosine)
    let wanted = sin(x) / (sine * sine + cosine * cosine).squareRoot()
    let east = meridian + longitude * 180 / .pi
    guard abs(east) <= 180 else { return nil }
    return Point(x: east, y: atan(geographic(wanted)) * 180 / .pi)
  }

  /// The tangent of the conformal latitude, from that of the latitude.
  private func conformal(_ tangent: Double) -> Double {
    let secant = (1 + tangent * tangent).squareRoot()
    let sigma = sinh(eccentricity * atanh(eccentricity * tangent / secant))
    return tangent * (1 + sigma * sigma).squareRoot() - sigma * secant
  }

  /// The tangent of the latitude, from that of the conformal latitude, by Newton's method.
  private func geographic(_ wanted: Double) -> Double {
    let rest = 1 - eccentricity * eccentricity
    var tangent = wanted
    for _ in 0..<5 {
      let found = conformal(tangent)
      let step =
        (wanted - found) / (1 + found * found).squareRoot() * (1 + rest * tangent * tangent)
        / (rest * (1 + tangent * tangent).squareRoot())
      tangent += step
      if abs(step) < 1e-16 * max(1, abs(tangent)) { break }
    }
    return tangent
  }

  /// The sums of coefficients times sin 2jξ cosh 2jη and cos 2jξ sinh 2jη, by Clenshaw's recurrence for a complex argument.
  private func sums(_ factors: [Double], _ xi: Double, _ eta: Double) -> (xi: Double, eta: Double) {
    let (s, c) = (sin(2 * xi), cos(2 * xi))
    let (sh, ch) = (sinh(2 * eta), cosh(2 * eta))
    // 2 cos 2(ξ + iη)
    let (re, im) = (2 * c * ch, -2 * s * sh)
    var last = (re: 0.0, im: 0.0)
    var before = (re: 0.0, im: 0.0)
    for factor in factors.reversed() {
      let next = (
        re: factor + re * last.re - im * last.im - before.re,
        im: re * last.im + im * last.re - before.im
      )
      before = last
      last = next
    }
    // times sin 2(ξ + iη)
    let (sineRe, sineIm) = (s * ch, c * sh)
    return (last.re * sineRe - last.im * sineIm, last.re * sineIm + last.im * sineRe)
  }
}
