internal import CGEOS
package import GridcastBase
import Synchronization

/// Cuts shapes by an area, for use by one thread; `AreaClipper.Pool` has one for each.
@safe package final class AreaClipper {
  /// What became of a shape.
  package enum Outcome: Sendable, Equatable {
    /// It lies within the area and stays as it is.
    case inside
    /// It has nothing in common with the area, or only touches its border.
    case outside
    /// It was cut.
    case cut
    /// It was made valid, and then cut.
    case repairedAndCut
    /// GEOS could not cut it.
    case failed
  }

  private let context: GEOSContext
  private let area: OpaquePointer
  private let prepared: OpaquePointer
  private let box: Box

  /// Makes a clipper of valid polygons, which may overlap.
  ///
  /// - Throws: `.notInstalled` where GEOS is not there; `.badData` where the polygons hold no area.
  init(_ areas: Shapes) throws(GridcastError) {
    let context = try GEOSContext()
    let handle = unsafe context.handle
    var pieces: [OpaquePointer?] = unsafe []
    for index in 0..<areas.count {
      if let piece = unsafe context.polygons(of: index, in: areas) { unsafe pieces.append(piece) }
    }
    let all = unsafe context.collection(&pieces, Int32(GEOS_GEOMETRYCOLLECTION.rawValue))
    defer { unsafe GEOSGeom_destroy_r(handle, all) }
    guard let area = unsafe GEOSUnaryUnion_r(handle, all),
      let prepared = unsafe GEOSPrepare_r(handle, area),
      unsafe GEOSisEmpty_r(handle, area) == 0
    else { throw GridcastError(.badData, "the area to clip by", "GEOS makes no area of it") }
    self.context = context
    unsafe self.area = area
    unsafe self.prepared = prepared
    box = Box(areas.points)
  }

  deinit {
    unsafe GEOSPreparedGeom_destroy_r(context.handle, prepared)
    unsafe GEOSGeom_destroy_r(context.handle, area)
  }

  /// Adds what lies within the area of one shape to `result`, as one shape; nothing where it lies outside.
  ///
  /// What the area only touches is left out: of a polygon what is no polygon, of a line what is no line. Heights at
  /// new vertices lie between those beside them; measures are not kept.
  package func clip(_ shape: Int, of shapes: Shapes, into result: inout Shapes) -> Outcome {
    let own = shapes.box(of: shape)
    guard !own.isEmpty, own.minX <= box.maxX, own.maxX >= box.minX, own.minY <= box.maxY,
      own.maxY >= box.minY
    else { return .outside }
    var pieces = Shapes()
    pieces.beginShape(.collection)
    var outcomes: [Outcome] = []
    var kinds: [Shapes.Kind] = []
    for family in ShapeFamily.allCases
    where shapes.parts(of: shape).contains(where: { family.holds(shapes.partKinds[$0]) }) {
      let (outcome, count) = clip(family, shape, of: shapes, into: &pieces)
      outcomes.append(outcome)
      if count > 0 { kinds.append(count == 1 ? family.kinds.one : family.kinds.several) }
    }
    if outcomes.contains(.failed) { return .failed }
    if outcomes.allSatisfy({ $0 == .inside }) {
      result.append(shapes.shape(shape))
      return .inside
    }
    guard let kind = kinds.first else { return .outside }
    result.beginShape(kinds.count == 1 ? kind : .collection)
    result.addParts(of: 0, in: pieces)
    return outcomes.contains(.repairedAndCut) ? .repairedAndCut : .cut
  }

  private func clip(
    _ family: ShapeFamily, _ shape: Int, of shapes: Shapes, into pieces: inout Shapes
  ) -> (Outcome, count: Int) {
    let handle = unsafe context.handle
    guard var geometry = unsafe context.geometry(of: shape, in: shapes, family) else {
      return (.failed, 0)
    }
    defer { unsafe GEOSGeom_destroy_r(handle, geometry) }
    if unsafe GEOSPreparedCovers_r(handle, prepared, geometry) == 1 {
      return (.inside, unsafe context.add(geometry, family, to: &pieces))
    }
    if unsafe GEOSPreparedIntersects_r(handle, prepared, geometry) == 0 { return (.outside, 0) }
    var outcome = Outcome.cut
    if family == .polygons, unsafe GEOSisValid_r(handle, geometry) != 1 {
      guard let valid = unsafe GEOSMakeValid_r(handle, geometry) else { return (.failed, 0) }
      unsafe GEOSGeom_destroy_r(handle, geometry)
      unsafe geometry = valid
      outcome = .repairedAndCut
    }
    guard let piece = unsafe GEOSIntersection_r(handle, geometry, area) else { return (.failed, 0) }
    defer { unsafe GEOSGeom_destroy_r(handle, piece) }
    let count = unsafe context.add(piece, family, to: &pieces)
    return count > 0 ? (outcome, count) : (.outside, 0)
  }
}

extension AreaClipper {
  /// A clipper for each of the threads that cut by one area at the same time.
  package final class Pool: Sendable {
    private let areas: Shapes
    private let free = Mutex<[Held]>([])

    /// A clipper that nobody uses.
    private struct Held: @unchecked Sendable { let clipper: AreaClipper }

    /// Makes a pool for valid polygons, which may overlap.
    ///
    /// - Throws: `.notInstalled` where GEOS is not there; `.badData` where the polygons hold no area.
    package init(_ areas: Shapes) throws(GridcastError) {
      self.areas = areas
      let first = Held(clipper: try AreaClipper(areas))
      free.withLock { $0.append(first) }
    }

    /// Calls with a clipper that no other thread uses.
    package func use<Result>(_ body: (AreaClipper) -> Result) throws(GridcastError) -> Result {
      var held = free.withLock { $0.popLast() }
      if held == nil { held = Held(clipper: try AreaClipper(areas)) }
      guard let held else { preconditionFailure("there is one now") }
      defer { free.withLock { $0.append(held) } }
      return body(held.clipper)
    }
  }
}
