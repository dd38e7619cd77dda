internal import CGEOS
import GridcastBase

/// What a geometry consists of: points, lines or polygons.
///
/// GEOS compares and cuts geometries of one dimension well, and hardly any collection of several.
enum ShapeFamily: CaseIterable {
  case points, lines, polygons

  /// The type of one, and of several.
  var kinds: (one: Shapes.Kind, several: Shapes.Kind) {
    switch self {
    case .points: (.point, .multiPoint)
    case .lines: (.line, .multiLine)
    case .polygons: (.polygon, .multiPolygon)
    }
  }

  func holds(_ kind: Shapes.PartKind) -> Bool {
    switch kind {
    case .points: self == .points
    case .line: self == .lines
    case .exterior, .interior: self == .polygons
    }
  }
}

extension GEOSContext {
  /// Converts what one shape has of a family to a GEOS geometry with its heights, which the caller must destroy;
  /// nil where it has nothing of it, or GEOS rejects it.
  func geometry(of shape: Int, in shapes: Shapes, _ family: ShapeFamily) -> OpaquePointer? {
    if family == .polygons { return unsafe polygons(of: shape, in: shapes) }
    var pieces: [OpaquePointer?] = unsafe []
    for part in shapes.parts(of: shape) where family.holds(shapes.partKinds[part]) {
      let range = shapes.vertices(ofPart: part)
      if family == .lines {
        guard range.count > 1, let sequence = unsafe sequence(range, in: shapes) else { continue }
        if let line = unsafe GEOSGeom_createLineString_r(handle, sequence) {
          unsafe pieces.append(line)
        }
      } else {
        for vertex in range {
          guard let sequence = unsafe sequence(vertex..<vertex + 1, in: shapes) else { continue }
          if let point = unsafe GEOSGeom_createPoint_r(handle, sequence) {
            unsafe pieces.append(point)
          }
        }
      }
    }
    guard unsafe pieces.count > 1 else { return unsafe pieces.first ?? nil }
    let type = family == .lines ? GEOS_MULTILINESTRING : GEOS_MULTIPOINT
    return unsafe collection(&pieces, Int32(type.rawValue))
  }

  /// A collection of geometries, which then belong to it.
  func collection(_ pieces: inout [OpaquePointer?], _ type: Int32) -> OpaquePointer? {
    unsafe pieces.withUnsafeMutableBufferPointer {
      unsafe GEOSGeom_createCollection_r(handle, type, $0.baseAddress, UInt32($0.count))
    }
  }

  /// Vertices with their heights, where all of them have one; nil where one is not finite.
  func sequence(_ vertices: some RandomAccessCollection<Int>, in shapes: Shapes) -> OpaquePointer? {
    guard vertices.allSatisfy({ shapes.points[$0].isFinite }) else { return nil }
    let hasZ = shapes.hasZ && vertices.allSatisfy { !shapes.z[$0].isNaN }
    var numbers: [Double] = []
    numbers.reserveCapacity(vertices.count * 3)
    for vertex in vertices {
      numbers.append(shapes.points[vertex].x)
      numbers.append(shapes.points[vertex].y)
      if hasZ { numbers.append(shapes.z[vertex]) }
    }
    return unsafe numbers.withUnsafeBufferPointer {
      unsafe GEOSCoordSeq_copyFromBuffer_r(
        handle, $0.baseAddress, UInt32(vertices.count), hasZ ? 1 : 0, 0)
    }
  }

  /// Adds what a GEOS geometry has of a family to the last shape of `shapes`, with heights.
  ///
  /// - Returns: The number of points, lines or polygons.
  @discardableResult
  func add(
    _ geometry: OpaquePointer?, _ family: ShapeFamily, to shapes: inout Shapes
  ) -> Int {
    guard let geometry = unsafe geometry, unsafe GEOSisEmpty_r(handle, geometry) == 0 else {
      return 0
    }
    let type = unsafe GEOSGeomTypeId_r(handle, geometry)
    switch type {
    case Int32(GEOS_POINT.rawValue):
      guard family == .points else { return 0 }
      unsafe addPart(.points, geometry, to: &shapes)
      return 1
    case Int32(GEOS_LINESTRING.rawValue), Int32(GEOS_LINEARRING.rawValue):
      guard family == .lines else { return 0 }
      unsafe addPart(.line, geometry, to: &shapes)
      return 1
    case Int32(GEOS_POLYGON.rawValue):
      guard family == .polygons else { return 0 }
      unsafe addPart(.exterior, GEOSGetExteriorRing_r(handle, geometry), to: &shapes)
      for ring in unsafe 0..<GEOSGetNumInteriorRings_r(handle, geometry) {
        unsafe addPart(.interior, GEOSGetInteriorRingN_r(handle, geometry, ring), to: &shapes)
      }
      return 1
    default:
      var count = 0
      for piece in unsafe 0..<GEOSGetNumGeometries_r(handle, geometry) {
        count += unsafe add(GEOSGetGeometryN_r(handle, geometry, piece), family, to: &shapes)
      }
      return count
    }
  }

  private func addPart(
    _ kind: Shapes.PartKind, _ geometry: OpaquePointer?, to shapes: inout Shapes
  ) {
    guard let sequence = unsafe GEOSGeom_getCoordSeq_r(handle, geometry) else { return }
    var size: UInt32 = 0
    unsafe GEOSCoordSeq_getSize_r(handle, sequence, &size)
    let hasZ = unsafe GEOSHasZ_r(handle, geometry) == 1
    let width = hasZ ? 3 : 2
    var numbers = [Double](repeating: 0, count: Int(size) * width)
    unsafe numbers.withUnsafeMutableBufferPointer {
      _ = unsafe GEOSCoordSeq_copyToBuffer_r(handle, sequence, $0.baseAddress, hasZ ? 1 : 0, 0)
    }
    shapes.beginPart(kind)
    shapes.add(
      (0..<Int(size)).map { Point(x: numbers[$0 * width], y: numbers[$0 * width + 1]) },
      z: hasZ ? (0..<Int(size)).map { numbers[$0 * width + 2] } : [])
  }

  /// Adds a shape of all that a GEOS geometry has of a family: of its type for one or for several.
  ///
  /// - Returns: Whether it has anything.
  func addShape(_ geometry: OpaquePointer?, _ family: ShapeFamily, to shapes: inout Shapes) -> Bool
  {
    var found = Shapes()
    found.beginShape(family.kinds.several)
    let count = unsafe add(geometry, family, to: &found)
    guard count > 0 else { return false }
    shapes.beginShape(count == 1 ? family.kinds.one : family.kinds.several)
    shapes.addParts(of: 0, in: found)
    return true
  }
}
