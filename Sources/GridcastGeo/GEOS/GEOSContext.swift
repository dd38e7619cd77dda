internal import CGEOS
import GridcastBase

/// A GEOS context with the messages of its calls; for use by one thread.
@safe struct GEOSContext: ~Copyable {
  let handle: GEOSContextHandle_t
  private let messages = Messages()

  /// Loads GEOS where that was not done before.
  ///
  /// - Throws: `.notInstalled` where GEOS is not there.
  init() throws(GridcastError) {
    if let words = unsafe gridcast_geos_missing() {
      throw GridcastError(.notInstalled, "GEOS", Sentence(message: unsafe String(cString: words)))
    }
    guard let handle = unsafe GEOS_init_r() else { preconditionFailure("GEOS has no memory left") }
    unsafe self.handle = handle
    unsafe GEOSContext_setErrorMessageHandler_r(
      handle, { unsafe Messages.add($0, at: $1) }, messages.address)
  }

  deinit { unsafe GEOS_finish_r(handle) }

  /// Converts the polygons of one shape to a GEOS geometry, which the caller must destroy; nil
  /// where there are none or GEOS rejects them.
  ///
  /// Open rings are closed, and rings of fewer than three corners are left out.
  func polygons(of shape: Int, in shapes: Shapes) -> OpaquePointer? {
    var polygons: [OpaquePointer?] = unsafe []
    var exterior: OpaquePointer?
    var holes: [OpaquePointer?] = unsafe []
    func closePolygon() {
      guard let shell = unsafe exterior else { return }
      let polygon = unsafe holes.withUnsafeMutableBufferPointer {
        unsafe GEOSGeom_createPolygon_r(handle, shell, $0.baseAddress, UInt32($0.count))
      }
      if let polygon = unsafe polygon { unsafe polygons.append(polygon) }
      unsafe exterior = nil
      unsafe holes = unsafe []
    }
    for part in shapes.parts(of: shape) {
      guard let ring = unsafe ring(shapes.vertices(ofPart: part), in: shapes) else { continue }
      if shapes.partKinds[part] == .exterior {
        closePolygon()
        unsafe exterior = ring
      } else if unsafe shapes.partKinds[part] == .interior && exterior != nil {
        unsafe holes.append(ring)
      } else {
        unsafe GEOSGeom_destroy_r(handle, ring)
      }
    }
    closePolygon()
    guard unsafe polygons.count > 1 else { return unsafe polygons.first ?? nil }
    return unsafe polygons.withUnsafeMutableBufferPointer {
      unsafe GEOSGeom_createCollection_r(
        handle, Int32(GEOS_MULTIPOLYGON.rawValue), $0.baseAddress, UInt32($0.count))
    }
  }

  private func ring(_ vertices: Range<Int>, in shapes: Shapes) -> OpaquePointer? {
    guard let first = vertices.first, let last = vertices.last, vertices.count >= 3 else {
      return nil
    }
    let isOpen = shapes.points[first] != shapes.points[last]
    guard vertices.count + (isOpen ? 1 : 0) >= 4,
      let sequence = unsafe sequence(
        isOpen ? Array(vertices) + [first] : Array(vertices), in: shapes)
    else { return nil }
    return unsafe GEOSGeom_createLinearRing_r(handle, sequence)
  }

  /// Adds the polygons of a GEOS geometry to the last shape of `shapes`.
  func addPolygons(of geometry: OpaquePointer?, to shapes: inout Shapes) {
    guard let geometry = unsafe geometry, unsafe GEOSisEmpty_r(handle, geometry) == 0 else {
      return
    }
    if unsafe GEOSGeomTypeId_r(handle, geometry) == Int32(GEOS_POLYGON.rawValue) {
      unsafe addRing(GEOSGetExteriorRing_r(handle, geometry), .exterior, to: &shapes)
      let holes = unsafe GEOSGetNumInteriorRings_r(handle, geometry)
      for ring in 0..<holes {
        unsafe addRing(GEOSGetInteriorRingN_r(handle, geometry, ring), .interior, to: &shapes)
      }
    } else {
      let count = unsafe GEOSGetNumGeometries_r(handle, geometry)
      guard unsafe count > 1 || GEOSGetGeometryN_r(handle, geometry, 0) != geometry else { return }
      for part in 0..<count {
        unsafe addPolygons(of: GEOSGetGeometryN_r(handle, geometry, part), to: &shapes)
      }
    }
  }

  private func addRing(_ ring: OpaquePointer?, _ kind: Shapes.PartKind, to shapes: inout Shapes) {
    guard let sequence = unsafe GEOSGeom_getCoordSeq_r(handle, ring) else { return }
    var size: UInt32 = 0
    unsafe GEOSCoordSeq_getSize_r(handle, sequence, &size)
    var corners = [Point](repeating: Point(x: 0, y: 0), count: Int(size))
    unsafe corners.withUnsafeMutableBytes { bytes in
      _ = unsafe GEOSCoordSeq_copyToBuffer_r(
        handle, sequence, bytes.baseAddress?.assumingMemoryBound(to: Double.self), 0, 0)
    }
    shapes.addPart(kind, corners)
  }
}

/// The version of GEOS, as in "3.11.1", or "none" where it cannot be loaded.
package var geosVersion: String {
  guard unsafe gridcast_geos_missing() == nil else { return "none" }
  return unsafe String(cString: GEOSversion()).split(separator: "-").first.map(String.init) ?? ""
}
