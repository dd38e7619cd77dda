internal import CGEOS
package import GridcastBase

extension Shapes {
  /// Makes every invalid polygon valid, and returns the indices of the repaired shapes and of those
  /// that became empty.
  ///
  /// Shapes other than polygons are returned unchanged.
  ///
  /// - Throws: `.notInstalled` where GEOS is not there.
  package func repaired() throws(GridcastError) -> (
    shapes: Shapes, repaired: [Int], emptied: [Int]
  ) {
    let context = try GEOSContext()
    var result = Shapes()
    var repaired: [Int] = []
    var emptied: [Int] = []
    for index in 0..<count {
      guard kinds[index] == .polygon || kinds[index] == .multiPolygon else {
        result.append(shape(index))
        continue
      }
      let closed = closingRings(of: index)
      let geometry = unsafe context.polygons(of: index, in: self)
      defer { unsafe GEOSGeom_destroy_r(context.handle, geometry) }
      if let geometry = unsafe geometry, unsafe GEOSisValid_r(context.handle, geometry) == 1 {
        if closed != nil { repaired.append(index) }
        result.append(closed ?? shape(index))
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

  /// A polygon with its open rings closed; nil where all are closed.
  private func closingRings(of index: Int) -> Shapes? {
    func isOpen(_ part: Int) -> Bool {
      let vertices = vertices(ofPart: part)
      return vertices.count > 2
        && points[vertices.lowerBound] != points[vertices.upperBound - 1]
    }
    guard parts(of: index).contains(where: isOpen) else { return nil }
    var result = Shapes()
    result.beginShape(kinds[index])
    for part in parts(of: index) {
      var range = Array(vertices(ofPart: part))
      if isOpen(part) { range.append(range[0]) }
      result.beginPart(partKinds[part])
      result.add(
        range.map { points[$0] }, z: z.isEmpty ? [] : range.map { z[$0] },
        m: m.isEmpty ? [] : range.map { m[$0] })
    }
    return result
  }

  /// What all polygons together cover, as one shape; they must be valid.
  ///
  /// - Throws: `.notInstalled` where GEOS is not there.
  package func united() throws(GridcastError) -> Shapes {
    let context = try GEOSContext()
    var all = Shapes()
    all.beginShape(.multiPolygon)
    for part in partKinds.indices
    where partKinds[part] == .exterior || partKinds[part] == .interior {
      all.addPart(partKinds[part], Array(points[vertices(ofPart: part)]))
    }
    // What is alone, or lies apart, stays as it is.
    guard partKinds.count(where: { $0 == .exterior }) > 1,
      let apart = unsafe context.polygons(of: 0, in: all)
    else { return all }
    defer { unsafe GEOSGeom_destroy_r(context.handle, apart) }
    let joined = unsafe GEOSUnaryUnion_r(context.handle, apart)
    defer { unsafe GEOSGeom_destroy_r(context.handle, joined) }
    var result = Shapes()
    result.beginShape(.multiPolygon)
    unsafe context.addPolygons(of: joined, to: &result)
    return result.isEmpty(0) ? all : result
  }

  /// A point on the surface of each polygon; nil for other shapes and where there is none.
  ///
  /// - Throws: `.notInstalled` where GEOS is not there.
  package func pointsOnSurface() throws(GridcastError) -> [Point?] {
    let context = try GEOSContext()
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

  /// Adds the convex hull of points as one shape, which has no geometry where the points lie on one
  /// line.
  ///
  /// - Throws: `.notInstalled` where GEOS is not there.
  package mutating func addConvexHull(of points: [Point]) throws(GridcastError) {
    let context = try GEOSContext()
    let handle = unsafe context.handle
    // A line through the points has the same hull, and is faster to create than many points.
    let corners = points.filter(\.isFinite)
    guard corners.count > 2 else { return addNull() }
    let sequence = unsafe corners.withUnsafeBytes { bytes in
      unsafe GEOSCoordSeq_copyFromBuffer_r(
        handle, bytes.baseAddress?.assumingMemoryBound(to: Double.self), UInt32(corners.count), 0, 0
      )
    }
    guard let sequence = unsafe sequence else { return addNull() }
    let line = unsafe GEOSGeom_createLineString_r(handle, sequence)
    defer { unsafe GEOSGeom_destroy_r(handle, line) }
    let hull = unsafe line.flatMap { unsafe GEOSConvexHull_r(handle, $0) }
    defer { unsafe GEOSGeom_destroy_r(handle, hull) }
    guard let hull = unsafe hull,
      unsafe GEOSGeomTypeId_r(handle, hull) == Int32(GEOS_POLYGON.rawValue)
    else { return addNull() }
    beginShape(.polygon)
    unsafe context.addPolygons(of: hull, to: &self)
  }
}
