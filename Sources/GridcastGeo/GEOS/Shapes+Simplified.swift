internal import CGEOS
package import GridcastBase

extension Shapes {
  /// One shape with fewer vertices, none of which is moved: lines and rings after Douglas and Peucker, so that no line
  /// or ring of the shape comes to cross itself or another one of it, and none is lost.
  ///
  /// - Parameters:
  ///   - index: The shape.
  ///   - tolerance: How far what is left out may lie from what is kept, in units of `places`.
  ///   - places: Where each vertex of these shapes lies on a plane; nil to take it as it stands.
  ///   - simplifier: GEOS, for one thread.
  /// - Returns: nil where nothing is left out, or GEOS cannot simplify the shape.
  package func simplified(
    _ index: Int, tolerance: Double, on places: [Point]?, _ simplifier: borrowing Simplifier
  ) -> Shapes? {
    var plane = shape(index)
    let range = vertices(of: index)
    if let places { plane.points = Array(places[range]) }
    var result = Shapes()
    result.beginShape(kinds[index])
    for family in ShapeFamily.allCases
    where parts(of: index).contains(where: { family.holds(partKinds[$0]) }) {
      if family == .points {
        for part in parts(of: index) where partKinds[part] == .points {
          result.addPart(part, of: self)
        }
        continue
      }
      var found = Shapes()
      found.beginShape(kinds[index])
      guard simplifier.simplify(plane, family, tolerance, into: &found) else { return nil }
      // Each vertex that is kept is one of those that were there, with its height and measure.
      var own: [Point: Int] = [:]
      for vertex in plane.points.indices { own[plane.points[vertex]] = range.lowerBound + vertex }
      for part in found.parts(of: 0) {
        let kept = found.points[found.vertices(ofPart: part)].map { own[$0] }
        guard kept.allSatisfy({ $0 != nil }) else { return nil }
        let vertices = kept.compactMap(\.self)
        result.beginPart(found.partKinds[part])
        result.add(
          vertices.map { points[$0] }, z: hasZ ? vertices.map { z[$0] } : [],
          m: hasM ? vertices.map { m[$0] } : [])
      }
    }
    return result.points.count < range.count ? result : nil
  }
}

/// GEOS's simplification, for use by one thread.
package struct Simplifier: ~Copyable {
  private let context: GEOSContext

  /// - Throws: `.notInstalled` where GEOS is not there.
  package init() throws(GridcastError) { context = try GEOSContext() }

  /// Adds the lines or polygons of a single shape to another, simplified; false where GEOS cannot.
  fileprivate func simplify(
    _ shape: Shapes, _ family: ShapeFamily, _ tolerance: Double, into result: inout Shapes
  ) -> Bool {
    let handle = unsafe context.handle
    guard let geometry = unsafe context.geometry(of: 0, in: shape, family) else { return false }
    defer { unsafe GEOSGeom_destroy_r(handle, geometry) }
    guard let simple = unsafe GEOSTopologyPreserveSimplify_r(handle, geometry, tolerance) else {
      return false
    }
    defer { unsafe GEOSGeom_destroy_r(handle, simple) }
    return unsafe context.add(simple, family, to: &result) > 0
  }
}
