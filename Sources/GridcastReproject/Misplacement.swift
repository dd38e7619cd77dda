package import GridcastBase
import GridcastGeo

/// What the numbers of positions tell of a coordinate system that cannot be theirs.
package struct Misplacement: Sendable {
  /// What is wrong, and what mends it.
  package let sentence: Sentence
  /// Whether all positions are wrong, so that nothing right can come of them.
  package let isCertain: Bool

  /// How far positions may lie beyond the area of use of their own system before that is told, in
  /// degrees.
  ///
  /// Many layers go a little beyond the area, in which nothing is wrong.
  private static let tolerance = 1.0
  private static let world = Box(minX: -180, minY: -90, maxX: 180, maxY: 90)

  /// Looks at the extent of positions in a system; nil where they can be in it.
  ///
  /// - Parameters:
  ///   - box: The extent, in the system's own coordinates.
  ///   - system: The system that they are said to be in.
  ///   - name: What the user called it; nil where the file names it.
  ///   - role: What the positions are for, by which a way out is named.
  /// - Throws: `.badData` where PROJ knows no operation to WGS 84.
  package init?(
    of box: Box, in system: CoordinateSystem, named name: String?, role: InputRole
  ) throws(GridcastError) {
    guard !box.isEmpty, box.minX != 0 || box.maxX != 0 || box.minY != 0 || box.maxY != 0 else {
      return nil
    }
    let exchanged = Self.exchanging(name, role)
    let found =
      system.isGeographic
      ? Self.amongDegrees(box, system, role, exchanged)
      : try Self.amongLengths(box, system, role, exchanged)
    guard let found else { return nil }
    self = found
  }

  private init(_ sentence: Sentence, isCertain: Bool) {
    self.sentence = sentence
    self.isCertain = isCertain
  }

  /// Looks whether longitudes and latitudes are exchanged, by the area that the system to which they
  /// are moved is made for.
  package init?(
    of box: Box, in system: CoordinateSystem, movedTo target: CoordinateSystem, named name: String?,
    role: InputRole
  ) {
    guard system.isGeographic, !target.isGeographic, !box.isEmpty, let area = target.areaOfUse,
      case let distance = Self.distance(of: box, from: area), distance > Reprojection.farthest,
      Self.holds(area, box.exchanged)
    else { return nil }
    self.init(
      "\(Self.away(box, distance, target)); longitude and latitude look exchanged; "
        + "\(Self.exchanging(name, role))", isCertain: true)
  }

  private static func exchanging(_ name: String?, _ role: InputRole) -> Sentence {
    "\(.exchangeAxes(role, (name.map { "\($0):" } ?? "") + "yx"))"
  }

  private static func naming(_ role: InputRole) -> Sentence {
    role == .input ? "\(.nameTheirSystem)" : "\(.nameSystem(role))"
  }

  // MARK: Degrees

  private static func amongDegrees(
    _ box: Box, _ system: CoordinateSystem, _ role: InputRole, _ exchanged: Sentence
  ) -> Misplacement? {
    let turned = box.exchanged
    let sample = "\(formatted(box.minX, 3)), \(formatted(box.minY, 3))"
    if box.minY > 90 || box.maxY < -90, world.contains(turned) {
      return Misplacement(
        "longitude and latitude look exchanged, as in \(sample); \(exchanged)", isCertain: true)
    }
    if isBeyond(box.minX, box.maxX, 360), isBeyond(box.minY, box.maxY, 90) {
      let start: Sentence = "coordinates such as \(sample) are no degrees but look like metres"
      if let (zone, zoned) = zoned(box, by: system) {
        return Misplacement(
          "\(start), whose eastings begin with the zone number \(zone); \(.readAs(role, zoned))",
          isCertain: true)
      }
      return Misplacement("\(start); \(naming(role))", isCertain: true)
    }
    guard Box(minX: -360, minY: -90, maxX: 360, maxY: 90).contains(box) else {
      return Misplacement(
        "some positions are no degrees: longitudes go from \(formatted(box.minX, 3)) to "
          + "\(formatted(box.maxX, 3)), latitudes from \(formatted(box.minY, 3)) to "
          + "\(formatted(box.maxY, 3))", isCertain: false)
    }
    guard let area = system.areaOfUse else { return nil }
    let distance = distance(of: box, from: area)
    guard distance > tolerance else { return nil }
    if holds(area, turned) {
      return Misplacement(
        "\(away(box, distance, system)); longitude and latitude look exchanged; \(exchanged)",
        isCertain: true)
    }
    return elsewhere(box, area, distance, system, role)
  }

  /// The zone number that eastings begin with, and the code of its system on a datum.
  private static func zoned(_ box: Box, by system: CoordinateSystem) -> (Int, String)? {
    guard let zone = zone(of: box, among: 13...45),
      let datum = Self.chinese[system.code ?? ""] ?? Self.chinese[""],
      zone <= 23 || zone >= 25
    else { return nil }
    return (zone, "EPSG:\(zone <= 23 ? datum.wide + zone - 13 : datum.narrow + zone - 25)")
  }

  /// The first codes of the zones with numbers, 6° and 3° wide, by geographic system.
  private static let chinese: [String: (wide: Int, narrow: Int)] = [
    "EPSG:4214": (21413, 2401), "EPSG:4610": (2327, 2349), "": (4491, 4513),
  ]

  /// The number before the last six digits of all eastings, where it is one of some zones.
  private static func zone(of box: Box, among zones: ClosedRange<Double>) -> Int? {
    let (low, high) = ((box.minX / 1e6).rounded(.down), (box.maxX / 1e6).rounded(.down))
    guard low == high, zones ~= low, 0...1e7 ~= box.minY, 0...1e7 ~= box.maxY else { return nil }
    return Int(low)
  }

  private static func isBeyond(_ low: Double, _ high: Double, _ limit: Double) -> Bool {
    low > limit || high < -limit
  }

  // MARK: Lengths

  private static func amongLengths(
    _ box: Box, _ system: CoordinateSystem, _ role: InputRole, _ exchanged: Sentence
  ) throws(GridcastError) -> Misplacement? {
    let reach = try degrees(box, system)
    let area = system.areaOfUse
    let far = area.map { reach.isEmpty ? .infinity : distance(of: reach, from: $0) }
    if world.contains(box), system.metresPerUnit < 1000 {
      let isElsewhere = far.map { $0 > tolerance } ?? true
      let fits = area.map { holds($0, box) } ?? true
      let turned = !fits && (area.map { holds($0, box.exchanged) } ?? false)
      if fits || turned || isElsewhere {
        return Misplacement(
          "coordinates such as \(formatted(box.minX, 3)), \(formatted(box.minY, 3)) look like "
            + "degrees, not like \(system); "
            + "\(turned ? NextStep.exchangeAxes(role, "EPSG:4326:yx") : .readAs(role, "EPSG:4326"))",
          isCertain: isElsewhere)
      }
    }
    guard let area, let far, far > tolerance else { return nil }
    let start = away(reach, far, system)
    let turned = try degrees(box.exchanged, system)
    if holds(area, turned) {
      return Misplacement(
        "\(start); easting and northing look exchanged (exchanged: \(place(turned))); \(exchanged)",
        isCertain: true)
    }
    for (box, isTurned) in [(box, false), (box.exchanged, true)] {
      let zone = zone(of: box, among: 1...60)
      let isPlain = box.minX >= 0 && box.maxX < 1e6 && (system.falseEasting ?? 0) >= 1e6
      guard zone != nil || isPlain, let zoned = system.gaussKrueger(zone: zone),
        let code = zoned.code, let theirs = zoned.areaOfUse,
        holds(theirs, try degrees(box, zoned))
      else { continue }
      let number: Sentence =
        zone.map { "eastings begin with the zone number \($0)" }
        ?? "eastings lack the zone number of \(system)"
      return Misplacement(
        "\(start); \(number)\(isTurned ? ", and easting and northing look exchanged" : ""); "
          + "\(isTurned ? NextStep.exchangeAxes(role, "\(code):yx") : .readAs(role, code))",
        isCertain: true)
    }
    return elsewhere(reach, area, far, system, role)
  }

  private static func degrees(_ box: Box, _ system: CoordinateSystem) throws(GridcastError) -> Box {
    var points = box.outline(pointsPerSide: 5)
    var span = points.mutableSpan
    try Projection(from: system, to: .wgs84).move(&span)
    guard points.allSatisfy(\.isFinite) else { return .empty }
    // A box over 180° of longitude is told from one round the Earth by where the system is used.
    let middle = system.areaOfUse?.center.x ?? 0
    return Box(
      points.map { Point(x: middle + ($0.x - middle).remainder(dividingBy: 360), y: $0.y) })
  }

  // MARK: Distances

  private static func elsewhere(
    _ reach: Box, _ area: Box, _ distance: Double, _ system: CoordinateSystem,
    _ role: InputRole
  ) -> Misplacement {
    let wide = area.expanded(by: Reprojection.farthest)
    let isOutside =
      reach.isEmpty || ![0, 360, -360].contains { reach.shifted(by: $0).intersects(wide) }
    let start = away(reach, distance, system)
    return Misplacement(isOutside ? "\(start); \(naming(role))" : start, isCertain: isOutside)
  }

  /// How many degrees a box reaches beyond an area.
  private static func distance(of reach: Box, from area: Box) -> Double {
    [0, 360, -360].map { turn in
      let box = reach.shifted(by: turn)
      return max(
        area.minX - box.minX, box.maxX - area.maxX, area.minY - box.minY, box.maxY - area.maxY, 0)
    }.min() ?? .infinity
  }

  private static func holds(_ area: Box, _ box: Box) -> Bool {
    !box.isEmpty && distance(of: box, from: area) <= tolerance
  }

  private static func away(
    _ reach: Box, _ distance: Double, _ system: CoordinateSystem
  ) -> Sentence {
    guard !reach.isEmpty, distance.isFinite else {
      return "positions have no place on the Earth in \(system)"
    }
    let area = system.areaOfUse ?? world
    let corners = [
      Point(x: reach.minX, y: reach.minY), Point(x: reach.maxX, y: reach.maxY),
      Point(x: reach.minX, y: reach.maxY), Point(x: reach.maxX, y: reach.minY),
    ]
    let farthest = corners.max { beyond($0, area) < beyond($1, area) } ?? corners[0]
    return "positions reach to \(place(Box([farthest]))), "
      + "\(formatted(distance, distance < 10 ? 1 : 0))° outside the area that \(system) is made for"
  }

  private static func beyond(_ point: Point, _ area: Box) -> Double {
    distance(of: Box([point]), from: area)
  }

  private static func place(_ box: Box) -> String {
    let longitude = box.minX.remainder(dividingBy: 360)
    return "\(formatted(abs(longitude), 3))° \(longitude < 0 ? "W" : "E"), "
      + "\(formatted(abs(box.minY), 3))° \(box.minY < 0 ? "S" : "N")"
  }
}

extension Box {
  /// The box with both axes exchanged.
  fileprivate var exchanged: Box { Box(minX: minY, minY: minX, maxX: maxY, maxY: maxX) }

  fileprivate func shifted(by turn: Double) -> Box {
    Box(minX: minX + turn, minY: minY, maxX: maxX + turn, maxY: maxY)
  }
}
