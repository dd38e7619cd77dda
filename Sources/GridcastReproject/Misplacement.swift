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
    let way = Way(role: role, name: name)
    let found =
      system.isGeographic
      ? try Self.amongDegrees(box, system, way)
      : try Self.amongLengths(box, system, way)
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
    guard system.isPlainDegrees, !target.isGeographic, !box.isEmpty, let area = target.areaOfUse,
      case let distance = Self.distance(of: box, from: area), distance > Reprojection.farthest,
      Self.holds(area, box.exchanged)
    else { return nil }
    self.init(
      "\(Self.away(box, distance, target)); longitude and latitude look exchanged; "
        + "\(Way(role: role, name: name).exchanging)", isCertain: true)
  }

  /// What the positions are for, and what the user called their system; nil where the file names it.
  struct Way {
    let role: InputRole
    let name: String?

    var exchanging: Sentence { "\(.exchangeAxes(role, (name.map { "\($0):" } ?? "") + "yx"))" }

    var naming: Sentence {
      let start: Sentence = name.map { "\($0) cannot be their system; " } ?? ""
      return start + (role == .input ? "\(.nameTheirSystem)" : "\(.nameSystem(role))")
    }
  }

  // MARK: Degrees

  private static func amongDegrees(
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
  private static func zoned(_ box: Box, by code: String?) -> (Int, String)? {
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
    _ box: Box, _ system: CoordinateSystem, _ way: Way
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
            + "\(turned ? NextStep.exchangeAxes(way.role, "EPSG:4326:yx") : .readAs(way.role, "EPSG:4326"))",
          isCertain: isElsewhere)
      }
    }
    if let wrapped = beyondMap(box, system, way) { return wrapped }
    guard let area, let far, far > tolerance else { return nil }
    let start = away(reach, far, system)
    let turned = try degrees(box.exchanged, system)
    if holds(area, turned) {
      return Misplacement(
        "\(start); easting and northing look exchanged (exchanged: \(place(turned))); \(way.exchanging)",
        isCertain: true)
    }
    if let zoned = try inZone(box, start, system, way) { return zoned }
    if let scaled = try inOtherUnit(box, area, start, system, way) { return scaled }
    return elsewhere(reach, area, far, system, way)
  }

  /// What is told of eastings that begin with the number of a zone, or lack it.
  private static func inZone(
    _ box: Box, _ start: Sentence, _ system: CoordinateSystem, _ way: Way
  ) throws(GridcastError) -> Misplacement? {
    guard system.metresPerUnit == 1 else { return nil }
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
          + "\(isTurned ? NextStep.exchangeAxes(way.role, "\(code):yx") : .readAs(way.role, code))",
        isCertain: true)
    }
    return nil
  }

  /// The units that are taken for each other, with the length of each in metres.
  private static let units: [(name: String, length: Double)] = [
    ("metres", 1), ("feet", 0.3048), ("kilometres", 1000), ("centimetres", 0.01),
  ]

  /// What is told of coordinates that would be right in another unit than the system's.
  private static func inOtherUnit(
    _ box: Box, _ area: Box, _ start: Sentence, _ system: CoordinateSystem, _ way: Way
  ) throws(GridcastError) -> Misplacement? {
    for unit in units where abs(unit.length / system.metresPerUnit - 1) > 1e-4 {
      let scaled = box.scaled(by: unit.length / system.metresPerUnit)
      guard holds(area, try degrees(scaled, system)) else { continue }
      let taken = place(try degrees(scaled, system))
      var wayOut: Sentence = "\(way.naming), one in \(unit.name)"
      if let code = system.inUnit(of: unit.length) { wayOut = "\(.readAs(way.role, code))" }
      return Misplacement(
        "\(start); coordinates look like \(unit.name) (so taken: \(taken)); \(wayOut)",
        isCertain: true)
    }
    return nil
  }

  /// What is told of coordinates beyond the edge of a map that goes round the Earth, which PROJ takes
  /// for places on another turn.
  private static func beyondMap(_ box: Box, _ system: CoordinateSystem, _ way: Way)
    -> Misplacement?
  {
    guard let half = system.halfTurn, max(abs(box.minX), abs(box.maxX)) > half * 1.0001 else {
      return nil
    }
    // A shape over 180° of longitude may go a little beyond.
    let isCertain = isBeyond(box.minX, box.maxX, half * 1.5)
    let x = abs(box.minX) > abs(box.maxX) ? box.minX : box.maxX
    let start: Sentence =
      "eastings such as \(formatted(x, 3)) lie beyond the edge of \(system), at \(formatted(half, 0))"
    if system.metresPerUnit == 1, isCertain, let (zone, zoned) = zoned(box, by: nil) {
      return Misplacement(
        "\(start); they begin with the zone number \(zone); \(.readAs(way.role, zoned))",
        isCertain: true)
    }
    return Misplacement(
      isCertain
        ? "\(start); \(way.naming)" : "\(start): they are taken for places on the other side",
      isCertain: isCertain)
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
    _ way: Way
  ) -> Misplacement {
    let wide = area.expanded(by: Reprojection.farthest)
    let isOutside =
      reach.isEmpty || ![0, 360, -360].contains { reach.shifted(by: $0).intersects(wide) }
    let start = away(reach, distance, system)
    return Misplacement(isOutside ? "\(start); \(way.naming)" : start, isCertain: isOutside)
  }

  /// How many degrees a box reaches beyond an area.
  private static func distance(of reach: Box, from area: Box) -> Double {
    if area.width >= 360, reach.width <= 360 {
      // All longitudes are within, however they are counted.
      return max(area.minY - reach.minY, reach.maxY - area.maxY, 0)
    }
    return [0, 360, -360].map { turn in
      let box = reach.shifted(by: turn)
      return max(
        area.minX - box.minX, box.maxX - area.maxX, area.minY - box.minY, box.maxY - area.maxY, 0)
    }.min() ?? .infinity
  }

  private static func holds(_ area: Box?, _ box: Box) -> Bool {
    guard let area else { return false }
    return !box.isEmpty && distance(of: box, from: area) <= tolerance
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

  fileprivate func scaled(by factor: Double) -> Box {
    Box(minX: minX * factor, minY: minY * factor, maxX: maxX * factor, maxY: maxY * factor)
  }

  fileprivate func shifted(by turn: Double) -> Box {
    Box(minX: minX + turn, minY: minY, maxX: maxX + turn, maxY: maxY)
  }
}
