package import GridcastBase
import GridcastFiles

extension Shapes {
  /// Shapes of geometries in well-known binary (OGC 06-103r4, ISO 13249-3), as OGR and `FeatureBuilder`
  /// would make them.
  ///
  /// - Throws: At what is unusual: curves, surfaces, big-endian numbers, and whatever is damaged.
  init(wkb values: ArrowValues, doubtsMissing: Bool) throws(Declined) {
    if let points = Self.points(values) {
      self.init(points: points)
      return
    }
    self.init()
    try unsafe values.forEachRun { (run) throws(Declined) in
      guard let run = unsafe run else {
        if doubtsMissing { throw Declined("a shape is missing, or damaged") }
        return addNull()
      }
      var reader = unsafe WKBReader(run)
      try reader.read(into: &self)
    }
  }

  /// The points, where all are single ones in two dimensions, as most layers of points are.
  private static func points(_ values: ArrowValues) -> [Point]? {
    var points: [Point] = []
    points.reserveCapacity(values.count)
    unsafe values.forEachRun { run in
      if let run = unsafe run, let point = unsafe WKBReader.point(run) { points.append(point) }
    }
    return points.count == values.count ? points : nil
  }
}

/// Reads one geometry in well-known binary.
@safe package struct WKBReader {
  /// The geometry type at the beginning of a geometry.
  private struct Head: Equatable {
    var kind: UInt32
    var hasZ: Bool
    var hasM: Bool

    /// The bytes of one vertex.
    var stride: Int { 16 + (hasZ ? 8 : 0) + (hasM ? 8 : 0) }
  }

  private static let odd = Declined("a geometry is unusual or damaged")
  /// What the number of a kind means.
  private static let kinds: [UInt32: Shapes.Kind] = [
    1: .point, 2: .line, 3: .polygon, 4: .multiPoint, 5: .multiLine, 6: .multiPolygon,
    7: .collection,
  ]
  /// The kind of each member of a geometry of many.
  private static let members: [UInt32: UInt32] = [4: 1, 5: 2, 6: 3]

  private let bytes: UnsafeRawBufferPointer
  private var place = 0

  /// - Parameter bytes: The geometry, and nothing behind it.
  package init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = unsafe bytes }

  /// The point that a geometry is, where it is a single one in two dimensions; nil for all others.
  package static func point(_ bytes: UnsafeRawBufferPointer) -> Point? {
    guard bytes.count == 21, unsafe bytes[0] == 1,
      unsafe bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self) == 1
    else { return nil }
    let point = unsafe bytes.loadUnaligned(fromByteOffset: 5, as: Point.self)
    return point.x.isNaN && point.y.isNaN ? nil : point
  }

  /// Adds the geometry as one shape.
  ///
  /// - Throws: Where it is unusual or damaged; the shapes are then not to be used.
  package mutating func read(into shapes: inout Shapes) throws(Declined) {
    let head = try head()
    guard let kind = Self.kinds[head.kind] else { throw Self.odd }
    shapes.beginShape(kind)
    if kind == .multiPoint {
      shapes.beginPart(.points)
      for _ in 0..<(try count(least: 5)) {
        guard try self.head() == Head(kind: 1, hasZ: head.hasZ, hasM: head.hasM) else {
          throw Self.odd
        }
        // To OGR a point without coordinates counts as one vertex here, but not elsewhere.
        guard try !isEmptyPoint(head) else { throw Self.odd }
        try vertices(1, head, &shapes)
      }
    } else {
      try parts(head, &shapes, depth: 0)
    }
    guard unsafe place == bytes.count else { throw Self.odd }
  }

  private mutating func parts(_ head: Head, _ shapes: inout Shapes, depth: Int) throws(Declined) {
    switch head.kind {
    case 1:
      if try isEmptyPoint(head) { return }
      shapes.beginPart(.points)
      try vertices(1, head, &shapes)
    case 2:
      let count = try count(least: head.stride)
      guard count > 0 else { return }
      shapes.beginPart(.line)
      try vertices(count, head, &shapes)
    case 3:
      for ring in 0..<(try count(least: 4)) {
        let count = try count(least: head.stride)
        // OGR has rules of its own for rings without vertices.
        guard count > 0 else { throw Self.odd }
        shapes.beginPart(ring == 0 ? .exterior : .interior)
        let first = shapes.points.count
        try vertices(count, head, &shapes)
        // Open rings are lost or repaired, feature by feature.
        guard shapes.points[first] == shapes.points[first + count - 1] else { throw Self.odd }
      }
    case 4...7:
      guard depth < 16 else { throw Self.odd }
      for _ in 0..<(try count(least: 5)) {
        let member = try self.head()
        guard member.hasZ == head.hasZ, member.hasM == head.hasM,
          head.kind == 7 || member.kind == Self.members[head.kind]
        else { throw Self.odd }
        try parts(member, &shapes, depth: depth + 1)
      }
    default: throw Self.odd
    }
  }

  /// The byte order and the kind, with ISO's thousands or the older bit for heights.
  private mutating func head() throws(Declined) -> Head {
    guard unsafe bytes.count - place >= 5, unsafe bytes[place] == 1 else { throw Self.odd }
    var code = unsafe bytes.loadUnaligned(fromByteOffset: place + 1, as: UInt32.self)
    place += 5
    let isOld = code & 0x8000_0000 != 0
    if isOld { code &= 0x7FFF_FFFF }
    let (dimensions, kind) = code.quotientAndRemainder(dividingBy: 1000)
    guard dimensions < (isOld ? 1 : 4) else { throw Self.odd }
    return Head(
      kind: kind, hasZ: isOld || dimensions == 1 || dimensions == 3, hasM: dimensions >= 2)
  }

  /// How many things follow, each of at least so many bytes.
  private mutating func count(least size: Int) throws(Declined) -> Int {
    guard unsafe bytes.count - place >= 4 else { throw Self.odd }
    let count = Int(unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
    place += 4
    guard unsafe count <= (bytes.count - place) / size else { throw Self.odd }
    return count
  }

  /// Skips a point without coordinates, which is encoded as NaN, and returns whether it was one.
  private mutating func isEmptyPoint(_ head: Head) throws(Declined) -> Bool {
    guard unsafe bytes.count - place >= head.stride else { throw Self.odd }
    let point = unsafe bytes.loadUnaligned(fromByteOffset: place, as: Point.self)
    guard point.x.isNaN, point.y.isNaN else { return false }
    place += head.stride
    return true
  }

  private mutating func vertices(_ count: Int, _ head: Head, _ shapes: inout Shapes)
    throws(Declined)
  {
    let stride = head.stride
    guard unsafe count <= (bytes.count - place) / stride else { throw Self.odd }
    let start = place
    let run = unsafe bytes
    func ordinates(_ offset: Int) -> [Double] {
      (0..<count).map { index in
        unsafe run.loadUnaligned(fromByteOffset: start + index * stride + offset, as: Double.self)
      }
    }
    shapes.add(
      (0..<count).lazy.map { index in
        unsafe run.loadUnaligned(fromByteOffset: start + index * stride, as: Point.self)
      }, z: head.hasZ ? ordinates(16) : [], m: head.hasM ? ordinates(head.hasZ ? 24 : 16) : [])
    place += count * stride
  }
}
