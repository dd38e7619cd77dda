/// Reads a protobuf message field by field, never beyond its end.
///
/// An error empties the message and sets `isBroken`, so that loops end and one check at the end
/// suffices.
@unsafe struct WireReader {
  /// The position of the next byte.
  package var next: UnsafePointer<UInt8>
  private var end: UnsafePointer<UInt8>
  /// Whether the message is damaged.
  private(set) var isBroken = false

  init(_ bytes: UnsafeRawBufferPointer) {
    // An empty buffer has no address; this one is never dereferenced.
    let start = unsafe bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
    unsafe next = unsafe start.assumingMemoryBound(to: UInt8.self)
    unsafe end = unsafe next + bytes.count
  }

  var hasMore: Bool {
    @inline(__always) get { unsafe next < end }
  }

  /// The number of bytes left.
  var count: Int { unsafe end - next }

  /// The bytes left.
  var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: next, count: count) }

  @inline(__always)
  mutating func varint() -> UInt64 {
    if unsafe next < end, unsafe next.pointee < 0x80 {
      let value = unsafe UInt64(next.pointee)
      unsafe next += 1
      return value
    }
    return unsafe longVarint()
  }

  private mutating func longVarint() -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while unsafe next < end, shift < 64 {
      let byte = unsafe UInt64(next.pointee)
      unsafe next += 1
      value |= (byte & 0x7F) &<< shift
      if byte < 0x80 { return value }
      shift += 7
    }
    unsafe fail()
    return 0
  }

  /// A zigzag-encoded number, whose lowest bit is the sign.
  @inline(__always)
  mutating func signed() -> Int64 {
    let value = unsafe varint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// The number and the type of the next field.
  mutating func field() -> (number: Int, type: UInt8) {
    let key = unsafe varint()
    if key >= 1 << 29 { unsafe fail() }
    return (Int(truncatingIfNeeded: key >> 3), UInt8(truncatingIfNeeded: key & 7))
  }

  /// The content of a length-delimited field: a message, a text, or packed numbers.
  mutating func piece() -> WireReader {
    let length = unsafe varint()
    var piece = unsafe self
    guard length <= UInt64(unsafe count) else {
      unsafe fail()
      unsafe piece.fail()
      return unsafe piece
    }
    unsafe piece.end = unsafe next + Int(length)
    unsafe next += Int(length)
    return unsafe piece
  }

  /// Skips a field of this wire type.
  mutating func skip(_ type: UInt8) {
    switch type {
    case 0: _ = unsafe varint()
    case 1: unsafe skip(bytes: 8)
    case 2: _ = unsafe piece()
    case 5: unsafe skip(bytes: 4)
    default: unsafe fail()
    }
  }

  /// The number of packed numbers in the bytes left.
  func countOfVarints() -> Int {
    unsafe bytes.reduce(0) { $0 + ($1 < 0x80 ? 1 : 0) }
  }

  private mutating func skip(bytes length: Int) {
    if unsafe count < length { unsafe fail() } else { unsafe next += length }
  }

  private mutating func fail() {
    unsafe isBroken = true
    unsafe next = unsafe end
  }
}
