import GridcastBase

/// Walks through JSON and says where it ends to be JSON, so that what GDAL passes over can be told.
///
/// It takes what GDAL's parser takes beyond RFC 8259: numbers that are not finite.
@safe struct JSONWalk: ~Copyable {
  /// Where a text is no JSON, and why.
  struct Fault: Error {
    let place: Int
    let reason: Sentence
  }

  /// What a value is.
  enum Kind {
    case object, array, text, number, notFinite, truth, null
  }

  /// The deepest nesting that is followed.
  private static let greatestDepth = 512

  let bytes: UnsafeRawBufferPointer
  private(set) var position: Int
  /// The offset behind the last byte that is looked at.
  let end: Int

  /// Whether no text goes on in the next line.
  private let endsTextsWithLines: Bool

  init(_ bytes: UnsafeRawBufferPointer, in range: Range<Int>, endsTextsWithLines: Bool = false) {
    unsafe self.bytes = unsafe bytes
    self.endsTextsWithLines = endsTextsWithLines
    position = range.lowerBound
    end = range.upperBound
  }

  private func fault(_ reason: Sentence) -> Fault { Fault(place: position, reason: reason) }

  /// Goes over white space, and over the marks that stand before the records of a sequence.
  mutating func passSpace(andMarks: Bool = false) {
    while position < end {
      let byte = unsafe bytes[position]
      guard byte == 0x20 || (9...13).contains(byte) || andMarks && byte == 0x1E else { return }
      position += 1
    }
  }

  /// Whether nothing but white space is left.
  mutating func isAtEnd() -> Bool {
    passSpace()
    return position >= end
  }

  /// Goes over a byte, if it comes next.
  mutating func passed(_ byte: Unicode.Scalar) -> Bool {
    passSpace()
    guard position < end, unsafe bytes[position] == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  /// The kind of the value that comes next.
  mutating func kind() throws(Fault) -> Kind {
    passSpace()
    guard position < end else { throw fault("it breaks off") }
    let byte = unsafe bytes[position]
    switch byte {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .text
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .truth
    case UInt8(ascii: "N"), UInt8(ascii: "I"): return .notFinite
    case UInt8(ascii: "-"):
      let isWord = unsafe position + 1 < end && bytes[position + 1] == UInt8(ascii: "I")
      return isWord ? .notFinite : .number
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "/"), UInt8(ascii: "#"): throw fault("a comment, which JSON does not have")
    case UInt8(ascii: "'"): throw fault("single quotes, where JSON has double ones")
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"):
      throw fault("a value is missing, or a comma too many")
    case 0: throw fault("zero bytes")
    default: throw fault("something that is no value of JSON")
    }
  }

  /// Goes over a text and hands back its range between the quotes.
  mutating func text() throws(Fault) -> Range<Int> {
    guard passed("\"") else {
      // It finds the better reason.
      _ = try kind()
      throw fault("a name without double quotes")
    }
    let start = position
    while position < end {
      let byte = unsafe bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return start..<position - 1 }
      if byte == UInt8(ascii: "\\") { position += 1 }
      if byte == 10, endsTextsWithLines { break }
    }
    throw fault("it breaks off within a text")
  }

  /// Whether a text equals some ASCII letters, in upper or lower case.
  func isText(_ text: Range<Int>, _ letters: StaticString) -> Bool {
    guard text.count == letters.utf8CodeUnitCount else { return false }
    for index in 0..<letters.utf8CodeUnitCount {
      let byte = unsafe bytes[text.lowerBound + index]
      guard unsafe byte | 0x20 == letters.utf8Start[index] | 0x20 else { return false }
    }
    return true
  }

  /// Some bytes as a text.
  func string(_ range: Range<Int>) -> String {
    unsafe String(decoding: bytes[range], as: UTF8.self)
  }

  /// Visits the members of an object; `body` receives each name and goes over the value.
  mutating func members(
    _ body: (_ name: Range<Int>, inout JSONWalk) throws(Fault) -> Void
  ) throws(Fault) {
    guard passed("{") else { throw fault("an object is missing") }
    if passed("}") { return }
    repeat {
      let name = try text()
      guard passed(":") else { throw fault("a colon is missing") }
      try body(name, &self)
    } while passed(",")
    guard passed("}") else { throw missingEnd("}") }
  }

  /// Visits the elements of an array, over which `body` goes.
  mutating func elements(_ body: (inout JSONWalk) throws(Fault) -> Void) throws(Fault) {
    guard passed("[") else { throw fault("an array is missing") }
    if passed("]") { return }
    repeat { try body(&self) } while passed(",")
    guard passed("]") else { throw missingEnd("]") }
  }

  private mutating func missingEnd(_ bracket: String) -> Fault {
    passSpace()
    if position >= end { return fault("it breaks off") }
    let byte = unsafe bytes[position]
    if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "#") {
      return fault("a comment, which JSON does not have")
    }
    return fault("a comma or '\(bracket)' is missing")
  }

  /// Goes over a value of any kind.
  mutating func skip(depth: Int = 0) throws(Fault) {
    guard depth < Self.greatestDepth else { throw fault("it is nested too deeply") }
    switch try kind() {
    case .text: _ = try text()
    case .object: try members { (_, walk) throws(Fault) in try walk.skip(depth: depth + 1) }
    case .array: try elements { (walk) throws(Fault) in try walk.skip(depth: depth + 1) }
    case .number, .notFinite, .truth, .null: _ = try word()
    }
  }

  /// Goes over a number or a word, and hands back its range.
  mutating func word() throws(Fault) -> Range<Int> {
    let kind = try kind()
    let start = position
    while position < end, unsafe Self.isWordByte(bytes[position]) { position += 1 }
    let isKnown =
      switch kind {
      // Whether it is within reach matters to coordinates only.
      case .number: unsafe bytes[start..<position].allSatisfy { Self.isOfNumber($0) }
      default: Self.words.contains(string(start..<position))
      }
    guard isKnown else {
      throw Fault(
        place: start, reason: "'\(string(start..<min(position, start + 20)))' is no value of JSON")
    }
    return start..<position
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
  }

  private static let words: Set = ["null", "true", "false", "NaN", "Infinity", "-Infinity", "nan"]

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }
}
