import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// The records of a range of a table of texts that begins and ends between records.
///
/// The rules are those of RFC 4180 with any separator, and for what it leaves open those of Python's
/// `csv` module: lines end in LF, CRLF or CR; empty lines are skipped; a quote within an unquoted value
/// is a character; what follows a closing quote belongs to the value.
@safe struct CSVRecords: ~Copyable {
  private static let quote = UInt8(ascii: "\"")

  private let bytes: UnsafeRawBufferPointer
  private let separator: UInt8
  private let end: Int
  /// Whether there is a byte of 0 anywhere, so that values within quotes must be searched for it.
  private let hasZero: Bool
  private(set) var position: Int
  /// The values of the last record.
  private(set) var values: [Value] = []
  /// Where the last record begins.
  private(set) var start: Int
  /// Why the last record cannot be read; its values are not whole then.
  private(set) var fault: Fault?

  /// The range of a value, without its quotes where only a pair surrounds it.
  struct Value: BitwiseCopyable {
    let start: Int, end: Int
    let form: Form

    /// What must be done to the bytes.
    enum Form: BitwiseCopyable {
      /// Nothing.
      case plain
      /// Of each two quotes one goes.
      case doubled
      /// The value begins with a quote, and goes on behind the closing one.
      case mixed
    }
  }

  /// What makes a record unreadable.
  enum Fault: BitwiseCopyable {
    /// A quote is never closed, or only by one lines away that cannot be meant.
    case unclosedQuote
    /// A byte is 0, which no text has.
    case zero
  }

  init(_ bytes: UnsafeRawBufferPointer, in range: Range<Int>, separator: UInt8) {
    unsafe self.bytes = unsafe bytes
    self.separator = separator
    position = range.lowerBound
    start = position
    end = range.upperBound
    let first = unsafe bytes.baseAddress?.advanced(by: range.lowerBound)
    hasZero = unsafe first.map { unsafe memchr($0, 0, range.count) != nil } ?? false
  }

  /// Reads the next record; false at the end.
  mutating func next() -> Bool {
    while position < end, unsafe bytes[position] == 10 || bytes[position] == 13 { position += 1 }
    guard position < end else { return false }
    values.removeAll(keepingCapacity: true)
    fault = nil
    start = position
    while true {
      if unsafe bytes[position] == Self.quote { quotedValue() } else { plainValue() }
      if fault != nil {
        skipLine()
        return true
      }
      guard position < end, unsafe bytes[position] == separator else { break }
      position += 1
      if position == end {
        values.append(Value(start: end, end: end, form: .plain))
        break
      }
    }
    return true
  }

  private mutating func plainValue() {
    let start = position
    passPlain()
    values.append(Value(start: start, end: position, form: .plain))
  }

  /// Goes on to the next separator or line end.
  private mutating func passPlain() {
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
      if byte == separator || byte == 10 || byte == 13 { return }
      if byte == 0 { fault = .zero }
      position += 1
    }
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

  private mutating func quotedValue() {
    let start = position + 1
    var isDoubled = false
    position = start
    while true {
      position = unsafe min(bytes.firstIndex(of: Self.quote, from: position), end)
      guard position < end else { return fault = .unclosedQuote }
      position += 1
      guard position < end, unsafe bytes[position] == Self.quote else { break }
      isDoubled = true
      position += 1
    }
    let close = position - 1
    if hasZero, unsafe bytes[start..<close].contains(0) { return fault = .zero }
    if position < end, case let byte = unsafe bytes[position], byte != separator, byte != 10,
      byte != 13
    {
      // A value of several lines that goes on behind its quotes was opened by a quote too many.
      if unsafe bytes.firstIndex(of: 10, from: start) < close { return fault = .unclosedQuote }
      passPlain()
      return values.append(Value(start: start - 1, end: position, form: .mixed))
    }
    values.append(Value(start: start, end: close, form: isDoubled ? .doubled : .plain))
  }

  /// Goes on behind the line in which the record begins.
  private mutating func skipLine() {
    position = unsafe min(bytes.firstIndex(of: 10, from: start) + 1, end)
  }

  /// The bytes of a value without quotes that do not belong to it.
  static func cleared(_ run: UnsafeRawBufferPointer, _ form: Value.Form) -> [UInt8] {
    var bytes: [UInt8] = []
    var isQuoted = form == .doubled
    var index = form == .mixed ? 1 : 0
    if form == .mixed { isQuoted = true }
    while index < run.count {
      let byte = unsafe run[index]
      index += 1
      if byte == quote, isQuoted {
        guard index < run.count, unsafe run[index] == quote else {
          isQuoted = false
          continue
        }
        index += 1
      }
      bytes.append(byte)
    }
    return bytes
  }

  /// The values of the last record as texts.
  func texts(in encoding: String) -> [String] {
    values.map { value in
      let run = unsafe UnsafeRawBufferPointer(rebasing: bytes[value.start..<value.end])
      if value.form == .plain { return unsafe DecodedText(run: run, in: encoding).text }
      return unsafe Self.cleared(run, value.form).withUnsafeBytes {
        unsafe DecodedText(run: $0, in: encoding).text
      }
    }
  }
}
