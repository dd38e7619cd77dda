internal import CPROJ
package import GridcastBase
import Synchronization

/// A transformation between two coordinate systems: by PROJ, or from WGS 84 to one of its UTM zones and back
/// by the same formulas, without loading it.
///
/// A PROJ object serves one thread at a time, so each call takes one from a pool of idle objects;
/// creating one may take longer than transforming a block of points.
package final class Projection: Sendable {
  private let source: CoordinateSystem
  private let target: CoordinateSystem
  private let ownWay: (@Sendable (Point) -> Point?)?
  private let idle = Mutex<[PlannedMove]>([])

  /// Prepares a transformation, which PROJ plans when it is first used.
  package init(from source: CoordinateSystem, to target: CoordinateSystem) {
    self.source = source
    self.target = target
    ownWay =
      switch (source.definition, target.definition) {
      case ("EPSG:4326", let code):
        UTMZone(code: code).map { TransverseMercator($0).projected }
      case (let code, "EPSG:4326"):
        UTMZone(code: code).map { TransverseMercator($0).degrees(of:) }
      default: nil
      }
  }

  /// Transforms points in place; a point that cannot be transformed becomes infinite or NaN.
  ///
  /// - Throws: `.badData` where PROJ knows no operation between the two systems.
  package func move(_ points: inout MutableSpan<Point>) throws(GridcastError) {
    guard let ownWay else { return try moveByPROJ(&points) }
    var others: [Int] = []
    for index in points.indices {
      if let moved = ownWay(points[index]) { points[index] = moved } else { others.append(index) }
    }
    guard !others.isEmpty else { return }
    var rest = others.map { points[$0] }
    var span = rest.mutableSpan
    try moveByPROJ(&span)
    for (index, point) in zip(others, rest) { points[index] = point }
  }

  private func moveByPROJ(_ points: inout MutableSpan<Point>) throws(GridcastError) {
    let move = try take()
    move.move(&points)
    idle.withLock { $0.append(move) }
  }

  /// Whether one operation serves all points; where there are several, PROJ chooses by the position
  /// of each point.
  ///
  /// - Throws: `.badData` where PROJ knows no operation between the two systems.
  package func isOneOperation() throws(GridcastError) -> Bool {
    if ownWay != nil { return true }
    let move = try take()
    defer { idle.withLock { $0.append(move) } }
    return move.isOneOperation
  }

  /// The operations that PROJ takes at some points, each once.
  ///
  /// - Throws: `.badData` where PROJ knows no operation between the two systems.
  package func operations(at points: [Point]) throws(GridcastError) -> [CoordinateOperation] {
    let move = try take()
    defer { idle.withLock { $0.append(move) } }
    var found: [CoordinateOperation] = []
    for operation in points.lazy.compactMap({ move.used(at: $0) })
    where !found.contains(operation) { found.append(operation) }
    return found
  }

  private func take() throws(GridcastError) -> PlannedMove {
    if let move = idle.withLock({ $0.popLast() }) { return move }
    return try PlannedMove(from: source.definition, to: target.definition, "\(source) to \(target)")
  }
}

/// The PROJ objects of a transformation, used by one thread at a time.
@safe private final class PlannedMove: @unchecked Sendable {
  private let proj: PROJContext
  private let operation: OpaquePointer
  /// PROJ knows the steps of a single operation at once, and those of several only after it has
  /// chosen one.
  let isOneOperation: Bool

  init(from source: String, to target: String, _ subject: String) throws(GridcastError) {
    let proj = try PROJContext()
    let context = unsafe proj.handle
    guard let plan = unsafe proj_create_crs_to_crs(context, source, target, nil),
      let operation = unsafe proj_normalize_for_visualization(context, plan)
    else {
      throw GridcastError(.badData, subject, "no transformation: \(proj.words)")
    }
    proj.silence()
    unsafe proj_destroy(plan)
    self.proj = proj
    unsafe self.operation = operation
    isOneOperation =
      unsafe proj_pj_info(operation).definition.map {
        unsafe String(cString: $0).hasPrefix("proj=")
      } ?? false
  }

  deinit {
    unsafe proj_destroy(operation)
  }

  /// The operation at one point; nil where PROJ does not tell it.
  func used(at point: Point) -> CoordinateOperation? {
    let moved = unsafe proj_trans(operation, PJ_FWD, proj_coord(point.x, point.y, 0, 0))
    guard unsafe moved.xy.x.isFinite,
      let used = unsafe proj_trans_get_last_used_operation(operation)
    else { return nil }
    defer { unsafe proj_destroy(used) }
    return unsafe CoordinateOperation(used, in: proj.handle)
  }

  func move(_ points: inout MutableSpan<Point>) {
    let count = points.count
    let stride = MemoryLayout<Point>.stride
    unsafe points.withUnsafeMutableBytes { bytes in
      let x = unsafe bytes.baseAddress?.assumingMemoryBound(to: Double.self)
      _ = unsafe proj_trans_generic(
        operation, PJ_FWD, x, stride, count, x.map { unsafe $0 + 1 }, stride, count, nil, 0, 0, nil,
        0, 0)
    }
  }
}

/// The version of PROJ, as in "9.1.1", or "none" where it cannot be loaded.
package var projVersion: String {
  unsafe proj_info().version.map { unsafe String(cString: $0) } ?? "none"
}
