package import GridcastBase
import GridcastGeo

extension Reprojection {
  /// How far from the target's area of use a shape may lie in any case, in degrees.
  ///
  /// Six degrees beyond the edge of a UTM zone, lengths on the map are 1.2 % too great.
  package static let farthest = 6.0
  /// How far it may lie where the map still serves, in degrees; farther away, plausible numbers would hide
  /// a wrong zone.
  static let utmost = 20.0
  /// By which share lengths may be off there.
  static let worstScale = 0.05

  /// Whether each point lies too far from the target's area of use; empty where none can.
  func farPoints(_ points: [Point], within box: Box) throws(GridcastError) -> [Bool] {
    guard !target.isGeographic, let area = target.areaOfUse, !box.isEmpty else { return [] }
    // What is found of the edge of a box holds for all within, but for a little.
    if target.isUsable(over: Box(try degrees(box.outline())), area, share: 0.98) { return [] }
    let places = try degrees(points)
    var isFar = zip(points, places).map { start, point in
      // A point without longitude and latitude counts as far, unless it had no position before.
      point.isFinite ? !Self.reaches(point, area, Self.farthest) : start.isFinite
    }
    let doubtful = places.indices.filter {
      isFar[$0] && places[$0].isFinite && Self.reaches(places[$0], area, Self.utmost)
    }
    let serves = target.serves(at: doubtful.map { places[$0] }, within: Self.worstScale)
    for (index, serves) in zip(doubtful, serves) { isFar[index] = !serves }
    return isFar
  }

  /// Whether a place lies no farther than some degrees from an area, however longitudes are counted.
  private static func reaches(_ place: Point, _ area: Box, _ distance: Double) -> Bool {
    let wide = area.expanded(by: distance)
    return [0, 360, -360].contains { wide.contains(Point(x: place.x + $0, y: place.y)) }
  }

  /// A warning about features beyond the target's area of use.
  ///
  /// - Parameter box: The extent of the features, in the source system.
  /// - Returns: A sentence; nil where they lie within the area, or the target is geographic or has
  ///   no known area of use.
  /// - Throws: `.badData` where PROJ knows no operation from the source to WGS 84.
  package func warning(over box: Box) throws(GridcastError) -> Sentence? {
    guard !target.isGeographic, let area = target.areaOfUse, !box.isEmpty else { return nil }
    let reach = Box(try degrees(box.outline()))
    if reach.isEmpty || area.contains(reach) { return nil }
    // What lies farther is dropped, and its count says more than a scale.
    guard target.isUsable(over: reach, area) else { return nil }
    guard let worst = target.extremeScale(at: reach.outline(pointsPerSide: 5)) else { return nil }
    guard worst < 100 else {
      return
        "the data reach beyond the area that \(target) is made for; at the far edge lengths are more "
        + "than a hundred times too long"
    }
    let share = spoken(abs(worst - 1) * 100, abs(worst - 1) < 1 ? 2 : 0)
    return "the data reach beyond the area that \(target) is made for; at the far edge lengths are "
      + "\(share) % too \(worst > 1 ? "long" as Sentence : "short")"
  }
}
