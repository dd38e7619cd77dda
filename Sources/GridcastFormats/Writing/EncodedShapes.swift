package import GridcastBase

/// Shapes encoded as the records of a .shp, whose record numbers are set later.
///
/// The layout is that of "ESRI Shapefile Technical Description" (July 1998).
package struct EncodedShapes: Sendable {
  /// The records, one after the other.
  fileprivate(set) var bytes: [UInt8] = []
  /// The length of the content of each record in bytes.
  package let lengths: [Int]
  /// The extent of all vertices.
  let box: Box
  /// The least and the greatest height; nil where there is no vertex, or the layer has none.
  let heights: ClosedRange<Double>?

  /// Encodes shapes of one type, single and multiple, without measures.
  ///
  /// - Parameters:
  ///   - shapes: The shapes, one a record.
  ///   - layer: The type of the layer, which makes a multiple point of a single one.
  ///   - hasZ: Whether the layer has heights; a vertex without one gets 0.
  package init(_ shapes: Shapes, in layer: Shapes.Kind?, hasZ: Bool = false) {
    box = Box(shapes.points)
    let layout = Layout(shapes: shapes, layer: layer, hasZ: hasZ)
    let known = shapes.points.indices.lazy.map { layout.height($0) }
    heights =
      if hasZ, let least = known.min(), let greatest = known.max() { least...greatest } else { nil }
    lengths = (0..<shapes.count).map { layout.contentLength(of: $0) }
    let size = lengths.reduce(0) { $0 + 8 + $1 }
    bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      var writer = unsafe RecordWriter(UnsafeMutableRawBufferPointer(buffer))
      for index in 0..<shapes.count { writer.write(index, of: layout, length: lengths[index]) }
      count = size
    }
  }

  /// The code of a geometry type in the file's header and in each record.
  static func code(of kind: Shapes.Kind, hasZ: Bool) -> UInt32 {
    let isFlat = !hasZ || kind == .null || kind == .collection
    return isFlat ? flatCode(of: kind) : flatCode(of: kind) + 10
  }

  private static func flatCode(of kind: Shapes.Kind) -> UInt32 {
    switch kind {
    case .null, .collection: 0
    case .point: 1
    case .line, .multiLine: 3
    case .polygon, .multiPolygon: 5
    case .multiPoint: 8
    }
  }

  /// Sets the record numbers, counting up from `first`.
  mutating func number(from first: Int) {
    unsafe bytes.withUnsafeMutableBytes { bytes in
      var offset = 0
      for (row, length) in lengths.enumerated() {
        unsafe bytes.storeBytes(
          of: UInt32(first + row).bigEndian, toByteOffset: offset, as: UInt32.self)
        offset += 8 + length
      }
    }
  }

  /// The entries of the .shx for records that begin at an offset.
  func index(from start: Int) -> [UInt8] {
    var offset = start
    return unsafe [UInt8](unsafeUninitializedCapacity: 8 * lengths.count) { buffer, count in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      for (row, length) in lengths.enumerated() {
        unsafe bytes.storeBytes(
          of: UInt32(offset / 2).bigEndian, toByteOffset: 8 * row, as: UInt32.self)
        unsafe bytes.storeBytes(
          of: UInt32(length / 2).bigEndian, toByteOffset: 8 * row + 4, as: UInt32.self)
        offset += 8 + length
      }
      count = 8 * lengths.count
    }
  }
}

/// The shapes as they are laid out in records.
private struct Layout {
  let shapes: Shapes
  let layer: Shapes.Kind?
  let hasZ: Bool

  func kind(of index: Int) -> Shapes.Kind { shapes.kinds[index].written(in: layer) }

  func contentLength(of index: Int) -> Int {
    let vertices = shapes.vertices(of: index).count
    let heights = hasZ ? 16 + 8 * vertices : 0
    switch kind(of: index) {
    case .null: return 4
    case .point: return hasZ ? 28 : 20
    case .multiPoint: return 40 + 16 * vertices + heights
    default: return 44 + 4 * shapes.parts(of: index).count + 16 * vertices + heights
    }
  }

  func height(_ vertex: Int) -> Double {
    guard shapes.hasZ else { return 0 }
    let height = shapes.z[vertex]
    return height.isNaN ? 0 : height
  }
}

/// Writes records one after the other.
@safe private struct RecordWriter {
  private let bytes: UnsafeMutableRawBufferPointer
  private var offset = 0

  init(_ bytes: UnsafeMutableRawBufferPointer) { unsafe self.bytes = unsafe bytes }

  private mutating func put<Value: BitwiseCopyable>(_ value: Value) {
    unsafe bytes.storeBytes(of: value, toByteOffset: offset, as: Value.self)
    offset += MemoryLayout<Value>.size
  }

  mutating func write(_ index: Int, of layout: Layout, length: Int) {
    let shapes = layout.shapes
    let kind = layout.kind(of: index)
    put(UInt32(0))
    put(UInt32(length / 2).bigEndian)
    put(EncodedShapes.code(of: kind, hasZ: layout.hasZ).littleEndian)
    let vertices = shapes.vertices(of: index)
    if kind == .null { return }
    if kind == .point {
      put(shapes.points[vertices.lowerBound])
      if layout.hasZ { put(layout.height(vertices.lowerBound)) }
      return
    }
    let box = Box(shapes.points[vertices])
    for value in [box.minX, box.minY, box.maxX, box.maxY] { put(value) }
    let parts = shapes.parts(of: index)
    if kind != .multiPoint { put(UInt32(parts.count).littleEndian) }
    put(UInt32(vertices.count).littleEndian)
    if kind != .multiPoint {
      for part in parts {
        let start = shapes.vertices(ofPart: part).lowerBound - vertices.lowerBound
        put(UInt32(start).littleEndian)
      }
    }
    for vertex in vertices { put(shapes.points[vertex]) }
    guard layout.hasZ else { return }
    let heights = vertices.lazy.map { layout.height($0) }
    put(heights.min() ?? 0)
    put(heights.max() ?? 0)
    for height in heights { put(height) }
  }
}
