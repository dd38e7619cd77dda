/// Writes a struct in Thrift's compact protocol; `ThriftReader` reads it.
struct ThriftWriter {
  private(set) var bytes: [UInt8] = []
  private var lastField = 0

  /// The bytes of the whole struct, which ends here.
  func finished() -> [UInt8] { bytes + [0] }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func signed(_ value: Int64) {
    varint(UInt64(bitPattern: value << 1 ^ value >> 63))
  }

  private mutating func head(_ field: Int, _ kind: ThriftReader.Kind) {
    let step = field - lastField
    if 1...15 ~= step {
      bytes.append(UInt8(step << 4) | kind.rawValue)
    } else {
      bytes.append(kind.rawValue)
      signed(Int64(field))
    }
    lastField = field
  }

  mutating func put(_ field: Int, truth: Bool) { head(field, truth ? .yes : .no) }

  mutating func put(_ field: Int, byte: UInt8) {
    head(field, .byte)
    bytes.append(byte)
  }

  mutating func put(_ field: Int, int32 value: Int) {
    head(field, .int32)
    signed(Int64(value))
  }

  mutating func put(_ field: Int, int64 value: Int) {
    head(field, .int64)
    signed(Int64(value))
  }

  mutating func put(_ field: Int, text: String) { put(field, binary: Array(text.utf8)) }

  mutating func put(_ field: Int, binary value: [UInt8]) {
    head(field, .binary)
    varint(UInt64(value.count))
    bytes += value
  }

  mutating func put(_ field: Int, _ body: (inout ThriftWriter) -> Void) {
    head(field, .structure)
    bytes += Self.structure(body)
  }

  /// The bytes of a struct.
  static func structure(_ body: (inout ThriftWriter) -> Void) -> [UInt8] {
    var writer = ThriftWriter()
    body(&writer)
    return writer.finished()
  }

  private mutating func list(_ field: Int, _ kind: ThriftReader.Kind, _ count: Int) {
    head(field, .list)
    if count < 15 {
      bytes.append(UInt8(count << 4) | kind.rawValue)
    } else {
      bytes.append(0xF0 | kind.rawValue)
      varint(UInt64(count))
    }
  }

  /// A list of structs that are written already.
  mutating func put(_ field: Int, structures: [[UInt8]]) {
    list(field, .structure, structures.count)
    for item in structures { bytes += item }
  }

  mutating func put(_ field: Int, int32s values: [Int]) {
    list(field, .int32, values.count)
    for value in values { signed(Int64(value)) }
  }

  mutating func put(_ field: Int, texts values: [String]) {
    list(field, .binary, values.count)
    for value in values {
      varint(UInt64(value.utf8.count))
      bytes += Array(value.utf8)
    }
  }
}
