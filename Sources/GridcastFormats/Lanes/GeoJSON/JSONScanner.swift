import GridcastBase
import GridcastFiles

/// Scans JSON (RFC 8259) in memory value by value, and decodes only what is asked for.
@safe struct JSONScanner: ~Copyable {
  /// The deepest nesting that is scanned.
  private static let greatestDepth = 64

  let bytes: UnsafeRawBufferPointer
  /// The offset of the next byte.
  var position: Int
  private let end: Int

  /// The range of a text between its quotes, with whether it contains escapes.
  struct Text: BitwiseCopyable {
    let start: Int, end: Int
    let hasEscapes: Bool
  }

  init(_ bytes: UnsafeRawBufferPointer, at position: Int) {
    unsafe self.bytes = unsafe bytes
    self.position = position
    end = bytes.count
  }

  private static var malformed: Declined { Declined("it is no JSON of the usual kind") }

  /// Skips white space.
  @inline(__always)
  mutating func skipSpace() {
    while position < end {
      let byte = unsafe bytes[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  /// Skips white space, and returns whether it contains a line end or reaches the end of the file.
  mutating func passedLineEnd() -> Bool {
    let start = position
    skipSpace()
    return unsafe position == end || bytes[start..<position].contains(10)
  }

  /// The next byte that is not white space.
  @inline(__always)
  mutating func peek() throws(Declined) -> UInt8 {
    skipSpace()
    guard position < end else { throw Self.malformed }
    return unsafe bytes[position]
  }

  /// Skips one byte, which must come next.
  @inline(__always)
  mutating func pass(_ byte: Unicode.Scalar) throws(Declined) {
    guard try peek() == UInt8(ascii: byte) else { throw Self.malformed }
    position += 1
  }

  /// Skips one byte if it comes next, and returns whether it did.
  @inline(__always)
  mutating func passed(_ byte: Unicode.Scalar) throws(Declined) -> Bool {
    guard try peek() == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  /// Visits the members of an object: `body` receives each name and must skip the value that
  /// follows.
  @inline(__always)
  mutating func forEachMember(
    _ body: (_ name: Text, inout JSONScanner) throws(Declined) -> Void
  ) throws(Declined) {
    try pass("{")
    if try passed("}") { return }
    repeat {
      let name = try text()
      try pass(":")
      try body(name, &self)
    } while try passed(",")
    try pass("}")
  }

  /// Visits the elements of an array, which `body` must skip.
  @inline(__always)
  mutating func forEachElement(_ body: (inout JSONScanner) throws(Declined) -> Void)
    throws(Declined)
  {
    try pass("[")
    if try passed("]") { return }
    repeat { try body(&self) } while try passed(",")
    try pass("]")
  }

  /// Skips a text and returns its range.
  @inline(__always)
  mutating func text() throws(Declined) -> Text {
    try pass("\"")
    let start = position
    var hasEscapes = false
    while position < end {
      if position + 8 <= end {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        // Bytes below 32, and only they, have none of the three highest bits set.
        let high = word | word << 1 | word << 2
        let found =
          bytesEqual(word, UInt8(ascii: "\"")) | bytesEqual(word, UInt8(ascii: "\\"))
          | (~high & 0x8080_8080_8080_8080)
        guard found != 0 else {
          position += 8
          continue
        }
        position += found.trailingZeroBitCount >> 3
      }
      let byte = unsafe bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        return Text(start: start, end: position - 1, hasEscapes: hasEscapes)
      }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        position += 1
      } else if byte < 0x20 {
        throw Declined("a text holds a control character")
      }
    }
    throw Self.malformed
  }

  /// Whether a text equals some ASCII letters.
  @inline(__always)
  func isText(_ text: Text, _ letters: StaticString) -> Bool {
    guard text.end - text.start == letters.utf8CodeUnitCount else { return false }
    for index in 0..<letters.utf8CodeUnitCount
    where unsafe bytes[text.start + index] != letters.utf8Start[index] { return false }
    return true
  }

  /// Skips a number, and returns its range and whether it is an integer.
  @inline(__always)
  mutating func number() throws(Declined) -> (run: Range<Int>, isWhole: Bool) {
    _ = try peek()
    let start = position
    passDigit(UInt8(ascii: "-"))
    let first = position
    passDigits()
    // A number has at least one digit, and no leading zero.
    guard position > first, unsafe position == first + 1 || bytes[first] != UInt8(ascii: "0") else {
      throw Self.malformed
    }
    let whole = position
    if passDigit(UInt8(ascii: ".")) {
      let fraction = position
      passDigits()
      guard position > fraction else { throw Self.malformed }
    }
    if passDigit(UInt8(ascii: "e")) || passDigit(UInt8(ascii: "E")) {
      if !passDigit(UInt8(ascii: "-")) { passDigit(UInt8(ascii: "+")) }
      let exponent = position
      passDigits()
      guard position > exponent else { throw Self.malformed }
      if position > exponent + 2 {
        let run = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<position])
        guard unsafe Double(decimal: run)?.isFinite ?? false else {
          throw Declined("a number is out of reach")
        }
      }
    }
    return (start..<position, position == whole)
  }

