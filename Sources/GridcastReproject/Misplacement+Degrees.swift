import GridcastBase
import GridcastGeo

extension Misplacement {
  static func amongDegrees(
    _ box: Box, _ system: CoordinateSystem, _ way: Way
  ) throws(GridcastError) -> Misplacement? {
    let turned = box.exchanged
    let sample = "\(formatted(box.minX, 3)), \(formatted(box.minY, 3))"
    if box.minY > 90 || box.maxY < -90, world.contains(turned) {
      return Misplacement(
        "longitude and latitude look exchanged, as in \(sample); \(way.exchanging)", isCertain: true
      )
    }
    // A circle has 400 grads.
    if isBeyond(box.minX, box.maxX, 400), isBeyond(box.minY, box.maxY, 100) {
      let start: Sentence = "coordinates such as \(sample) are no degrees but look like metres"
      if let (zone, zoned) = zoned(box, by: system.code) {
        return Misplacement(
          "\(start), whose eastings begin with the zone number \(zone); \(.readAs(way.role, zoned))",
          isCertain: true)
      }
      return Misplacement("\(start); \(way.naming)", isCertain: true)
    }
    guard system.isPlainDegrees else {
      let reach = try degrees(box, system)
      return outside(
        reach, system, way, exchanged: holds(system.areaOfUse, try degrees(turned, system)))
    }
    if let wrong = impossible(box) { return wrong }
    return outside(box, system, way, exchanged: holds(system.areaOfUse, turned))
  }

  /// What a box tells in which some positions are on no globe, and others may be right.
  private static func impossible(_ box: Box) -> Misplacement? {
    func most(_ low: Double, _ high: Double) -> Double { abs(low) > abs(high) ? low : high }
    let (x, y) = (most(box.minX, box.maxX), most(box.minY, box.maxY))
    let found: [Sentence] = [
      abs(y) > 90 ? "latitudes reach to \(formatted(y, 3))" : nil,
      abs(x) > 360 ? "longitudes reach to \(formatted(x, 3))" : nil,
    ].compactMap(\.self)
    guard let first = found.first else { return nil }
    let all = found.dropFirst().reduce(first) { $0 + " and " + $1 }
    return Misplacement(
      "\(all), which no place on the Earth has: some positions are no longitude and latitude",
      isCertain: box.minY > 90 || box.maxY < -90)
  }

  /// What is told of a box, in degrees, beyond the area that its system is made for; nil where it lies
  /// within.
  private static func outside(
    _ reach: Box, _ system: CoordinateSystem, _ way: Way, exchanged: Bool
  ) -> Misplacement? {
    guard let area = system.areaOfUse, case let distance = distance(of: reach, from: area),
      distance > tolerance
    else { return nil }
    if exchanged {
      return Misplacement(
        "\(away(reach, distance, system)); longitude and latitude look exchanged; \(way.exchanging)",
        isCertain: true)
    }
    return elsewhere(reach, area, distance, system, way)
  }

  /// The zone number that eastings in metres begin with, and the code of its system on the datum of a
  /// geographic system.
  static func zoned(_ box: Box, by code: String?) -> (Int, String)? {
    guard let zone = zone(of: box, among: 13...45),
      let datum = Self.chinese[code ?? ""] ?? Self.chinese[""],
      zone <= 23 || zone >= 25
    else { return nil }
    return (zone, "EPSG:\(zone <= 23 ? datum.wide + zone - 13 : datum.narrow + zone - 25)")
  }

  /// The first codes of the zones with numbers, 6° and 3° wide, by geographic system.
  private static let chinese: [String: (wide: Int, narrow: Int)] = [
    "EPSG:4214": (21413, 2401), "EPSG:4610": (2327, 2349), "": (4491, 4513),
  ]

  /// The number before the last six digits of all eastings, where it is one of some zones.
  static func zone(of box: Box, among zones: ClosedRange<Double>) -> Int? {
    let (low, high) = ((box.minX / 1e6).rounded(.down), (box.maxX / 1e6).rounded(.down))
    guard low == high, zones ~= low, 0...1e7 ~= box.minY, 0...1e7 ~= box.maxY else { return nil }
    return Int(low)
  }

  static func isBeyond(_ low: Double, _ high: Double, _ limit: Double) -> Bool {
    low > limit || high < -limit
  }
}
