import Foundation

/// The offsets that Chinese map services add to WGS 84 positions within mainland China.
package enum ChinaOffset: String, Sendable, CaseIterable {
  /// GCJ-02 of Amap, Tencent and Google China, an offset of 100 to 700 m.
  case gcj02
  /// BD-09 of Baidu, which is GCJ-02 with a further offset.
  case bd09

  /// The name as it appears in coordinate systems.
  package var name: String { self == .gcj02 ? "GCJ-02" : "BD-09" }

  /// The offset with this name in any spelling, as in "GCJ-02", "gcj02" or "bd_09"; nil for others.
  package init?(named name: String) {
    let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
    switch plain {
    case "gcj02", "gcsgcj02": self = .gcj02
    case "bd09", "bd09ll", "gcsbd09": self = .bd09
    default: return nil
    }
  }

  /// The position with the offset added to WGS 84 degrees; outside mainland China it stays the
  /// same.
  package func shifted(_ position: Point) -> Point {
    guard position.isFinite, Mainland.contains(position) else { return position }
    let gcj = Self.gcj(position)
    return self == .gcj02 ? gcj : Self.baidu(gcj)
  }

  /// The WGS 84 position in degrees of a position with the offset: the inverse of `shifted`, found
  /// by fixed-point iteration to 1e-13 degrees.
  package func restored(_ position: Point) -> Point {
    guard position.isFinite, Mainland.isNear(position) else { return position }
    let gcj = self == .gcj02 ? position : Self.inverse(of: position, Self.baidu)
    let restored = Self.inverse(of: gcj, Self.gcj)
    return Mainland.contains(restored) ? restored : position
  }

  private static func inverse(of target: Point, _ forward: (Point) -> Point) -> Point {
    var guess = target
    for _ in 0..<30 {
      let image = forward(guess)
      let dx = target.x - image.x
      let dy = target.y - image.y
      guess = Point(x: guess.x + dx, y: guess.y + dy)
      if abs(dx) < 1e-13 && abs(dy) < 1e-13 { break }
    }
    return guess
  }

  /// The GCJ-02 position for a WGS 84 position, by the formula in public use since 2010 (as in
  /// eviltransform): sums of sines of longitude and latitude in metres, on the Krasovsky ellipsoid.
  private static func gcj(_ position: Point) -> Point {
    let axis = 6_378_245.0
    let eccentricity = 0.006_693_421_622_965_943_23
    let x = position.x - 105
    let y = position.y - 35
    let shared = (20 * sin(6 * x * .pi) + 20 * sin(2 * x * .pi)) * 2 / 3
    var north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * abs(x).squareRoot()
    north += shared + (20 * sin(y * .pi) + 40 * sin(y / 3 * .pi)) * 2 / 3
    north += (160 * sin(y / 12 * .pi) + 320 * sin(y / 30 * .pi)) * 2 / 3
    var east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * abs(x).squareRoot()
    east += shared + (20 * sin(x * .pi) + 40 * sin(x / 3 * .pi)) * 2 / 3
    east += (150 * sin(x / 12 * .pi) + 300 * sin(x / 30 * .pi)) * 2 / 3
    let latitude = position.y * .pi / 180
    let magic = 1 - eccentricity * sin(latitude) * sin(latitude)
    let meridian = axis * (1 - eccentricity) / (magic * magic.squareRoot())
    let parallel = axis / magic.squareRoot() * cos(latitude)
    return Point(
      x: position.x + east * 180 / (parallel * .pi), y: position.y + north * 180 / (meridian * .pi))
  }

  /// The BD-09 position for a GCJ-02 position, by the formula in public use; its phase is
  /// π·3000/180.
  private static func baidu(_ gcj: Point) -> Point {
    let phase = Double.pi * 3000 / 180
    let radius =
      (gcj.x * gcj.x + gcj.y * gcj.y).squareRoot() + 0.000_02 * sin(gcj.y * phase)
    let angle = atan2(gcj.y, gcj.x) + 0.000_003 * cos(gcj.x * phase)
    return Point(x: radius * cos(angle) + 0.0065, y: radius * sin(angle) + 0.006)
  }
}
