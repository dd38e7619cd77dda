import Foundation
package import GridcastBase
package import GridcastGeo

/// Transforms features from one coordinate system to another, and drops those that are far outside
/// the target's area of use.
package struct Reprojection: Sendable {
  /// The reason for dropping a shape that lies too far outside the area of use.
  package static let tooFar: Sentence =
    "too far from where the coordinate system is meant to be used"
  /// The reason for dropping a shape for which PROJ finds no position.
  package static let notProjectable: Sentence = "no position in the target coordinate system"
  /// The reason for dropping a shape whose longitude or latitude is out of range.
  package static let notDegrees: Sentence = "coordinates are not degrees"

  /// The reasons that mean lost data, as opposed to data outside an area that the user chose.
  package static let losses = [tooFar, notProjectable, notDegrees]

  /// The coordinate system of the features.
  package let source: CoordinateSystem
  /// The coordinate system to transform to.
  package let target: CoordinateSystem
  var way: FittedProjection
  private let wayToDegrees: FittedProjection
  /// The meridian in the middle of the target, where that is a cylinder.
  let cylinder: Double?

  /// The range of longitudes and latitudes.
  private static let world = Box(minX: -360, minY: -90, maxX: 360, maxY: 90)

  /// Makes a transformation between two systems.
  package init(from source: CoordinateSystem, to target: CoordinateSystem) {
    self.source = source
    self.target = target
    way = FittedProjection(from: source, to: target)
    wayToDegrees = FittedProjection(from: source, to: .wgs84)
    cylinder = target.middleOfCylinder
  }

  /// The same transformation for `count` features that lie in a box, with which equal points stay
  /// equal in different batches.
  package func decided(over box: Box, count: Int) -> Reprojection {
    var decided = self
    decided.way = FittedProjection(way, decidedOver: box, count: count)
    return decided
  }

  /// The same transformation, of which the cell that a point falls in does not depend on the points that
  /// are transformed with it.
  package func settled(on cellSize: Double, anchor: Point) -> Reprojection {
    var settled = self
    settled.way = FittedProjection(way, settledOn: cellSize, anchor: anchor)
    return settled
  }

  /// Transforms features; those that cannot be transformed or lie too far away are dropped and
  /// counted.
  ///
  /// Shapes without coordinates are kept. Lines and polygons are cut where they lie over the edge
  /// of a map that goes round the Earth.
  package func move(_ features: Features, _ tally: inout Tally) throws(GridcastError) -> Features {
    let own = cylinder == nil ? .empty : Box(features.shapes.points)
    return try cutAfter(moveWhole(cutBefore(features, &tally), &tally), from: own, &tally)
  }

  private func moveWhole(_ features: Features, _ tally: inout Tally) throws(GridcastError)
    -> Features
  {
    var features = features
    let points = features.shapes.points
    let box = Box(points)
    let mayBeWrong = source.isPlainDegrees && !Self.world.contains(box)
    let isWrong = mayBeWrong ? points.map { abs($0.x) > 360 || abs($0.y) > 90 } : []
    let isFar = try farPoints(points, within: box)
    if source != target {
      features.shapes.points = try project(points)
      countUnshifted(points, movedTo: features.shapes.points, &tally)
    }
    features.coordinateSystem = target
    let isPlaced = features.shapes.points.allSatisfy(\.isFinite)
    if isPlaced && isWrong.isEmpty && isFar.isEmpty { return features }

    let shapes = features.shapes
    var isKept = [Bool](repeating: true, count: features.count)
    for index in 0..<features.count {
      let vertices = shapes.vertices(of: index)
      let reason: Sentence? =
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

  /// Transforms points between two systems; a point without a position there becomes infinite or
  /// NaN.
  package static func project(
    _ points: [Point], from source: CoordinateSystem, to target: CoordinateSystem
  ) throws(GridcastError) -> [Point] {
    try Reprojection(from: source, to: target).project(points)
  }

  /// Transforms points; a point without a position in the target becomes infinite or NaN.
  package func project(_ points: [Point]) throws(GridcastError) -> [Point] {
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

  /// Counts the vertices outside mainland China, where no offset is applied.
  private func countUnshifted(_ points: [Point], movedTo moved: [Point], _ tally: inout Tally) {
    guard source.offset != nil || target.offset != nil else { return }
    // The side without an offset is in degrees that tell the place; where both have one, the first
    // decides.
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

  func degrees(_ points: [Point]) throws(GridcastError) -> [Point] {
    guard !source.isPlainDegrees else { return points }
    var points = points
    try wayToDegrees.move(&points)
    return points
  }

  /// Whether features within a box may be lost by the transformation.
  ///
  /// - Parameter box: The extent of the features, in the source system.
  /// - Returns: false only where PROJ is certain to place them all.
  /// - Throws: `.badData` where PROJ knows no operation to WGS 84.
  package func mayLose(_ box: Box) throws(GridcastError) -> Bool {
    if box.isEmpty { return false }
    if source.isPlainDegrees, !Self.world.contains(box) { return true }
    guard let area = target.areaOfUse?.expanded(by: target.isGeographic ? 0 : Self.farthest) else {
      return true
    }
    return !area.contains(Box(try degrees(box.outline())))
  }

  /// The operation that PROJ uses over a box in the source system.
  package func operation(over box: Box) throws(GridcastError) -> CoordinateOperation? {
    let found = try CoordinateOperation(
      from: source, to: target, over: box.isEmpty ? nil : Box(try degrees(box.outline())))
    // With offsets of map services there are more steps than PROJ's.
    guard let found, found.accuracy != 0, source.offset == nil, target.offset == nil else {
      return found
    }
    return found.corrected(by: try way.operations(at: Self.places(of: box)))
  }

  /// The places at which is looked what becomes of a box.
  static func places(of box: Box) -> [Point] {
    box.isEmpty ? [] : box.outline(pointsPerSide: 5) + [box.center]
  }
}
