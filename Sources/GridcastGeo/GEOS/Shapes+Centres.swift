internal import CGEOS
package import GridcastBase

extension Shapes {
  /// Finds the centre of gravity of each shape: of its polygons, else of its lines, else of its points.
  ///
  /// - Parameter isInside: Whether a point on the shape is taken instead, which a bent shape's centre of gravity may
  ///   not be.
  /// - Returns: One point a shape; nil where it has none.
  /// - Throws: `.notInstalled` where GEOS is not there.
  package func centres(inside isInside: Bool = false) throws(GridcastError) -> [Point?] {
    if areSinglePoints { return points.map { $0.isFinite ? $0 : nil } }
    let context = try GEOSContext()
    let handle = unsafe context.handle
    return (0..<count).map { index in
      for family in [ShapeFamily.polygons, .lines, .points] {
        guard let geometry = unsafe context.geometry(of: index, in: self, family) else { continue }
        defer { unsafe GEOSGeom_destroy_r(handle, geometry) }
        let found =
          unsafe isInside
          ? GEOSPointOnSurface_r(handle, geometry) : GEOSGetCentroid_r(handle, geometry)
        guard let found = unsafe found else { continue }
        defer { unsafe GEOSGeom_destroy_r(handle, found) }
        var point = Point(x: .nan, y: .nan)
        unsafe GEOSGeomGetX_r(handle, found, &point.x)
        unsafe GEOSGeomGetY_r(handle, found, &point.y)
        if point.isFinite { return point }
      }
      return nil
    }
  }
}
