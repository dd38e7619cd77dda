internal import CGEOS
package import GridcastBase

/// A spatial index of polygons, for use by one thread.
@safe package struct PolygonIndex: ~Copyable {
  private let context: GEOSContext
  private let tree: OpaquePointer
  /// The GEOS geometry and prepared geometry of each shape; nil where a shape has no polygon.
  private let geometries: [OpaquePointer?]
  private let prepared: [OpaquePointer?]

  /// Builds an index of valid polygons; use `Shapes.repaired()` to make them valid.
  ///
  /// - Throws: `.notInstalled` where GEOS is not there.
  package init(_ shapes: Shapes) throws(GridcastError) {
    let context = try GEOSContext()
    let handle = unsafe context.handle
    guard let tree = unsafe GEOSSTRtree_create_r(handle, 10) else {
      preconditionFailure("GEOS has no memory left")
    }
    var geometries: [OpaquePointer?] = unsafe []
    var prepared: [OpaquePointer?] = unsafe []
    for index in 0..<shapes.count {
      let geometry = unsafe context.polygons(of: index, in: shapes)
      unsafe geometries.append(geometry)
      unsafe prepared.append(geometry.flatMap { unsafe GEOSPrepare_r(handle, $0) })
      if let geometry = unsafe geometry {
        // The item is the shape's index plus one, as a null pointer cannot be an item.
        unsafe GEOSSTRtree_insert_r(
          handle, tree, geometry, UnsafeMutableRawPointer(bitPattern: index + 1))
      }
    }
    self.context = context
    unsafe self.tree = tree
    unsafe self.geometries = unsafe geometries
    unsafe self.prepared = unsafe prepared
  }

  deinit {
    let handle = unsafe context.handle
    for index in unsafe prepared.indices {
      unsafe GEOSPreparedGeom_destroy_r(handle, prepared[index])
    }
    for index in unsafe geometries.indices { unsafe GEOSGeom_destroy_r(handle, geometries[index]) }
    unsafe GEOSSTRtree_destroy_r(handle, tree)
  }

  /// The indices of the polygons that contain a point or touch it, in order.
  package func shapes(at point: Point) -> [Int] {
    guard point.isFinite else { return [] }
    let handle = unsafe context.handle
    let geometry = unsafe GEOSGeom_createPointFromXY_r(handle, point.x, point.y)
    defer { unsafe GEOSGeom_destroy_r(handle, geometry) }
    return unsafe candidates(geometry).filter {
      unsafe GEOSPreparedIntersects_r(handle, prepared[$0], geometry) == 1
    }
  }

  private func candidates(_ geometry: OpaquePointer?) -> [Int] {
    final class Found { var indices: [Int] = [] }
    let found = Found()
    unsafe GEOSSTRtree_query_r(
      context.handle, tree, geometry,
      { item, found in
        guard let item = unsafe item, let found = unsafe found else { return }
        unsafe Unmanaged<Found>.fromOpaque(found).takeUnretainedValue().indices
          .append(Int(bitPattern: item) - 1)
      }, Unmanaged.passUnretained(found).toOpaque())
    return found.indices.sorted()
  }
}
