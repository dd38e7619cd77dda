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
      if let mixture = zoneMixture(box, system) {
        return Misplacement("\(start); \(mixture)", isCertain: true)
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
    guard !found.isEmpty else { return nil }
    return Misplacement(
      "\(found.listed), which no place on the Earth has: some positions are no longitude and latitude; check the coordinates",
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

  /// What is told of eastings of which some begin with the number of a zone, and others with another or none,
  /// so that no one system holds them all; nil for others.
  static func zoneMixture(_ box: Box, _ system: CoordinateSystem) -> Sentence? {
    let last = Box(minX: box.maxX, minY: box.minY, maxX: box.maxX, maxY: box.maxY)
    let first = zone(
      of: Box(minX: box.minX, minY: box.minY, maxX: box.minX, maxY: box.maxY), among: 0...45)
    guard let first, let zone = zone(of: last, among: 13...45), first != zone,
      first == 0 || 13...45 ~= first,
      let code = system.isGeographic
        ? zoned(last, by: system.code)?.1 : system.gaussKrueger(zone: zone)?.code
    else { return nil }
    return
      "some eastings begin with the zone number \(zone) and others with \(first == 0 ? "none" : "\(first)"), and no "
      + "one system holds both; \(.separateZone(code, zone: zone))"
  }

  /// A mixture of eastings with and without zone numbers, of which some may be right as they are.
  static func mixed(_ box: Box, _ system: CoordinateSystem, _ area: Box) throws(GridcastError)
    -> Misplacement?
  {
    guard system.metresPerUnit == 1, let mixture = zoneMixture(box, system) else { return nil }
    let isPartlyRight = try places(of: box, system).contains {
      $0.isFinite && holds(area, Box([$0]))
    }
    return Misplacement(
      "some positions have no place on the Earth in \(system), or lie far off; \(mixture)",
      isCertain: !isPartlyRight)
  }

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
