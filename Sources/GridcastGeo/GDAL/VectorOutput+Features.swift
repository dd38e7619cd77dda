internal import CGDAL
import GridcastBase

extension VectorOutput {
  /// Sets one attribute of a feature; a missing value is set to null, which all formats distinguish
  /// from 0 and "".
  static func set(
    _ column: Column, row index: Int, of feature: OGRFeatureH?, at position: Int32
  ) {
    switch column.values {
    case .integers(let values):
      guard let value = values[index] else { break }
      return unsafe OGR_F_SetFieldInteger64(feature, position, value)
    case .numbers(let values):
      guard let value = values[index] else { break }
      return unsafe OGR_F_SetFieldDouble(feature, position, value)
    case .texts(let texts):
      guard let text = texts.utf8(index) else { break }
      return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) {
        let bytes = UnsafeMutableRawBufferPointer($0)
        unsafe bytes.copyBytes(from: text)
        unsafe bytes[text.count] = 0
        unsafe OGR_F_SetFieldString(feature, position, $0.baseAddress)
      }
    case .dateTimes(let values):
      guard let value = values[index]?.toMilliseconds else { break }
      return unsafe OGR_F_SetFieldDateTimeEx(
        feature, position, Int32(value.year), Int32(value.month), Int32(value.day),
        Int32(value.hour), Int32(value.minute), Float(value.second), Int32(value.zone))
    case .binaries(let values):
      guard let value = values[index] else { break }
      return unsafe value.withUnsafeBytes {
        unsafe OGR_F_SetFieldBinary(feature, position, Int32($0.count), $0.baseAddress)
      }
    case .integerLists(let values):
      guard let value = values[index] else { break }
      return unsafe value.withUnsafeBufferPointer {
        unsafe OGR_F_SetFieldInteger64List(feature, position, Int32($0.count), $0.baseAddress)
      }
    case .numberLists(let values):
      guard let value = values[index] else { break }
      return unsafe value.withUnsafeBufferPointer {
        unsafe OGR_F_SetFieldDoubleList(feature, position, Int32($0.count), $0.baseAddress)
      }
    case .textLists(let values):
      guard let value = values[index] else { break }
      return unsafe withStringList(value) {
        unsafe OGR_F_SetFieldStringList(feature, position, $0)
      }
    }
    unsafe OGR_F_SetFieldNull(feature, position)
  }

  static func type(of kind: Shapes.Kind, hasZ: Bool, hasM: Bool) -> OGRwkbGeometryType {
    let flat: OGRwkbGeometryType =
      switch kind {
      case .point: wkbPoint
      case .multiPoint: wkbMultiPoint
      case .line: wkbLineString
      case .multiLine: wkbMultiLineString
      case .polygon: wkbPolygon
      case .multiPolygon: wkbMultiPolygon
      case .collection, .null: wkbUnknown
      }
    return OGR_GT_SetModifier(flat, hasZ ? 1 : 0, hasM ? 1 : 0)
  }

  /// Converts one shape to an OGR geometry, which the caller must destroy.
  func geometry(_ shapes: Shapes, _ index: Int) -> OGRGeometryH? {
    let kind = shapes.kinds[index].written(in: layerKind)
    let parts = shapes.parts(of: index)
    let type = Self.type(of: kind, hasZ: false, hasM: false)
    if [.point, .line, .polygon].contains(kind) {
      guard let part = parts.first else { return unsafe OGR_G_CreateGeometry(type) }
      return kind == .polygon
        ? unsafe polygon(shapes, parts)
        : unsafe simple(shapes, vertices: shapes.vertices(ofPart: part), as: kind)
    }
    let multiple = unsafe OGR_G_CreateGeometry(kind == .collection ? wkbGeometryCollection : type)
    for member in shapes.members(of: parts) {
      switch member {
      case .points(let part):
        for vertex in shapes.vertices(ofPart: part) {
          unsafe OGR_G_AddGeometryDirectly(
            multiple, simple(shapes, vertices: vertex..<vertex + 1, as: .point))
        }
      case .line(let part):
        unsafe OGR_G_AddGeometryDirectly(
          multiple, simple(shapes, vertices: shapes.vertices(ofPart: part), as: .line))
      case .polygon(let rings):
        unsafe OGR_G_AddGeometryDirectly(multiple, polygon(shapes, rings))
      }
    }
    return unsafe multiple
  }

  private func simple(_ shapes: Shapes, vertices: Range<Int>, as kind: Shapes.Kind)
    -> OGRGeometryH?
  {
    let geometry = unsafe OGR_G_CreateGeometry(kind == .point ? wkbPoint : wkbLineString)
    unsafe setVertices(of: geometry, shapes, vertices)
    return unsafe geometry
  }

  private func polygon(_ shapes: Shapes, _ parts: Range<Int>) -> OGRGeometryH? {
    let polygon = unsafe OGR_G_CreateGeometry(wkbPolygon)
    for part in parts {
      let ring = unsafe OGR_G_CreateGeometry(wkbLinearRing)
      unsafe setVertices(of: ring, shapes, shapes.vertices(ofPart: part))
      unsafe OGR_G_AddGeometryDirectly(polygon, ring)
    }
    return unsafe polygon
  }

  private func setVertices(of geometry: OGRGeometryH?, _ shapes: Shapes, _ vertices: Range<Int>) {
    // NaN stands for a missing height or measure.
    let hasZ = shapes.hasZ && !shapes.z[vertices].allSatisfy(\.isNaN)
    let hasM = shapes.hasM && !shapes.m[vertices].allSatisfy(\.isNaN)
    let stride = Int32(MemoryLayout<Point>.stride)
    unsafe shapes.points.withUnsafeBytes { points in
      unsafe shapes.z.withUnsafeBytes { z in
        unsafe shapes.m.withUnsafeBytes { m in
          let x = unsafe points.baseAddress.map { unsafe $0 + vertices.lowerBound * 16 }
          unsafe OGR_G_SetPointsZM(
            geometry, Int32(vertices.count), x, stride, x.map { unsafe $0 + 8 }, stride,
            hasZ ? z.baseAddress.map { unsafe $0 + vertices.lowerBound * 8 } : nil, 8,
            hasM ? m.baseAddress.map { unsafe $0 + vertices.lowerBound * 8 } : nil, 8)
        }
      }
    }
  }
}
