import GridcastBase

/// The shapes of a block of a FlatGeobuf, as GDAL hands them out ("FlatGeobuf", feature.fbs).
struct FlatShapes {
  /// The members of a geometry.
  private enum Member {
    static let ends = 0, xy = 1, z = 2, m = 3, t = 4, tm = 5, type = 6, parts = 7
  }

  /// How deep geometries lie in each other at most.
  private static let greatestDepth = 8

  private let type: UInt8
  private let hasZ: Bool
  private let hasM: Bool
  private var gathered: GatheredShapes
  /// How many bytes of the feature its geometries may still take, as an offset may lead to one more than once.
  private var room = 0

  /// - Parameters:
  ///   - type: The code of the layer's type of geometry; 0 where each feature tells its own.
  ///   - hasZ: Whether vertices have heights.
  ///   - hasM: Whether vertices have measures.
  ///   - count: The number of features that will be added.
  init(_ type: UInt8, hasZ: Bool, hasM: Bool, count: Int) {
    self.type = type
    self.hasZ = hasZ
    self.hasM = hasM
    gathered = GatheredShapes(count: count, arePoints: type == 1 && !hasZ && !hasM)
  }

  /// All shapes.
  func all() -> Shapes { gathered.all() }

  /// Adds the geometry of a feature; nil for one that has none.
  ///
  /// - Throws: At curves, surfaces, shapes without vertices, rings that are not closed, and whatever is damaged.
  @inline(__always)
  mutating func add(_ geometry: FlatBuffer.Table?, in buffer: FlatBuffer) throws(Declined) {
    guard let geometry else { return gathered.addNull() }
    if gathered.arePoints {
      gathered.append(try point(geometry, in: buffer))
    } else {
      try addShape(geometry, in: buffer)
    }
  }

  private func point(_ geometry: FlatBuffer.Table, in buffer: FlatBuffer) throws(Declined) -> Point
  {
    try refuseAllBut(1 << Member.xy | 1 << Member.type, geometry, buffer)
    // GDAL looks whether it is within the feature, also where the layer tells the type.
    _ = try buffer.byte(Member.type, in: geometry)
    guard let xy = try buffer.list(Member.xy, of: 8, in: geometry), xy.count == 2 else {
      throw FlatBuffer.odd
    }
    let point = unsafe buffer.bytes.loadUnaligned(fromByteOffset: xy.start, as: Point.self)
    // To OGR this is a point in one way of reading and none in another.
    guard !point.x.isNaN, !point.y.isNaN else { throw FlatBuffer.odd }
    return point
  }

  /// What a kind of geometry does not need GDAL would check all the same.
  @inline(__always)
  private func refuseAllBut(
    _ members: Int, _ geometry: FlatBuffer.Table, _ buffer: FlatBuffer
  ) throws(Declined) {
    for member in 0...Member.parts
    where members >> member & 1 == 0 && buffer.place(of: member, in: geometry) != nil {
      throw FlatBuffer.odd
    }
  }

  private mutating func addShape(_ geometry: FlatBuffer.Table, in buffer: FlatBuffer)
    throws(Declined)
  {
    let own = try buffer.byte(Member.type, in: geometry)
    let type = type == 0 ? own : type
    let kind: Shapes.Kind =
      switch type {
      case 1: .point
      case 2: .line
      case 3: .polygon
      case 4: .multiPoint
      case 5: .multiLine
      case 6: .multiPolygon
      case 7: .collection
      default: throw Declined("a shape is a curve or of a kind that is not known")
      }
    room = buffer.size
    gathered.shapes.beginShape(kind)
    if kind == .multiPoint {
      gathered.shapes.beginPart(.points)
      let all = try vertices(of: geometry, in: buffer, hasEnds: false)
      try refuseUnplaced(all, buffer)
      add(0..<all.count, of: all, buffer)
    } else {
      try addParts(geometry, type, buffer, depth: 0)
    }
  }

