internal import CGEOS
package import GridcastBase

/// GEOS's buffers, for use by one thread.
package struct Bufferer: ~Copyable {
  /// The number of edges of a quarter of a circle: the area of a round buffer is a 600th too small.
  private static let quarterEdges: Int32 = 16

  private let context: GEOSContext

  /// - Throws: `.notInstalled` where GEOS is not there.
  package init() throws(GridcastError) { context = try GEOSContext() }

  /// Adds what lies within a distance of a single shape to `result`, as one shape of polygons; with a distance below
  /// 0, what of its polygons lies farther than that from their border.
  ///
  /// - Returns: false where nothing is left, or GEOS cannot.
  package func buffer(_ shape: Shapes, by distance: Double, into result: inout Shapes) -> Bool {
    let handle = unsafe context.handle
    var pieces: [OpaquePointer?] = unsafe []
    for family in ShapeFamily.allCases where distance > 0 || family == .polygons {
      guard let geometry = unsafe context.geometry(of: 0, in: shape, family) else { continue }
      defer { unsafe GEOSGeom_destroy_r(handle, geometry) }
      if let round = unsafe GEOSBuffer_r(handle, geometry, distance, Self.quarterEdges) {
        unsafe pieces.append(round)
      }
    }
    guard let first = unsafe pieces.first else { return false }
    guard unsafe pieces.count > 1 else {
      defer { unsafe GEOSGeom_destroy_r(handle, first) }
      return unsafe context.addShape(first, .polygons, to: &result)
    }
    let all = unsafe context.collection(&pieces, Int32(GEOS_GEOMETRYCOLLECTION.rawValue))
    defer { unsafe GEOSGeom_destroy_r(handle, all) }
    let union = unsafe GEOSUnaryUnion_r(handle, all)
    defer { unsafe GEOSGeom_destroy_r(handle, union) }
    return unsafe context.addShape(union, .polygons, to: &result)
  }
}
