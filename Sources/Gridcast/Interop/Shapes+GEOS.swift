internal import CGEOS

extension Shapes {
  /// The shapes with every invalid polygon made valid, the indices of those that were not, and of
  /// those of which nothing is left.
  ///
  /// Everything but polygons is handed through as it is.
  public func repaired() -> (shapes: Shapes, repaired: [Int], emptied: [Int]) {
    let context = GEOSContext()
    var result = Shapes()
    var repaired: [Int] = []
    var emptied: [Int] = []
    for index in 0..<count {
      guard kinds[index] == .polygon || kinds[index] == .multiPolygon else {
        result.append(shape(index))
        continue
      }
      let geometry = unsafe context.polygons(of: index, in: self)
      defer { unsafe GEOSGeom_destroy_r(context.handle, geometry) }
      if let geometry = unsafe geometry, unsafe GEOSisValid_r(context.handle, geometry) == 1 {
        result.append(shape(index))
        continue
      }
      let valid = unsafe geometry.flatMap { unsafe GEOSMakeValid_r(context.handle, $0) }
      defer { unsafe GEOSGeom_destroy_r(context.handle, valid) }
      result.beginShape(.multiPolygon)
      unsafe context.addPolygons(of: valid, to: &result)
      if result.isEmpty(index) { emptied.append(index) } else { repaired.append(index) }
    }
    return (result, repaired, emptied)
  }

  /// For each shape that is a polygon a point on its surface; nil for others and where there is none.
  func pointsOnSurface() -> [Point?] {
    let context = GEOSContext()
    return (0..<count).map { index in
      guard let geometry = unsafe context.polygons(of: index, in: self) else { return nil }
      defer { unsafe GEOSGeom_destroy_r(context.handle, geometry) }
      guard let inside = unsafe GEOSPointOnSurface_r(context.handle, geometry) else { return nil }
      defer { unsafe GEOSGeom_destroy_r(context.handle, inside) }
      var point = Point(x: .nan, y: .nan)
      unsafe GEOSGeomGetX_r(context.handle, inside, &point.x)
      unsafe GEOSGeomGetY_r(context.handle, inside, &point.y)
      return point.isFinite ? point : nil
    }
  }
}
