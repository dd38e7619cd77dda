import GridcastBase

/// Whole numbers of few bits in runs of equal ones and of packed ones ("Encodings", RLE), or all packed.
///
/// What is passed over is not made, so a run of any length costs nothing.
@safe struct ParquetRuns {
  static let damaged = Declined("its levels or codes end early")

  private let bytes: UnsafeRawBufferPointer
  private let width: Int
  private var place = 0
  /// How many are left of the run.
  private var left = 0
  /// The number that is repeated; nil in a run of packed ones.
  private var repeated: UInt32?
  /// Where the next packed number begins, in bits.
  private var bit = 0
  /// Whether the most significant bits come first, as in BIT_PACKED.
  private let isReversed: Bool

  /// - Throws: Where numbers have more than 32 bits.
  init(_ bytes: UnsafeRawBufferPointer, width: Int) throws(Declined) {
    guard 0...32 ~= width else { throw Self.damaged }
    unsafe self.bytes = unsafe bytes
    self.width = width
    isReversed = false
  }

  /// Numbers that are packed without runs, the most significant bits first (BIT_PACKED).
  init(packed bytes: UnsafeRawBufferPointer, width: Int, count: Int) {
    unsafe self.bytes = unsafe bytes
    self.width = width
    isReversed = true
    left = count
    place = bytes.count
  }

  /// Goes to the next run where none is left of this one.
  private mutating func advance() throws(Declined) {
    while left == 0 {
      var head: UInt64 = 0
      var shift: UInt64 = 0
      var byte: UInt8
      repeat {
        guard unsafe place < bytes.count, shift < 35 else { throw Self.damaged }
        byte = unsafe bytes[place]
        place += 1
        head |= UInt64(byte & 0x7F) << shift
        shift += 7
      } while byte >= 0x80
      if head & 1 == 1 {
        let groups = Int(head >> 1)
        // Of the last run, what fills its last group may be left out.
        let size = unsafe min(groups * width, bytes.count - place)
        left = width == 0 ? groups * 8 : min(groups * 8, size * 8 / width)
        guard left > 0 || groups == 0 else { throw Self.damaged }
        repeated = width == 0 ? 0 : nil
        bit = place * 8
        place += size
      } else {
        let size = (width + 7) / 8
        guard unsafe size <= bytes.count - place else { throw Self.damaged }
        var value: UInt32 = 0
        for index in 0..<size {
          value |= unsafe UInt32(bytes[place + index]) << (8 * UInt32(index))
        }
        place += size
        left = Int(head >> 1)
        repeated = value
      }
    }
  }

  @inline(__always)
  private mutating func packed() -> UInt32 {
    let start = bit
    bit += width
    if isReversed {
      var value: UInt32 = 0
      for index in start..<start + width {
        value = unsafe value << 1 | UInt32(bytes[index >> 3] >> UInt8(7 - index & 7) & 1)
      }
      return value
    }
    var word: UInt64 = 0
    if unsafe start >> 3 <= bytes.count - 8 {
      word = unsafe bytes.loadUnaligned(fromByteOffset: start >> 3, as: UInt64.self)
    } else {
      for index in unsafe start >> 3..<bytes.count {
        word |= unsafe UInt64(bytes[index]) << UInt64(8 * (index - start >> 3))
      }
    }
    return UInt32(truncatingIfNeeded: word >> UInt64(start & 7) & (1 << UInt64(width) - 1))
  }

  /// Passes over some numbers and says how many of them are `wanted`.
  mutating func skip(_ count: Int, counting wanted: UInt32) throws(Declined) -> Int {
    var (rest, found) = (count, 0)
    while rest > 0 {
      try advance()
      let step = min(rest, left)
      if let repeated {
        if repeated == wanted { found += step }
      } else {
        for _ in 0..<step where packed() == wanted { found += 1 }
      }
      left -= step
      rest -= step
    }
    return found
  }

  /// Adds some numbers.
  mutating func read(_ count: Int, into numbers: inout [UInt32]) throws(Declined) {
    var rest = count
    numbers.reserveCapacity(numbers.count + min(count, 1 << 20))
    while rest > 0 {
      try advance()
      let step = min(rest, left)
      if let repeated {
        numbers.append(contentsOf: repeatElement(repeated, count: step))
      } else {
        for _ in 0..<step { numbers.append(packed()) }
      }
      left -= step
      rest -= step
    }
  }

  /// Whether some numbers are the highest, `wanted`; nil where all are.
  mutating func known(_ count: Int, wanted: UInt32) throws(Declined) -> [Bool]? {
    try advanceUnlessEmpty(count)
    if left >= count, let repeated, repeated == wanted {
      left -= count
      return nil
    }
    var numbers: [UInt32] = []
    try read(count, into: &numbers)
    let known = numbers.map { $0 == wanted }
    return known.allSatisfy(\.self) ? nil : known
  }

  private mutating func advanceUnlessEmpty(_ count: Int) throws(Declined) {
    if count > 0 { try advance() }
  }
}
