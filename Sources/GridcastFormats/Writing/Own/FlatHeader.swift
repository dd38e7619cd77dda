import GridcastBase

/// The header of a FlatGeobuf, with its size before it ("FlatGeobuf", header.fbs).
struct FlatHeader {
  /// The members of the header's table that are taken over.
  private enum Member {
    static let name = 0
    static let geometry = 2
    static let hasZ = 3
    static let hasM = 4
    static let columns = 7
    static let system = 10
  }

  /// The header of a layer without features.
  let bytes: [UInt8]
  /// The code of each field's type.
  let columnTypes: [UInt8]

  /// Takes the header with which a file begins, whatever stands behind it; nil where it is none.
  init?(_ file: [UInt8]) {
    guard file.count >= 4 else { return nil }
    let size = file[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard file.count >= 4 + size else { return nil }
    bytes = Array(file[..<(4 + size)])
    guard let root = FlatTable(rootOf: bytes) else { return nil }
    var types: [UInt8] = []
    for column in root.tables(Member.columns) {
      // The type is the second member of a column; 0 is a byte.
      types.append(column.scalar(1, default: 0))
    }
    columnTypes = types
  }

  /// The header of the same layer with features.
  ///
  /// A new table stands before the old one and refers to what that has, as offsets lead forward only.
  func with(count: Int, extent: Box) -> [UInt8] {
    guard let old = FlatTable(rootOf: bytes) else { return bytes }
    var builder = ByteBuilder(capacity: bytes.count + 160)
    builder.put(0, times: 4)
    builder.put(raw: UInt32(32))
    builder.put(0, times: 2)
    // The list of members: each one's place in the table, which begins at 36.
    let places: [UInt16] = [12, 16, 4, 5, 6, 0, 0, 20, 28, 8, 24]
    for value in [UInt16(4 + 2 * places.count), 36] + places { builder.put(raw: value) }
    builder.put(raw: Int32(26))
    builder.put(raw: old.scalar(Member.geometry, default: UInt8(0)))
    builder.put(raw: old.scalar(Member.hasZ, default: UInt8(0)))
    builder.put(raw: old.scalar(Member.hasM, default: UInt8(0)))
    builder.put(0, times: 1)
    builder.put(raw: UInt16(PackedTree.fanOut))
    builder.put(0, times: 2)
    let table = 36
    builder.put(0, times: 16)
    builder.put(raw: UInt64(count))
    builder.put(0, times: 4)
    builder.put(offsetAt: table + 16)
    builder.put(raw: UInt32(4))
    for side in [extent.minX, extent.minY, extent.maxX, extent.maxY] { builder.put(raw: side) }
    let start = builder.count
    builder.put(bytes)
    for (member, place) in [(Member.name, 12), (Member.columns, 20), (Member.system, 24)] {
      guard let target = old.target(member) else {
        builder.put(raw: UInt16(0), at: 14 + 2 * member)
        continue
      }
      builder.put(raw: UInt32(start + target - table - place), at: table + place)
    }
    builder.put(raw: UInt32(builder.count - 4), at: 0)
    return builder.bytes()
  }
}

/// A table of a flatbuffer ("FlatBuffers", Internals): its members lie where a list before or behind it says.
struct FlatTable {
  private let bytes: [UInt8]
  private let start: Int
  private let list: Int
  private let listSize: Int

  /// The outermost table of a buffer with its size before it.
  init?(rootOf bytes: [UInt8]) {
    guard let offset = Self.value(UInt32.self, at: 4, of: bytes) else { return nil }
    self.init(at: 4 + Int(offset), of: bytes)
  }

  private init?(at start: Int, of bytes: [UInt8]) {
    guard let back = Self.value(Int32.self, at: start, of: bytes) else { return nil }
    list = start - Int(back)
    guard let size = Self.value(UInt16.self, at: list, of: bytes) else { return nil }
    listSize = Int(size)
    self.start = start
    self.bytes = bytes
  }

  private static func value<Value: BitwiseCopyable>(
    _: Value.Type, at offset: Int, of bytes: [UInt8]
  ) -> Value? {
    guard offset >= 0, offset + MemoryLayout<Value>.size <= bytes.count else { return nil }
    return unsafe bytes.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: offset, as: Value.self)
    }
  }

  private func place(of member: Int) -> Int? {
    guard 4 + 2 * member + 2 <= listSize,
      let offset = Self.value(UInt16.self, at: list + 4 + 2 * member, of: bytes), offset > 0
    else { return nil }
    return start + Int(offset)
  }

  /// A number that is a member.
  func scalar<Value: BitwiseCopyable>(_ member: Int, default value: Value) -> Value {
    place(of: member).flatMap { Self.value(Value.self, at: $0, of: bytes) } ?? value
  }

  /// Where a member lies that is a text, an array or a table.
  func target(_ member: Int) -> Int? {
    guard let place = place(of: member),
      let offset = Self.value(UInt32.self, at: place, of: bytes)
    else { return nil }
    return place + Int(offset)
  }

  /// The tables of a member that is an array of them.
  func tables(_ member: Int) -> [FlatTable] {
    guard let array = target(member), let count = Self.value(UInt32.self, at: array, of: bytes),
      Int(count) <= bytes.count / 4
    else { return [] }
    return (0..<Int(count)).compactMap { index in
      let place = array + 4 + 4 * index
      return Self.value(UInt32.self, at: place, of: bytes).flatMap {
        FlatTable(at: place + Int($0), of: bytes)
      }
    }
  }
}
