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
  static let tolerance = 1.0
  static let world = Box(minX: -180, minY: -90, maxX: 180, maxY: 90)

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

  init(_ sentence: Sentence, isCertain: Bool) {
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

    /// Whether the user exchanged the axes, as by `EPSG:4547:yx`.
    private var isExchanged: Bool { name?.split(separator: ":").last?.lowercased() == "yx" }

    var exchanging: Sentence {
      if isExchanged { return "leave yx out, which exchanges them" }
      return "\(.exchangeAxes(role, (name.map { "\($0):" } ?? "") + "yx"))"
    }

    var naming: Sentence {
      let start: Sentence =
        isExchanged ? "" : name.map { "\($0) cannot be their system; " } ?? ""
      return start + (role == .input ? "\(.nameTheirSystem)" : "\(.nameSystem(role))")
    }
  }

  // MARK: Distances

  static func elsewhere(
    _ reach: Box, _ area: Box, _ distance: Double, _ system: CoordinateSystem,
    _ way: Way
  ) -> Misplacement {
    let isOutside = reach.isEmpty || !system.isUsable(somewhereIn: reach, area)
    let start = away(reach, distance, system)
    return Misplacement(isOutside ? "\(start); \(way.naming)" : start, isCertain: isOutside)
  }

  /// How many degrees a box reaches beyond an area.
  static func distance(of reach: Box, from area: Box) -> Double {
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

  static func holds(_ area: Box?, _ box: Box) -> Bool {
    guard let area else { return false }
    return !box.isEmpty && distance(of: box, from: area) <= tolerance
  }

  static func away(
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

  static func beyond(_ point: Point, _ area: Box) -> Double {
    distance(of: Box([point]), from: area)
  }

  static func place(_ box: Box) -> String {
    let longitude = box.minX.remainder(dividingBy: 360)
    return "\(formatted(abs(longitude), 3))° \(longitude < 0 ? "W" : "E"), "
      + "\(formatted(abs(box.minY), 3))° \(box.minY < 0 ? "S" : "N")"
  }
}

extension Box {
  /// The box with both axes exchanged.
  var exchanged: Box { Box(minX: minY, minY: minX, maxX: maxY, maxY: maxX) }

  func scaled(by factor: Double) -> Box {
    Box(minX: minX * factor, minY: minY * factor, maxX: maxX * factor, maxY: maxY * factor)
  }

  func shifted(by turn: Double) -> Box {
    Box(minX: minX + turn, minY: minY, maxX: maxX + turn, maxY: maxY)
  }
}
