import GridcastBase
import GridcastFiles

/// The records of a stretch of a CSV, which begins and ends between two records.
///
/// As RFC 4180 has it, with any separator; lines may end in LF or CRLF, and empty ones are none.
/// Stricter than GDAL: a quote stands only around a whole value, or doubled within one.
@safe struct CSVRecords: ~Copyable {
  private let bytes: UnsafeRawBufferPointer
  private let separator: UInt8
  private let end: Int
  private var position: Int
  /// The values of the record read last.
  private(set) var values: [Value] = []

  /// Where a value lies, without the quotes around it, and whether it holds doubled ones.
  struct Value: BitwiseCopyable {
    let start: Int, end: Int
    let isDoubled: Bool
  }

  init(_ bytes: UnsafeRawBufferPointer, in range: Range<Int>, separator: UInt8) {
    unsafe self.bytes = unsafe bytes
    self.separator = separator
    position = range.lowerBound
    end = range.upperBound
  }

  /// Reads the next record; false at the end.
  ///
  /// - Throws: Where a quote stands in an unusual place, or a value holds a byte that no text does.
  mutating func next() throws(Declined) -> Bool {
    while position < end, try skipLineEnd() {}
    guard position < end else { return false }
    values.removeAll(keepingCapacity: true)
    while true {
      if unsafe bytes[position] == UInt8(ascii: "\"") {
        try quotedValue()
      } else {
        try plainValue()
      }
      guard position < end, unsafe bytes[position] == separator else { break }
      position += 1
      if position == end {
        values.append(Value(start: end, end: end, isDoubled: false))
        break
      }
    }
    if position < end, try !skipLineEnd() { throw Declined("text stands after a closing quote") }
    return true
  }

  private mutating func plainValue() throws(Declined) {
    let start = position
    while position < end {
      if position + 8 <= end {
        let found = candidates()
        guard found != 0 else {
          position += 8
          continue
        }
        position += found.trailingZeroBitCount >> 3
      }
      let byte = unsafe bytes[position]
      if byte == separator || byte == 10 || byte == 13 || byte == UInt8(ascii: "\"") || byte == 0 {
        break
      }
      position += 1
    }
    if position < end, unsafe bytes[position] == UInt8(ascii: "\"") || bytes[position] == 0 {
      throw Declined("a quote stands within a value, or a byte is 0")
    }
    values.append(Value(start: start, end: position, isDoubled: false))
  }

  /// Of the next eight bytes, those at which a plain value may end: the highest bit of each, of which
  /// the lowest is right.
  @inline(__always)
  private func candidates() -> UInt64 {
    let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    // All that ends a value stands before "-" in ASCII, and letters and digits behind it.
    let low = (word &- 0x2D2D_2D2D_2D2D_2D2D) & ~word & 0x8080_8080_8080_8080
    return separator < UInt8(ascii: "-") ? low : low | bytesEqual(word, separator)
  }

  private mutating func quotedValue() throws(Declined) {
    let start = position + 1
    var isDoubled = false
    position = start
    while true {
      while position < end, unsafe bytes[position] != UInt8(ascii: "\"") {
        if unsafe bytes[position] == 0 || bytes[position] == 13 {
          throw Declined("a quoted value holds a carriage return, or a byte is 0")
        }
        position += 1
      }
      guard position < end else { throw Declined("a quote is not closed") }
      position += 1
      guard position < end, unsafe bytes[position] == UInt8(ascii: "\"") else { break }
      isDoubled = true
      position += 1
    }
    values.append(Value(start: start, end: position - 1, isDoubled: isDoubled))
  }

  /// Whether a line ends here, which is then passed over.
  private mutating func skipLineEnd() throws(Declined) -> Bool {
    switch unsafe bytes[position] {
    case 10:
      position += 1
      return true
    case 13:
      guard position + 1 < end, unsafe bytes[position + 1] == 10 else {
        throw Declined("a carriage return stands alone")
      }
      position += 2
      return true
    default: return false
    }
  }
}
