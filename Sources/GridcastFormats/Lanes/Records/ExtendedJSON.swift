import Foundation
import GridcastBase
import GridcastFiles

extension JSONScanner {
  /// Reads a value of any kind, with MongoDB's extended JSON (version 2, canonical and relaxed, and what version 1 wrote)
  /// as what it stands for, and NaN and Infinity as Python writes them.
  ///
  /// - Throws: Where it is no JSON in UTF-8, or nested too deeply.
  mutating func record(depth: Int = 0) throws(Declined) -> RecordValue {
    guard depth < 64 else { throw Declined("it is nested too deeply") }
    switch try peek() {
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "{"):
      var members: [RecordValue.Member] = []
      try forEachMember { (name, scanner) throws(Declined) in
        members.append(.init(try scanner.string(name), try scanner.record(depth: depth + 1)))
      }
      return ExtendedJSON.meaning(of: members) ?? .object(members)
    case UInt8(ascii: "["):
      var items: [RecordValue] = []
      try forEachElement { (scanner) throws(Declined) in
        items.append(try scanner.record(depth: depth + 1))
      }
      return .list(items)
    case UInt8(ascii: "n"):
      try passLetters("null")
      return .null
    case UInt8(ascii: "t"):
      try passLetters("true")
      return .boolean(true)
    case UInt8(ascii: "f"):
      try passLetters("false")
      return .boolean(false)
    case UInt8(ascii: "N"):
      try passLetters("NaN")
      return .number(.nan)
    case UInt8(ascii: "I"):
      try passLetters("Infinity")
      return .number(.infinity)
    case UInt8(ascii: "-") where unsafe position + 1 < bytes.count && bytes[position + 1] == 0x49:
      try passLetters("-Infinity")
      return .number(-.infinity)
    default:
      let (run, isWhole) = try number()
      let digits = unsafe UnsafeRawBufferPointer(rebasing: bytes[run])
      if isWhole, let whole = unsafe Int64(digits: digits) { return .integer(whole) }
      if !isWhole, let value = unsafe Double(decimal: digits) { return .number(value) }
      return .decimal(unsafe String(decoding: digits, as: UTF8.self))
    }
  }

  /// Reads a text.
  private mutating func string() throws(Declined) -> String {
    let run = try text()
    return try string(run)
  }

  private func string(_ run: Text) throws(Declined) -> String {
    let text =
      run.hasEscapes
      ? String(validating: try resolved(run), as: UTF8.self)
      : unsafe String(
        validating: UnsafeRawBufferPointer(rebasing: bytes[run.start..<run.end]), as: UTF8.self)
    guard let text else { throw Declined("a text is not in UTF-8") }
    return text
  }
}

/// MongoDB's extended JSON: objects whose first name begins with a dollar sign stand for a value of BSON.
enum ExtendedJSON {
  /// What an object stands for; nil where it is an object.
  static func meaning(of members: [RecordValue.Member]) -> RecordValue? {
    guard let first = members.first, first.name.utf8.first == UInt8(ascii: "$") else { return nil }
    let value = first.value
    switch (first.name, members.count) {
    case ("$oid", 1), ("$symbol", 1), ("$uuid", 1), ("$code", 1...2): return text(value)
    case ("$numberInt", 1), ("$numberLong", 1):
      guard case .text(let digits) = value else { return value.double == nil ? nil : value }
      return Int64(digits).map { .integer($0) } ?? .decimal(digits)
    case ("$numberDouble", 1):
      guard case .text(let digits) = value else { return value.double == nil ? nil : value }
      return Double(digits.lowercased()).map { .number($0) }
    case ("$numberDecimal", 1):
      guard case .text(let digits) = value else { return nil }
      return decimal(digits)
    case ("$date", 1): return moment(value)
    case ("$binary", 1):
      return binary(value["base64"], kind: value["subType"])
    case ("$binary", 2) where members[1].name == "$type":
      return binary(value, kind: members[1].value)
    case ("$timestamp", 1):
      guard let seconds = value["t"]?.double, let order = value["i"]?.double else { return nil }
      return .text("\(Int64(seconds)):\(Int64(order))")
    case ("$regularExpression", 1):
      guard case .text(let pattern)? = value["pattern"], case .text(let options)? = value["options"]
      else { return nil }
      return .text("/\(pattern)/\(options)")
    case ("$regex", 2) where members[1].name == "$options":
      guard case .text(let pattern) = value, case .text(let options) = members[1].value else {
        return nil
      }
      return .text("/\(pattern)/\(options)")
    case ("$undefined", 1): return .null
    case ("$minKey", 1): return .text("MinKey")
    case ("$maxKey", 1): return .text("MaxKey")
    default: return nil
    }
  }

  private static func text(_ value: RecordValue) -> RecordValue? {
    if case .text = value { value } else { nil }
  }

  /// A number of IEEE 754's decimals, as it is written.
  static func decimal(_ text: String) -> RecordValue {
    switch text.lowercased() {
    case "nan": .number(.nan)
    case "infinity": .number(.infinity)
    case "-infinity": .number(-.infinity)
    default: .decimal(text)
    }
  }

  private static func moment(_ value: RecordValue) -> RecordValue? {
    switch value {
    case .integer(let milliseconds): return .moment(milliseconds)
    case .text(let text):
      guard let milliseconds = milliseconds(text) else { return .text(text) }
      return .moment(milliseconds)
    default: return nil
    }
  }

  /// Milliseconds since 1970 of a moment as 2020-02-29T12:30:05.250Z; nil for other texts.
  private static func milliseconds(_ text: String) -> Int64? {
    // Version 1 wrote +0000.
    var text = text
    if let match = text.firstMatch(of: #/([+-]\d\d)(\d\d)$/#) {
      text.replaceSubrange(match.range, with: "\(match.1):\(match.2)")
    }
    if text.hasSuffix("+00:00") { text = text.dropLast(6) + "Z" }
    let moment = unsafe Array(text.utf8).withUnsafeBytes { unsafe DateTime(plain: $0) }
    return moment.map(\.milliseconds)
  }

  private static func binary(_ value: RecordValue?, kind: RecordValue?) -> RecordValue? {
    guard case .text(let text)? = value, case .text(let kind)? = kind,
      let bytes = Data(base64Encoded: text), let number = UInt8(kind, radix: 16)
    else { return nil }
    return binary([UInt8](bytes), kind: number)
  }

  /// Bytes of a kind; those of UUIDs as a text.
  static func binary(_ bytes: [UInt8], kind: UInt8) -> RecordValue {
    guard kind == 4, bytes.count == 16 else { return .binary(bytes) }
    let digits = RecordValue.binary(bytes).spelled
    var parts: [Substring] = []
    var rest = digits[...]
    for count in [8, 4, 4, 4, 12] {
      parts.append(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    return .text(parts.joined(separator: "-"))
  }
}