  @discardableResult @inline(__always)
  private mutating func passDigit(_ byte: UInt8) -> Bool {
    guard position < end, unsafe bytes[position] == byte else { return false }
    position += 1
    return true
  }

  @inline(__always)
  private mutating func passDigits() {
    while position < end, unsafe bytes[position] &- 48 < 10 { position += 1 }
  }

  /// Reads a number, correctly rounded.
  @inline(__always)
  mutating func value() throws(Declined) -> Double {
    let (range, isWhole) = try number()
    let run = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
    // GDAL converts integers by way of 64-bit integers.
    let value = unsafe isWhole ? Int64(digits: run).map(Double.init) : Double(decimal: run)
    guard let value else { throw Declined("a number is out of reach") }
    return value
  }

  /// Skips some ASCII letters, as in `null`, which must come next.
  mutating func passLetters(_ letters: StaticString) throws(Declined) {
    guard position + letters.utf8CodeUnitCount <= end else { throw Self.malformed }
    for index in 0..<letters.utf8CodeUnitCount
    where unsafe bytes[position + index] != letters.utf8Start[index] { throw Self.malformed }
    position += letters.utf8CodeUnitCount
  }

  /// Skips a value of any kind.
  mutating func skip(depth: Int = 0) throws(Declined) {
    guard depth < Self.greatestDepth else { throw Declined("it is nested too deeply") }
    switch try peek() {
    case UInt8(ascii: "\""): _ = try text()
    case UInt8(ascii: "{"):
      try forEachMember { (_, scanner) throws(Declined) in try scanner.skip(depth: depth + 1) }
    case UInt8(ascii: "["):
      try forEachElement { (scanner) throws(Declined) in try scanner.skip(depth: depth + 1) }
    case UInt8(ascii: "n"): try passLetters("null")
    case UInt8(ascii: "t"): try passLetters("true")
    case UInt8(ascii: "f"): try passLetters("false")
    default: _ = try number()
    }
  }

  /// The bytes of a text with its escapes resolved.
  ///
  /// - Throws: For an unpaired surrogate or an unknown escape.
  func resolved(_ text: Text) throws(Declined) -> [UInt8] {
    var result: [UInt8] = []
    var index = text.start
    while index < text.end {
      guard unsafe bytes[index] == UInt8(ascii: "\\") else {
        result.append(unsafe bytes[index])
        index += 1
        continue
      }
      let escaped = unsafe bytes[index + 1]
      index += 2
      switch escaped {
      case UInt8(ascii: "n"): result.append(10)
      case UInt8(ascii: "r"): result.append(13)
      case UInt8(ascii: "t"): result.append(9)
      case UInt8(ascii: "b"): result.append(8)
      case UInt8(ascii: "f"): result.append(12)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escaped)
      case UInt8(ascii: "u"):
        let (scalar, end) = try scalar(at: index, before: text.end)
        result += Array(String(scalar).utf8)
        index = end
      default: throw Self.malformed
      }
    }
    return result
  }

  /// The character of a `\u` escape or of a pair of them.
  private func scalar(at start: Int, before end: Int) throws(Declined) -> (Unicode.Scalar, Int) {
    func unit(_ start: Int) throws(Declined) -> UInt32 {
      guard start + 4 <= end else { throw Self.malformed }
      let digits = unsafe String(decoding: bytes[start..<start + 4], as: UTF8.self)
      guard let unit = UInt32(digits, radix: 16), !digits.hasPrefix("+") else {
        throw Self.malformed
      }
      return unit
    }
    let first = try unit(start)
    if let scalar = Unicode.Scalar(first), first != 0 { return (scalar, start + 4) }
    guard 0xD800...0xDBFF ~= first, start + 6 <= end,
      unsafe bytes[start + 4] == UInt8(ascii: "\\") && bytes[start + 5] == UInt8(ascii: "u")
    else { throw Declined("a text holds half a character") }
    let second = try unit(start + 6)
    guard 0xDC00...0xDFFF ~= second,
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw Declined("a text holds half a character") }
    return (scalar, start + 10)
  }
}
