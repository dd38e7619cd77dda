import GridcastBase
import GridcastFiles

/// The records of a range of a CSV file that begins and ends between records.
///
/// The rules are those of RFC 4180 with any separator; lines may end in LF or CRLF, and empty lines
/// are skipped. Stricter than GDAL: a quote may only surround a whole value, or be doubled within
/// one.
@safe struct CSVRecords: ~Copyable {
  private let bytes: UnsafeRawBufferPointer
  private let separator: UInt8
  private let end: Int
  private var position: Int
  /// The values of the last record.
  private(set) var values: [Value] = []

  /// The range of a value without its quotes, and whether it contains doubled quotes.
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
  /// - Throws: Where a quote is in an unusual place, or a value contains a byte that no text has.
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

  /// Finds in the next eight bytes those at which an unquoted value may end: the highest bit of
  /// each is set; only the lowest of these bits is certain.
  @inline(__always)
  private func candidates() -> UInt64 {
    let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    // All bytes that end a value are below "-" in ASCII, and letters and digits above it.
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

  /// Skips a line end, if there is one here, and returns whether there was.
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
