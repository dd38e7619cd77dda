/// Reads structs in Thrift's compact protocol ("thrift-compact-protocol.md"), never beyond the end of the bytes.
///
/// An error ends the reading and sets `isBroken`, so that loops end and one check at the end suffices.
@safe struct ThriftReader {
  /// The types of values.
  enum Kind: UInt8 {
    case stop, yes, no, byte, int16, int32, int64, double, binary, list, set, map, structure
  }

  /// How deep structs and lists may lie in each other.
  private static let greatestDepth = 32

  private let bytes: UnsafeRawBufferPointer
  /// Where the next byte is.
  private(set) var place: Int
  private(set) var isBroken = false
  private var lastField = 0
  private var outerFields: [Int] = []

  /// - Parameters:
  ///   - bytes: What holds the struct; it may go on behind it.
  ///   - place: Where the struct begins.
  init(_ bytes: UnsafeRawBufferPointer, at place: Int = 0) {
    unsafe self.bytes = unsafe bytes
    self.place = place
  }

  private var end: Int { unsafe bytes.count }

  private mutating func fail() {
    isBroken = true
    place = end
  }

  /// A byte; 0 behind the end.
  mutating func byte() -> UInt8 {
    guard place < end else {
      fail()
      return 0
    }
    place += 1
    return unsafe bytes[place - 1]
  }

  /// A number of 7 bits a byte.
  mutating func varint() -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      let byte = UInt64(byte())
      value |= (byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    fail()
    return 0
  }

  /// A number whose lowest bit is its sign.
  mutating func signed() -> Int64 {
    let value = varint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// A number that counts or places something, which may not be negative.
  mutating func size() -> Int {
    let value = signed()
    guard value >= 0 else {
      fail()
      return 0
    }
    return Int(value)
  }

  /// The number and kind of the next member; nil at the end of the struct.
  mutating func field() -> (number: Int, kind: Kind)? {
    let head = byte()
    guard !isBroken, let kind = Kind(rawValue: head & 15), kind != .stop else {
      if head != 0 { fail() }
      return nil
    }
    let step = Int(head >> 4)
    let number = step == 0 ? Int(truncatingIfNeeded: signed()) : lastField + step
    guard !isBroken, 0..<32_768 ~= number else {
      fail()
      return nil
    }
    lastField = number
    return (number, kind)
  }

  /// Reads a struct: `member` is called for each of its members and reads or skips it.
  mutating func structure(_ member: (inout ThriftReader, Int, Kind) -> Void) {
    guard outerFields.count < Self.greatestDepth else { return fail() }
    outerFields.append(lastField)
    lastField = 0
    while let (number, kind) = field() { member(&self, number, kind) }
    lastField = outerFields.removeLast()
  }

  /// Reads a list: `item` is called for each of its items and reads or skips it.
  mutating func list(_ item: (inout ThriftReader, Kind) -> Void) {
    guard outerFields.count < Self.greatestDepth else { return fail() }
    let head = byte()
    let count = head >> 4 == 15 ? Int(clamping: varint()) : Int(head >> 4)
    // Every item takes a byte at least.
    guard let kind = Kind(rawValue: head & 15), count <= end - place else { return fail() }
    for _ in 0..<count where !isBroken { item(&self, kind) }
  }

  /// Where the bytes of a text or of binary data lie.
  mutating func run() -> Range<Int> {
    let count = Int(clamping: varint())
    guard !isBroken, count <= end - place else {
      fail()
      return 0..<0
    }
    place += count
    return place - count..<place
  }

  /// A text.
  mutating func text() -> String {
    let run = run()
    return unsafe String(decoding: bytes[run], as: UTF8.self)
  }

  /// Passes over a value.
  mutating func skip(_ kind: Kind) {
    switch kind {
    case .stop: fail()
    case .yes, .no: break
    case .byte: _ = byte()
    case .int16, .int32, .int64: _ = varint()
    case .double:
      guard end - place >= 8 else { return fail() }
      place += 8
    case .binary: _ = run()
    case .list, .set:
      list { $0.skipItem($1) }
    case .map:
      let count = Int(clamping: varint())
      guard count > 0, !isBroken else { return }
      let kinds = byte()
      guard let key = Kind(rawValue: kinds >> 4), let value = Kind(rawValue: kinds & 15),
        count <= end - place
      else { return fail() }
      for _ in 0..<count where !isBroken {
        skipItem(key)
        skipItem(value)
      }
    case .structure: structure { $0.skip($2) }
    }
  }

  /// Passes over an item of a list, of which truths take a byte.
  private mutating func skipItem(_ kind: Kind) {
    guard kind == .yes || kind == .no else {
      outerFields.append(lastField)
      defer { lastField = outerFields.removeLast() }
      guard outerFields.count < Self.greatestDepth else { return fail() }
      return skip(kind)
    }
    _ = byte()
  }
}
