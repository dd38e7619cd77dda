import GridcastBase
import GridcastFiles

/// The records of a .shp, located by its .shx.
@safe struct ShapeRecords: Sendable {
  /// The supported shape types, by their code in the header.
  enum Kind: UInt32, Sendable {
    case point = 1
    case line = 3
    case polygon = 5
    case multiPoint = 8

    /// The type of the geometry, as OGC names it.
    var label: String {
      switch self {
      case .point: "Point"
      case .line: "Line String"
      case .polygon: "Polygon"
      case .multiPoint: "Multi Point"
      }
    }
  }

  let count: Int
  let kind: Kind
  private let main: MappedFile
  private let index: MappedFile

  /// - Throws: Where a header is unusual, or the shapes have heights or measures.
  init(_ main: MappedFile, index: MappedFile) throws(Declined) {
    for file in [main, index] {
      let bytes = unsafe file.bytes
      guard bytes.count >= 100, unsafe bytes.bigEndian(at: 0) == 9994 else {
        throw Declined("a header is not that of a Shapefile")
      }
    }
    guard let kind = unsafe Kind(rawValue: main.bytes.littleEndian(at: 32)),
      unsafe index.bytes.littleEndian(at: 32) == kind.rawValue
    else {
      throw Declined("the shapes are of an unusual kind, or have heights or measures")
    }
    guard unsafe Int(main.bytes.bigEndian(at: 24)) * 2 == main.count,
      unsafe Int(index.bytes.bigEndian(at: 24)) * 2 == index.count, (index.count - 100) % 8 == 0
    else { throw Declined("a file is not as long as its header says") }
    self.kind = kind
    self.main = main
    self.index = index
    count = (index.count - 100) / 8
  }

  /// - Throws: Where a record is unusual.
  func read(_ records: Range<Int>) throws(Declined) -> Shapes {
    if kind == .point, let points = points(records) { return Shapes(points: points) }
    var shapes = Shapes()
    let bytes = unsafe main.bytes
    for record in records {
      let place = try place(of: record)
      let start = place.lowerBound
      guard place.count >= 4 else { throw Self.odd(record) }
      let code = unsafe bytes.littleEndian(at: start)
      if code == 0 {
        shapes.addNull()
        continue
      }
      guard code == kind.rawValue else { throw Self.odd(record) }
      switch kind {
      case .point:
        guard place.count >= 20 else { throw Self.odd(record) }
        let point = unsafe bytes.point(at: start + 4)
        guard point.isFinite else { throw Self.odd(record) }
        shapes.addPoint(point)
      case .multiPoint:
        guard place.count >= 40 else { throw Self.odd(record) }
        let count = unsafe Int(bytes.littleEndian(at: start + 36))
        guard count > 0, count <= (place.count - 40) / 16 else { throw Self.odd(record) }
        shapes.beginShape(.multiPoint)
        shapes.addPart(.points, try vertices(count, at: start + 40, of: record))
      case .line, .polygon:
        try add(record, at: place, to: &shapes)
      }
    }
    return shapes
  }

  /// The points of records that directly follow one another; nil where any does not.
  private func points(_ records: Range<Int>) -> [Point]? {
    let bytes = unsafe main.bytes
    let places = unsafe index.bytes
    let first = 100 + records.lowerBound * 28
    guard first + records.count * 28 <= bytes.count else { return nil }
    var isPlain = true
    let points = unsafe [Point](unsafeUninitializedCapacity: records.count) { buffer, count in
      for row in 0..<records.count {
        let start = first + row * 28
        let entry = 100 + (records.lowerBound + row) * 8
        let point = unsafe bytes.point(at: start + 12)
        // The number, the offset, the length and the type must be those of a point record at this place.
        let differs =
          unsafe (places.bigEndian(at: entry) ^ UInt32(truncatingIfNeeded: start / 2))
          | (places.bigEndian(at: entry + 4) ^ 10) | (bytes.littleEndian(at: start + 8) ^ 1)
          | (bytes.bigEndian(at: start + 4) ^ 10)
          | (bytes.bigEndian(at: start) ^ UInt32(truncatingIfNeeded: records.lowerBound + row + 1))
        if differs != 0 || !point.isFinite { isPlain = false }
        unsafe buffer[row] = point
      }
      count = records.count
    }
    return isPlain ? points : nil
  }

