internal import CGEOS
package import GridcastBase

extension Shapes {
  /// One shape of some shapes: polygons become one area, lines that meet become one line, and each place of points
  /// is kept once.
  ///
  /// - Returns: The shape, without geometry where they have none, and how many invalid polygons were made valid
  ///   before; nil where GEOS cannot unite them.
  /// - Throws: `.notInstalled` where GEOS is not there.
  package func united(_ indices: [Int]) throws(GridcastError) -> (shape: Shapes, repaired: Int)? {
    let context = try GEOSContext()
    let handle = unsafe context.handle
    var repaired = 0
    var pieces = Shapes()
    pieces.beginShape(.collection)
    var kinds: [Kind] = []
    for family in ShapeFamily.allCases {
      var parts: [OpaquePointer?] = unsafe []
      for index in indices {
        guard var geometry = unsafe context.geometry(of: index, in: self, family) else { continue }
        if family == .polygons, unsafe GEOSisValid_r(handle, geometry) != 1,
          let valid = unsafe GEOSMakeValid_r(handle, geometry)
        {
          unsafe GEOSGeom_destroy_r(handle, geometry)
          unsafe geometry = valid
          repaired += 1
        }
        unsafe parts.append(geometry)
      }
      guard unsafe !parts.isEmpty else { continue }
      let all = unsafe context.collection(&parts, Int32(GEOS_GEOMETRYCOLLECTION.rawValue))
      defer { unsafe GEOSGeom_destroy_r(handle, all) }
      guard var union = unsafe GEOSUnaryUnion_r(handle, all) else { return nil }
      if family == .lines, let merged = unsafe GEOSLineMerge_r(handle, union) {
        unsafe GEOSGeom_destroy_r(handle, union)
        unsafe union = merged
      }
      defer { unsafe GEOSGeom_destroy_r(handle, union) }
      let count = unsafe context.add(union, family, to: &pieces)
      if count > 0 { kinds.append(count == 1 ? family.kinds.one : family.kinds.several) }
    }
    var result = Shapes()
    guard let kind = kinds.first else {
      result.addNull()
      return (result, repaired)
    }
    result.beginShape(kinds.count == 1 ? kind : .collection)
    result.addParts(of: 0, in: pieces)
    return (result, repaired)
  }
}
