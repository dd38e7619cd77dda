import GridcastBase
import GridcastGeo

extension CoordinateSystem {
  /// Whether all of a box, in degrees, lies where the system can be used although it may be beyond its area, with
  /// a share of the error that is allowed.
  func isUsable(over reach: Box, _ area: Box, share: Double = 1) -> Bool {
    if area.expanded(by: Reprojection.farthest).contains(reach) { return true }
    guard !reach.isEmpty, area.expanded(by: Reprojection.utmost).contains(reach) else {
      return false
    }
    return serves(at: reach.outline(), within: share * Reprojection.worstScale).allSatisfy(\.self)
  }

  /// Whether a part of a box, in degrees, lies where the system can be used.
  func isUsable(somewhereIn reach: Box, _ area: Box) -> Bool {
    let turns = [0, 360.0, -360].map(reach.shifted(by:))
    if turns.contains(where: area.expanded(by: Reprojection.farthest).intersects) { return true }
    let wide = area.expanded(by: Reprojection.utmost)
    let places = turns.flatMap { $0.outline(pointsPerSide: 5) }.filter(wide.contains)
    return serves(at: places, within: Reprojection.worstScale).contains(true)
  }
}
