import GridcastBase
import GridcastFiles

/// The records of a .shp, located by its .shx.
@safe struct ShapeRecords: Sendable {
  let count: Int
  let kind: ShapeRecordKind
  /// Whether vertices have measures, which those of kinds with heights need not have.
  let hasM: Bool
  private let main: MappedFile
  private let index: MappedFile

  /// - Throws: Where a header is unusual.
  init(_ main: MappedFile, index: MappedFile) throws(Declined) {
    for file in [main, index] {
      let bytes = unsafe file.bytes
      guard bytes.count >= 100, unsafe bytes.bigEndian(at: 0) == 9994 else {
        throw Declined("a header is not that of a Shapefile")
      }
    }
    guard let kind = unsafe ShapeRecordKind(code: main.bytes.littleEndian(at: 32)),
      unsafe index.bytes.littleEndian(at: 32) == kind.code
    else {
      throw Declined("the shapes are of an unusual kind")
    }
    guard unsafe Int(main.bytes.bigEndian(at: 24)) * 2 == main.count,
      unsafe Int(index.bytes.bigEndian(at: 24)) * 2 == index.count, (index.count - 100) % 8 == 0
    else { throw Declined("a file is not as long as its header says") }
    self.kind = kind
    self.main = main
    self.index = index
    count = (index.count - 100) / 8
    hasM = kind.mayHaveM ? try Self.isMeasured(main, index, kind) : false
  }

  /// Whether the first record has a measure; to GDAL it decides for all.
  private static func isMeasured(_ main: MappedFile, _ index: MappedFile, _ kind: ShapeRecordKind)
    throws(Declined) -> Bool
  {
    guard index.count > 100 else { return false }
    let place = try place(of: 0, main, index)
    guard unsafe main.bytes.littleEndian(at: place.lowerBound) != 0 else { return false }
    let layout = try unsafe kind.layout(of: main.bytes, at: place, record: 0)
    guard let start = layout.measures else { return false }
    // Smaller ones mean that there is none.
    return (0..<layout.vertexCount).contains {
      unsafe main.bytes.number(at: start + $0 * 8) > -1e38
    }
  }

  /// - Throws: Where a record is unusual.
  func read(_ records: Range<Int>) throws(Declined) -> Shapes {
    if kind.code == 1, let points = points(records) { return Shapes(points: points) }
    var shapes = Shapes()
    let bytes = unsafe main.bytes
    for record in records {
      let place = try Self.place(of: record, main, index)
      let code = unsafe bytes.littleEndian(at: place.lowerBound)
      if code == 0 {
        shapes.addNull()
        continue
      }
      guard code == kind.code else { throw Declined.odd(record) }
      let layout = try unsafe kind.layout(of: bytes, at: place, record: record)
      try add(record, layout, to: &shapes)
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

  private func add(_ record: Int, _ layout: ShapeRecordLayout, to shapes: inout Shapes)
    throws(Declined)
  {
    let bytes = unsafe main.bytes
    // To GDAL a measure that a single record lacks is 0.
    guard !hasM || layout.measures != nil else { throw Declined.odd(record) }
    func add(_ kind: Shapes.PartKind, _ vertices: Range<Int>, _ points: [Point]) throws(Declined) {
      guard points.allSatisfy(\.isFinite) else { throw Declined.odd(record) }
      let z = layout.heights.map { unsafe bytes.numbers(vertices, from: $0) } ?? []
      let m = hasM ? layout.measures.map { unsafe bytes.numbers(vertices, from: $0) } ?? [] : []
      guard z.allSatisfy(\.isFinite), m.allSatisfy(\.isFinite) else { throw Declined.odd(record) }
      shapes.beginPart(kind)
      shapes.add(points, z: z, m: m)
    }
    func points(_ vertices: Range<Int>) -> [Point] {
      vertices.map { unsafe bytes.point(at: layout.points + $0 * 16) }
    }
    let whole = 0..<layout.vertexCount
    switch kind.family {
    case .point, .multiPoint:
      shapes.beginShape(kind.family == .point ? .point : .multiPoint)
      try add(.points, whole, points(whole))
    case .line:
      shapes.beginShape(layout.parts.count == 1 ? .line : .multiLine)
      for part in layout.parts { try add(.line, part, points(part)) }
    case .polygon:
      let rings = layout.parts.map(points)
      guard rings.allSatisfy({ $0.count > 3 && $0[0] == $0[$0.count - 1] }) else {
        throw Declined("record \(record + 1) has a ring that is not closed")
      }
      // Exterior rings run clockwise. With several of them GDAL must find out which a hole belongs to.
      let areas = rings.count == 1 ? [-1] : rings.map(\.signedArea)
      guard
        areas.allSatisfy({ $0 < 0 }) || (areas[0] < 0 && areas.dropFirst().allSatisfy { $0 > 0 })
      else { throw Declined("record \(record + 1) has rings inside one another") }
      let isMultiple = rings.count > 1 && areas[1] < 0
      shapes.beginShape(isMultiple ? .multiPolygon : .polygon)
      for (index, part) in layout.parts.enumerated() {
        try add(areas[index] < 0 ? .exterior : .interior, part, rings[index])
      }
    }
  }

  /// The range of a record's content, without the record header.
  private static func place(of record: Int, _ main: MappedFile, _ index: MappedFile)
    throws(Declined) -> Range<Int>
  {
    let entry = 100 + record * 8
    let offset = unsafe Int(index.bytes.bigEndian(at: entry)) * 2
    let length = unsafe Int(index.bytes.bigEndian(at: entry + 4)) * 2
    guard offset >= 100, length >= 4, offset + 8 + length <= main.count,
      unsafe Int(main.bytes.bigEndian(at: offset + 4)) * 2 == length,
      unsafe Int(main.bytes.bigEndian(at: offset)) == record + 1
    else { throw Declined.odd(record) }
    return offset + 8..<offset + 8 + length
  }
}

extension Declined {
  static func odd(_ record: Int) -> Self {
    Self("record \(record + 1) of the .shp is unusual")
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

  fileprivate func number(at offset: Int) -> Double {
    unsafe loadUnaligned(fromByteOffset: offset, as: Double.self)
  }

  /// Some of the numbers that stand one behind the other from an offset on.
  fileprivate func numbers(_ range: Range<Int>, from start: Int) -> [Double] {
    range.map { unsafe number(at: start + $0 * 8) }
  }
}
