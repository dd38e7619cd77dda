import Foundation
package import GridcastBase
package import GridcastGeo

/// Moves features from one coordinate system to another, and guards against points that the target
/// was never meant for.
package struct Reprojection: Sendable {
  /// What is dropped where a shape lies too far away.
  package static let tooFar = "too far from where the coordinate system is meant to be used"
  /// What is dropped where PROJ finds no position.
  package static let notProjectable = "no position in the target coordinate system"
  /// What is dropped where a longitude or latitude is no angle.
  package static let notDegrees = "coordinates are not degrees"
  /// How far outside the target's area of use a shape may lie, in degrees.
  ///
  /// Six degrees beyond a UTM zone's edge a map is 1.2 % too long; from there on plausible numbers
  /// soon hide a wrong zone.
  package static let farthest = 6.0

  /// The reasons for which data are lost, as opposed to what lies outside by the user's choice.
  package static let losses = [tooFar, notProjectable, notDegrees]

  /// The coordinate system of the features.
  package let source: CoordinateSystem
  /// The coordinate system to move to.
  package let target: CoordinateSystem
  private let wgs84: CoordinateSystem
  private var way: FittedProjection
  private let wayToDegrees: FittedProjection

  /// All that can be a longitude and a latitude.
  private static let world = Box(minX: -360, minY: -90, maxX: 360, maxY: 90)

  /// A move between two systems.
  package init(from source: CoordinateSystem, to target: CoordinateSystem) throws(GridcastError) {
    self.source = source
    self.target = target
    wgs84 = try .wgs84
    way = FittedProjection(from: source, to: target)
    wayToDegrees = FittedProjection(from: source, to: wgs84)
  }

  /// The same move for features that all lie in a box and are so many, by which equal points stay
  /// equal in whichever batches they come.
  package func decided(over box: Box, count: Int) -> Reprojection {
    var decided = self
    decided.way = FittedProjection(way, decidedOver: box, count: count)
    return decided
  }

  /// Moves the features; those that cannot be moved, or lie too far away, are dropped and counted.
  ///
  /// Shapes without coordinates stay as they are.
  package func move(_ features: Features, _ tally: inout Tally) throws(GridcastError) -> Features {
    var features = features
    let points = features.shapes.points
    let box = Box(points)
    let mayBeWrong = source.isGeographic && !Self.world.contains(box)
    let isWrong = mayBeWrong ? points.map { abs($0.x) > 360 || abs($0.y) > 90 } : []
    let isFar = try farPoints(points, within: box)
    if source != target {
      features.shapes.points = try project(points)
      countUnshifted(points, features.shapes.points, &tally)
    }
    features.coordinateSystem = target
    let isPlaced = features.shapes.points.allSatisfy(\.isFinite)
    if isPlaced && isWrong.isEmpty && isFar.isEmpty { return features }

    let shapes = features.shapes
    var isKept = [Bool](repeating: true, count: features.count)
    for index in 0..<features.count {
      let vertices = shapes.vertices(of: index)
      let reason: String? =
        if !isWrong.isEmpty, vertices.contains(where: { isWrong[$0] }) {
          Self.notDegrees
        } else if !isFar.isEmpty, vertices.contains(where: { isFar[$0] }) {
          Self.tooFar
        } else if vertices.contains(where: { points[$0].isFinite && !shapes.points[$0].isFinite }) {
          Self.notProjectable
        } else { nil }
      guard let reason else { continue }
      tally.drop(reason)
      isKept[index] = false
    }
    return isKept.allSatisfy { $0 } ? features : features.filtered(isKept)
  }

  /// Moves points between two systems; what has no position there becomes not finite.
  package static func project(
    _ points: [Point], from source: CoordinateSystem, to target: CoordinateSystem
  ) throws(GridcastError) -> [Point] {
    try Reprojection(from: source, to: target).project(points)
  }

  private func project(_ points: [Point]) throws(GridcastError) -> [Point] {
    var points = points
    if let offset = source.offset {
      for index in points.indices { points[index] = offset.restored(points[index]) }
    }
    if source.definition != target.definition { try way.move(&points) }
    if let offset = target.offset {
      for index in points.indices { points[index] = offset.shifted(points[index]) }
    }
    return points
  }

  /// Counts the vertices outside of mainland China, where nothing is shifted.
  private func countUnshifted(_ points: [Point], _ moved: [Point], _ tally: inout Tally) {
    guard source.offset != nil || target.offset != nil else { return }
    // Of both sides the one in degrees without an offset tells; with two, the first does.
    let count =
      if source.offset == nil, source.isGeographic {
        points.count { !Mainland.contains($0) }
      } else if let offset = source.offset {
        points.count { offset.restored($0) == $0 }
      } else if let offset = target.offset {
        moved.count { offset.restored($0) == $0 }
      } else { 0 }
    tally.count("outside mainland China, not shifted", of: "vertex", plural: "vertices", count)
  }

  /// Whether each point lies too far from the target's area of use; empty where none can.
  private func farPoints(_ points: [Point], within box: Box) throws(GridcastError) -> [Bool] {
    guard !target.isGeographic, let area = target.areaOfUse?.expanded(by: Self.farthest),
      !box.isEmpty
    else { return [] }
    if area.contains(Box(try degrees(box.outline()))) { return [] }
    return zip(points, try degrees(points)).map { start, point in
      // What has no longitude and latitude is nowhere near, unless it never was anywhere.
      guard point.isFinite else { return start.isFinite }
      return ![0, 360, -360].contains { area.contains(Point(x: point.x + $0, y: point.y)) }
    }
  }

  private func degrees(_ points: [Point]) throws(GridcastError) -> [Point] {
    guard !source.isGeographic else { return points }
    var points = points
    try wayToDegrees.move(&points)
    return points
  }

  /// Whether features within a box may be lost on the way.
  ///
  /// - Parameter box: Around the features, in the source system.
  /// - Returns: false only where PROJ surely places them all.
  /// - Throws: `.badData` where PROJ knows no way to WGS 84.
  package func mayLose(_ box: Box) throws(GridcastError) -> Bool {
    if box.isEmpty { return false }
    if source.isGeographic, !Self.world.contains(box) {
      return true
    }
    guard let area = target.areaOfUse?.expanded(by: target.isGeographic ? 0 : Self.farthest) else {
      return true
    }
    return !area.contains(Box(try degrees(box.outline())))
  }

  /// What PROJ does between the two, over a box in the source system.
  package func operation(over box: Box) throws(GridcastError) -> CoordinateOperation? {
    try CoordinateOperation(
      from: source, to: target, over: box.isEmpty ? nil : Box(try degrees(box.outline())))
  }

  /// What the user should know of how far the features reach beyond the target's area of use.
  ///
  /// - Parameter box: Around the features, in the source system.
  /// - Returns: A sentence; nil where they stay within it, or the target is geographic or has no
  ///   known area of use.
  /// - Throws: `.badData` where PROJ knows no way from the source to WGS 84.
  package func warning(over box: Box) throws(GridcastError) -> Sentence? {
    guard !target.isGeographic, let area = target.areaOfUse, !box.isEmpty else { return nil }
    let reach = Box(try degrees(box.outline()))
    if reach.isEmpty || area.contains(reach) { return nil }
    // What lies farther is refused, and its number tells more than a scale would.
    guard area.expanded(by: Self.farthest).contains(reach) else { return nil }
    var scales: [Double] = []
    for longitude in [reach.minX, reach.maxX] {
      scales.append(try scale(at: Point(x: longitude, y: reach.center.y)))
    }
    guard let worst = scales.max(by: { abs($0 - 1) < abs($1 - 1) }), worst.isFinite else {
      return nil
    }
    return "the data reach beyond the area that \(target) is made for; at the far edge lengths are "
      + "\(formatted(abs(worst - 1) * 100, 2)) % too \(worst > 1 ? "long" : "short")"
  }

  /// How much longer a short way north is on the map than on the ground, at a position in degrees.
  ///
  /// The ground is the WGS 84 ellipsoid, whose meridian has the radius a(1 − e²)/(1 − e²·sin²φ)^1.5.
  private func scale(at position: Point) throws(GridcastError) -> Double {
    let step = 1e-4
    let ends = try Self.project(
      [-step, step].map { Point(x: position.x, y: position.y + $0) }, from: wgs84, to: target)
    let dx = ends[1].x - ends[0].x
    let dy = ends[1].y - ends[0].y
    let eccentricity = 0.006_694_379_990_14
    let sine = sin(position.y * .pi / 180)
    let radius = 6_378_137 * (1 - eccentricity) / pow(1 - eccentricity * sine * sine, 1.5)
    let ground = radius * 2 * step * .pi / 180
    return (dx * dx + dy * dy).squareRoot() * target.metresPerUnit / ground
  }
}
