import GridcastBase

/// Shapes as the geometries of a FlatGeobuf.
///
/// A geometry is a table of a flatbuffer ("FlatGeobuf", feature.fbs; "FlatBuffers", Internals): offsets
/// of arrays, which follow it, and its type where that of the layer does not tell it.
struct FlatGeometries {
  /// The members of the table of a geometry, in their order.
  private enum Member: Int {
    case ends, xy, z, m
    case type = 6
    case parts
  }

  private let shapes: Shapes
  private let layer: Shapes.Kind
  private let hasZ: Bool
  private let hasM: Bool

  /// Takes shapes for a layer of a type, which is `.collection` where each has its own.
  init(_ shapes: Shapes, in layer: Shapes.Kind, hasZ: Bool, hasM: Bool) {
    self.shapes = shapes
    self.layer = layer
    self.hasZ = hasZ
    self.hasM = hasM
  }

  /// Adds a shape where a multiple of 4 bytes stands before it, and returns where its table begins.
  func put(_ index: Int, _ builder: inout ByteBuilder) -> Int {
    if layer == .point, !hasZ, !hasM {
      return put(point: shapes.points[shapes.vertices(of: index).lowerBound], &builder)
    }
    let kind = shapes.kinds[index].written(in: layer)
    let type = layer == .collection ? kind : nil
    let parts = shapes.parts(of: index)
    switch kind {
    case .multiPolygon, .collection: return put(shapes.members(of: parts), type: type, &builder)
    default: return put(parts, type: type, tellsEnds: kind == .multiLine, &builder)
    }
  }

  /// A single point, of which nothing but its coordinates is to be told; most layers are of such.
  @inline(__always)
  private func put(point: Point, _ builder: inout ByteBuilder) -> Int {
    // The list of members: its size 8, the table's 8, no ends, and the place of the coordinates.
    builder.put(raw: 0x0004_0000_0008_0008 as UInt64)
    let table = builder.count
    builder.put(raw: Int32(8))
    let padding = 4 - table % 8
    builder.put(raw: UInt32(4 + padding))
    builder.put(0, times: padding)
    builder.put(raw: UInt32(2))
    builder.put(raw: point)
    return table
  }

  /// A geometry of others.
  private func put(
    _ members: [Shapes.Member], type: Shapes.Kind?, _ builder: inout ByteBuilder
  ) -> Int {
    let (table, places) = putTable([.parts], type: type, &builder)
    builder.put(offsetAt: places[0])
    let count = members.reduce(0) { count, member in
      if case .points(let part) = member {
        count + shapes.vertices(ofPart: part).count
      } else {
        count + 1
      }
    }
    builder.put(raw: UInt32(count))
    var place = builder.count
    builder.put(0, times: 4 * count)
    func refer(to start: Int, _ builder: inout ByteBuilder) {
      builder.put(raw: UInt32(start - place), at: place)
      place += 4
    }
    for member in members {
      switch member {
      case .points(let part):
        for vertex in shapes.vertices(ofPart: part) {
          refer(to: put(vertex..<vertex + 1, ends: [], type: .point, &builder), &builder)
        }
      case .line(let part): refer(to: put(part..<part + 1, type: .line, &builder), &builder)
      case .polygon(let parts): refer(to: put(parts, type: .polygon, &builder), &builder)
      }
    }
    return table
  }

  /// A geometry of vertices.
  ///
  /// Where a single part ends need not be told, but GDAL 3.6 does not read a shape of several lines without that.
  private func put(
    _ parts: Range<Int>, type: Shapes.Kind?, tellsEnds: Bool = false, _ builder: inout ByteBuilder
  ) -> Int {
    guard let first = parts.first, let last = parts.last else { return builder.count }
    let start = shapes.vertices(ofPart: first).lowerBound
    let vertices = start..<shapes.vertices(ofPart: last).upperBound
    let ends =
      tellsEnds || parts.count > 1 && shapes.partKinds[first] != .points
      ? parts.map { UInt32(shapes.vertices(ofPart: $0).upperBound - start) } : []
    return put(vertices, ends: ends, type: type, &builder)
  }

  private func put(
    _ vertices: Range<Int>, ends: [UInt32], type: Shapes.Kind?, _ builder: inout ByteBuilder
  ) -> Int {
    let present: [Member] =
      (ends.isEmpty ? [] : [.ends]) + [.xy] + (hasZ ? [.z] : []) + (hasM ? [.m] : [])
    let (table, places) = putTable(present, type: type, &builder)
    for (member, place) in zip(present, places) {
      // Numbers of 8 bytes begin at a multiple of 8, with their count before them.
      if member != .ends { builder.put(0, times: (12 - builder.count % 8) % 8) }
      builder.put(offsetAt: place)
      switch member {
      case .ends:
        builder.put(raw: UInt32(ends.count))
        for end in ends { builder.put(raw: end) }
      case .xy:
        builder.put(raw: UInt32(2 * vertices.count))
        builder.put(shapes.points, vertices)
      case .z: put(shapes.z, vertices, &builder)
      default: put(shapes.m, vertices, &builder)
      }
    }
    return table
  }

  /// Adds heights or measures; 0 where a vertex has none in a layer of such.
  private func put(_ values: [Double], _ vertices: Range<Int>, _ builder: inout ByteBuilder) {
    builder.put(raw: UInt32(vertices.count))
    for vertex in vertices {
      let value = values.isEmpty ? 0 : values[vertex]
      builder.put(raw: value.isNaN ? 0 : value)
    }
  }

  /// Adds the table of a geometry, with its list of members before it.
  ///
  /// - Returns: Where the table begins, and where the offset of each member is to be written.
  private func putTable(
    _ members: [Member], type: Shapes.Kind?, _ builder: inout ByteBuilder
  ) -> (table: Int, places: [Int]) {
    let greatest = max(members.last?.rawValue ?? 0, type == nil ? 0 : Member.type.rawValue)
    let listSize = 4 + 2 * (greatest + 1)
    let size = 4 + 4 * members.count + (type == nil ? 0 : 4)
    builder.put(0, times: listSize % 4)
    let list = builder.count
    builder.put(raw: UInt16(listSize))
    builder.put(raw: UInt16(size))
    for member in 0...greatest {
      if let place = members.firstIndex(where: { $0.rawValue == member }) {
        builder.put(raw: UInt16(4 + 4 * place))
      } else if member == Member.type.rawValue, type != nil {
        builder.put(raw: UInt16(4 + 4 * members.count))
      } else {
        builder.put(raw: UInt16(0))
      }
    }
    let table = builder.count
    builder.put(raw: Int32(table - list))
    builder.put(0, times: 4 * members.count)
    if let type { builder.put(raw: UInt32(type.simpleFeaturesCode)) }
    return (table, members.indices.map { table + 4 + 4 * $0 })
  }
}

extension ByteBuilder {
  /// Writes at an earlier place how far from there the next byte will lie.
  mutating func put(offsetAt place: Int) { put(raw: UInt32(count - place), at: place) }
}
