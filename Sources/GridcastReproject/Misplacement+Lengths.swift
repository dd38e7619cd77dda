import GridcastBase
import GridcastGeo

extension Misplacement {
  static func amongLengths(
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
    if far > Reprojection.utmost, let mixed = try mixed(box, system, area) { return mixed }
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
        "\(start); \(number)\(isTurned ? ", and easting and northing look exchanged" as Sentence : ""); \(isTurned ? NextStep.exchangeAxes(way.role, "\(code):yx") : .readAs(way.role, code))",
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
    // Where some positions are right as they are, a stray one is no matter of units.
    let reach = try degrees(box, system)
    guard
      reach.minX > area.maxX || reach.maxX < area.minX || reach.minY > area.maxY
        || reach.maxY < area.minY || reach.isEmpty
    else { return nil }
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

  static func degrees(_ box: Box, _ system: CoordinateSystem) throws(GridcastError) -> Box {
    let points = try places(of: box, system)
    guard points.allSatisfy(\.isFinite) else { return .empty }
    return Box(points)
  }

  /// The places of the edge of a box, in degrees; those that have none are infinite.
  static func places(of box: Box, _ system: CoordinateSystem) throws(GridcastError) -> [Point] {
    var points = box.outline(pointsPerSide: 5)
    var span = points.mutableSpan
    try Projection(from: system, to: .wgs84).move(&span)
    // A box over 180° of longitude is told from one round the Earth by where the system is used.
    let middle = system.areaOfUse?.center.x ?? 0
    return points.map {
      Point(x: middle + ($0.x - middle).remainder(dividingBy: 360), y: $0.y)
    }
  }
}