  private mutating func addParts(
    _ geometry: FlatBuffer.Table, _ type: UInt8, _ buffer: FlatBuffer, depth: Int
  ) throws(Declined) {
    room -= 8
    guard room >= 0, depth < Self.greatestDepth else { throw FlatBuffer.odd }
    switch type {
    case 1, 4:
      let all = try vertices(of: geometry, in: buffer, hasEnds: false)
      guard type == 4 || all.count == 1 else { throw FlatBuffer.odd }
      try refuseUnplaced(all, buffer)
      for vertex in 0..<all.count {
        gathered.shapes.beginPart(.points)
        add(vertex..<vertex + 1, of: all, buffer)
      }
    case 2:
      let all = try vertices(of: geometry, in: buffer, hasEnds: false)
      gathered.shapes.beginPart(.line)
      add(0..<all.count, of: all, buffer)
    case 3, 5:
      let all = try vertices(of: geometry, in: buffer, hasEnds: true)
      // GDAL takes a shape of several lines without ends for something else.
      guard type == 3 || all.hasEnds else { throw FlatBuffer.odd }
      var start = 0
      for end in all.ends {
        guard end > start else { throw FlatBuffer.odd }
        gathered.shapes.beginPart(type == 5 ? .line : start == 0 ? .exterior : .interior)
        if type == 3, !isClosed(start..<end, of: all, buffer) { throw FlatBuffer.odd }
        add(start..<end, of: all, buffer)
        start = end
      }
      guard start == all.count else { throw FlatBuffer.odd }
    case 6, 7:
      try refuseAllBut(1 << Member.type | 1 << Member.parts, geometry, buffer)
      guard let parts = try buffer.list(Member.parts, of: 4, in: geometry), parts.count > 0 else {
        throw FlatBuffer.odd
      }
      for index in 0..<parts.count {
        let part = try buffer.table(index, of: parts)
        let own = try buffer.byte(Member.type, in: part)
        try addParts(part, type == 6 ? 3 : own, buffer, depth: depth + 1)
      }
    default: throw FlatBuffer.odd
    }
  }

  /// The vertices of a geometry: where they lie, and the ends of its parts.
  private struct Vertices {
    let count: Int
    let xy: Int
    let z: Int
    let m: Int
    let ends: [Int]
    let hasEnds: Bool
  }

  private mutating func vertices(
    of geometry: FlatBuffer.Table, in buffer: FlatBuffer, hasEnds: Bool
  ) throws(Declined) -> Vertices {
    try refuseAllBut(
      1 << Member.xy | 1 << Member.type | (hasEnds ? 1 << Member.ends : 0)
        | (hasZ ? 1 << Member.z : 0) | (hasM ? 1 << Member.m : 0), geometry, buffer)
    guard let xy = try buffer.list(Member.xy, of: 8, in: geometry), xy.count > 0,
      xy.count % 2 == 0
    else { throw FlatBuffer.odd }
    let count = xy.count / 2
    room -= 16 * count
    guard room >= 0 else { throw FlatBuffer.odd }
    func ordinates(_ member: Int, _ isThere: Bool) throws(Declined) -> Int {
      guard isThere else { return 0 }
      guard let values = try buffer.list(member, of: 8, in: geometry), values.count == count
      else { throw FlatBuffer.odd }
      return values.start
    }
    var ends = [count]
    let told = hasEnds ? try buffer.list(Member.ends, of: 4, in: geometry) : nil
    if let told {
      ends = []
      for index in 0..<told.count {
        let end = Int(try buffer.number(at: told.start + 4 * index))
        guard end <= count else { throw FlatBuffer.odd }
        ends.append(end)
      }
    }
    return Vertices(
      count: count, xy: xy.start, z: try ordinates(Member.z, hasZ),
      m: try ordinates(Member.m, hasM), ends: ends, hasEnds: told != nil)
  }

  private func isClosed(_ range: Range<Int>, of all: Vertices, _ buffer: FlatBuffer) -> Bool {
    func isSame(_ start: Int, _ size: Int, _ offset: Int) -> Bool {
      func value(_ vertex: Int) -> Double {
        unsafe buffer.bytes.loadUnaligned(
          fromByteOffset: start + size * vertex + offset, as: Double.self)
      }
      return value(range.lowerBound) == value(range.upperBound - 1)
    }
    return isSame(all.xy, 16, 0) && isSame(all.xy, 16, 8) && (!hasZ || isSame(all.z, 8, 0))
      && (!hasM || isSame(all.m, 8, 0))
  }

  private func refuseUnplaced(_ all: Vertices, _ buffer: FlatBuffer) throws(Declined) {
    for vertex in 0..<all.count {
      let point = unsafe buffer.bytes.loadUnaligned(
        fromByteOffset: all.xy + 16 * vertex, as: Point.self)
      guard !point.x.isNaN, !point.y.isNaN else { throw FlatBuffer.odd }
    }
  }

  private mutating func add(_ range: Range<Int>, of all: Vertices, _ buffer: FlatBuffer) {
    func values<Value: BitwiseCopyable>(_ start: Int, _: Value.Type) -> [Value] {
      let size = MemoryLayout<Value>.stride
      return unsafe [Value](unsafeUninitializedCapacity: range.count) { values, count in
        unsafe UnsafeMutableRawBufferPointer(values).copyMemory(
          from: UnsafeRawBufferPointer(
            rebasing: buffer.bytes[
              start + size * range.lowerBound..<start + size * range.upperBound]
          ))
        count = range.count
      }
    }
    gathered.shapes.add(
      values(all.xy, Point.self), z: hasZ ? values(all.z, Double.self) : [],
      m: hasM ? values(all.m, Double.self) : [])
  }
}
