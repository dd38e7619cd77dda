import GridcastBase

/// Shapes as well-known binary (OGC 06-103r4, 8.2, with the codes of ISO 19125 for heights and measures).
struct WKBShapes {
  private let shapes: Shapes
  private let layer: Shapes.Kind?

  /// Takes shapes for a layer of a type.
  init(_ shapes: Shapes, in layer: Shapes.Kind?) {
    self.shapes = shapes
    self.layer = layer
  }

  /// What is written of each vertex of a shape.
  struct Dimensions {
    let hasZ: Bool
    let hasM: Bool

    /// What is added to the code of a type.
    fileprivate var code: UInt32 { (hasZ ? 1000 : 0) + (hasM ? 2000 : 0) }
  }

  /// Whether any vertex of a shape has a height, and any a measure.
  func dimensions(of index: Int) -> Dimensions {
    Dimensions(hasZ: shapes.hasHeights(index), hasM: shapes.hasMeasures(index))
  }

  /// Adds a shape.
  func put(_ index: Int, _ builder: inout ByteBuilder) {
    let kind = shapes.kinds[index].written(in: layer)
    let dimensions = dimensions(of: index)
    let parts = shapes.parts(of: index)
    begin(kind, dimensions, &builder)
    switch kind {
    case .point: putPoint(shapes.vertices(of: index).first, dimensions, &builder)
    case .line: putVertices(ofPart: parts.first, dimensions, &builder)
    case .polygon: putRings(parts, dimensions, &builder)
    default:
      let place = builder.count
      builder.put(raw: UInt32(0))
      let count = putMembers(parts, dimensions, &builder)
      builder.put(raw: count, at: place)
    }
  }

  private func begin(_ kind: Shapes.Kind, _ dimensions: Dimensions, _ builder: inout ByteBuilder) {
    builder.put(raw: UInt8(1))
    builder.put(raw: UInt32(kind.simpleFeaturesCode) + dimensions.code)
  }

  /// Adds the members of a shape of several, and returns how many they are.
  private func putMembers(
    _ parts: Range<Int>, _ dimensions: Dimensions, _ builder: inout ByteBuilder
  ) -> UInt32 {
    var count: UInt32 = 0
    for member in shapes.members(of: parts) {
      switch member {
      case .points(let part):
        for vertex in shapes.vertices(ofPart: part) {
          begin(.point, dimensions, &builder)
          putPoint(vertex, dimensions, &builder)
          count += 1
        }
      case .line(let part):
        begin(.line, dimensions, &builder)
        putVertices(ofPart: part, dimensions, &builder)
        count += 1
      case .polygon(let rings):
        begin(.polygon, dimensions, &builder)
        putRings(rings, dimensions, &builder)
        count += 1
      }
    }
    return count
  }

  private func putRings(
    _ parts: Range<Int>, _ dimensions: Dimensions, _ builder: inout ByteBuilder
  ) {
    builder.put(raw: UInt32(parts.count))
    for part in parts { putVertices(ofPart: part, dimensions, &builder) }
  }

  private func putVertices(
    ofPart part: Int?, _ dimensions: Dimensions, _ builder: inout ByteBuilder
  ) {
    guard let part else { return builder.put(raw: UInt32(0)) }
    let vertices = shapes.vertices(ofPart: part)
    builder.put(raw: UInt32(vertices.count))
    guard !dimensions.hasZ && !dimensions.hasM else {
      for vertex in vertices { putPoint(vertex, dimensions, &builder) }
      return
    }
    builder.put(shapes.points, vertices)
  }

  /// Adds a vertex; one that a point lacks is none of the numbers.
  private func putPoint(
    _ vertex: Int?, _ dimensions: Dimensions, _ builder: inout ByteBuilder
  ) {
    let point = vertex.map { shapes.points[$0] } ?? Point(x: .nan, y: .nan)
    builder.put(raw: point)
    for (values, isThere) in [(shapes.z, dimensions.hasZ), (shapes.m, dimensions.hasM)]
    where isThere {
      let value = vertex.map { values[$0] } ?? .nan
      builder.put(raw: vertex != nil && value.isNaN ? 0 : value)
    }
  }
}

extension ByteBuilder {
  /// Adds a run of positions.
  mutating func put(_ points: [Point], _ range: Range<Int>) {
    let size = MemoryLayout<Point>.stride
    unsafe points.withUnsafeBytes {
      unsafe put(
        UnsafeRawBufferPointer(rebasing: $0[range.lowerBound * size..<range.upperBound * size]))
    }
  }
}

extension Shapes.Kind {
  /// The code of a type of shapes in well-known binary.
  var simpleFeaturesCode: UInt8 {
    switch self {
    case .null: 0
    case .point: 1
    case .line: 2
    case .polygon: 3
    case .multiPoint: 4
    case .multiLine: 5
    case .multiPolygon: 6
    case .collection: 7
    }
  }
}