  /// Adds a line or a polygon.
  private func add(_ record: Int, at place: Range<Int>, to shapes: inout Shapes) throws(Declined) {
    let bytes = unsafe main.bytes
    let start = place.lowerBound
    guard place.count >= 44 else { throw Self.odd(record) }
    let partCount = unsafe Int(bytes.littleEndian(at: start + 36))
    let vertexCount = unsafe Int(bytes.littleEndian(at: start + 40))
    let room = place.count - 44
    guard partCount > 0, partCount <= room / 4, vertexCount > 0,
      vertexCount <= (room - partCount * 4) / 16
    else { throw Self.odd(record) }
    let firstVertex = start + 44 + partCount * 4
    var parts: [[Point]] = []
    for part in 0..<partCount {
      let from = unsafe Int(bytes.littleEndian(at: start + 44 + part * 4))
      let to =
        part + 1 < partCount
        ? unsafe Int(bytes.littleEndian(at: start + 48 + part * 4)) : vertexCount
      guard from < to, to <= vertexCount, part > 0 || from == 0 else { throw Self.odd(record) }
      parts.append(try vertices(to - from, at: firstVertex + from * 16, of: record))
    }
    if kind == .line {
      shapes.beginShape(partCount == 1 ? .line : .multiLine)
      for part in parts { shapes.addPart(.line, part) }
      return
    }
    guard parts.allSatisfy({ $0.count > 3 && $0[0] == $0[$0.count - 1] }) else {
      throw Declined("record \(record + 1) has a ring that is not closed")
    }
    // Exterior rings run clockwise. With several of them GDAL must find out which a hole belongs
    // to.
    let areas = parts.count == 1 ? [-1] : parts.map(\.signedArea)
    guard areas.allSatisfy({ $0 < 0 }) || (areas[0] < 0 && areas.dropFirst().allSatisfy { $0 > 0 })
    else { throw Declined("record \(record + 1) has rings inside one another") }
    let isMultiple = parts.count > 1 && areas[1] < 0
    shapes.beginShape(isMultiple ? .multiPolygon : .polygon)
    for (part, area) in zip(parts, areas) {
      shapes.addPart(area < 0 ? .exterior : .interior, part)
    }
  }

  private func vertices(_ count: Int, at offset: Int, of record: Int) throws(Declined) -> [Point] {
    let bytes = unsafe main.bytes
    var points: [Point] = []
    points.reserveCapacity(count)
    for index in 0..<count { points.append(unsafe bytes.point(at: offset + index * 16)) }
    guard points.allSatisfy(\.isFinite) else { throw Self.odd(record) }
    return points
  }

  /// The range of a record's content, without the record header.
  private func place(of record: Int) throws(Declined) -> Range<Int> {
    let entry = 100 + record * 8
    let offset = unsafe Int(index.bytes.bigEndian(at: entry)) * 2
    let length = unsafe Int(index.bytes.bigEndian(at: entry + 4)) * 2
    guard offset >= 100, length >= 4, offset + 8 + length <= main.count,
      unsafe Int(main.bytes.bigEndian(at: offset + 4)) * 2 == length,
      unsafe Int(main.bytes.bigEndian(at: offset)) == record + 1
    else { throw Self.odd(record) }
    return offset + 8..<offset + 8 + length
  }

  private static func odd(_ record: Int) -> Declined {
    Declined("record \(record + 1) of the .shp is unusual")
  }
}

extension UnsafeRawBufferPointer {
  func bigEndian(at offset: Int) -> UInt32 {
    unsafe UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  func littleEndian(at offset: Int) -> UInt32 {
    unsafe UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  fileprivate func point(at offset: Int) -> Point {
    unsafe loadUnaligned(fromByteOffset: offset, as: Point.self)
  }
}
