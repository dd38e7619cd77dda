import GridcastBase
import GridcastFiles

/// Reads documents of BSON (bsonspec.org, version 1.1), of which no length is trusted.
@safe struct BSONDocument {
  /// What is wrong with a document.
  struct Fault: Error {
    let reason: Sentence
  }

  /// The least length of a document: its own length and a zero.
  static let leastCount = 5

  private let bytes: UnsafeRawBufferPointer
  private var position: Int
  private let end: Int

  /// - Parameters:
  ///   - bytes: The file.
  ///   - range: The document, from its length to the zero at its end.
  private init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    unsafe self.bytes = unsafe bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Where the document ends that begins at a place.
  ///
  /// - Throws: Where its length is none, or goes beyond the end of what holds it.
  static func end(
    of bytes: UnsafeRawBufferPointer, from start: Int, before limit: Int
  ) throws(Fault) -> Int {
    guard limit - start >= leastCount else {
      throw Fault(reason: "\(formatted(limit - start)) bytes are left, too few for a document")
    }
    let count = unsafe Int(
      Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: Int32.self)))
    guard count >= leastCount, count <= limit - start else {
      throw Fault(
        reason:
          "it is to have \(formatted(count)) bytes, and \(formatted(limit - start)) are left")
    }
    guard unsafe bytes[start + count - 1] == 0 else {
      throw Fault(reason: "no zero stands at its end")
    }
    return start + count
  }

  /// Reads a document.
  ///
  /// - Throws: Where it is damaged, in a sentence that names the field.
  static func read(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) throws(Fault)
    -> RecordValue
  {
    var document = unsafe BSONDocument(bytes, range)
    return .object(try document.members(depth: 0))
  }

  /// Reads the members of the document at the position, which goes behind it.
  private mutating func members(depth: Int) throws(Fault) -> [RecordValue.Member] {
    guard depth < 64 else { throw Fault(reason: "it is nested too deeply") }
    let last = unsafe try Self.end(of: bytes, from: position, before: end) - 1
    position += 4
    var members: [RecordValue.Member] = []
    while position < last {
      let kind = unsafe bytes[position]
      position += 1
      let name = try name(before: last)
      let value = try value(of: kind, name, before: last, depth: depth)
      members.append(.init(name, value))
    }
    guard position == last else { throw Fault(reason: "a field reaches beyond its end") }
    position += 1
    return members
  }

  private mutating func value(
    of kind: UInt8, _ name: String, before last: Int, depth: Int
  ) throws(Fault) -> RecordValue {
    switch kind {
    case 0x01: return .number(Double(bitPattern: try whole(name, last, UInt64.self)))
    case 0x02, 0x0D, 0x0E: return .text(try text(name, last))
    case 0x03: return .object(try nested(name, last, depth))
    case 0x04: return .list(try nested(name, last, depth).map(\.value))
    case 0x05:
      let count = Int(try whole(name, last, Int32.self))
      let kind = try whole(name, last, UInt8.self)
      var run = try take(count, name, last)
      // The old kind has its length once more.
      if kind == 2, run.count >= 4 { run = run.dropFirst(4) }
      return ExtendedJSON.binary(unsafe Array(bytes[run]), kind: kind)
    case 0x06, 0x0A: return .null
    case 0x07:
      return .text(RecordValue.binary(unsafe Array(bytes[try take(12, name, last)])).spelled)
    case 0x08: return .boolean(try whole(name, last, UInt8.self) != 0)
    case 0x09: return .moment(try whole(name, last, Int64.self))
    case 0x0B: return .text("/\(try self.name(before: last))/\(try self.name(before: last))")
    case 0x0C:
      let text = try text(name, last)
      let identifier = unsafe Array(bytes[try take(12, name, last)])
      return .text("\(text):\(RecordValue.binary(identifier).spelled)")
    case 0x0F:
      _ = try whole(name, last, Int32.self)
      let text = try text(name, last)
      _ = try nested(name, last, depth)
      return .text(text)
    case 0x10: return .integer(Int64(try whole(name, last, Int32.self)))
    case 0x11:
      let order = try whole(name, last, UInt32.self)
      return .text("\(try whole(name, last, UInt32.self)):\(order)")
    case 0x12: return .integer(try whole(name, last, Int64.self))
    case 0x13:
      let low = try whole(name, last, UInt64.self)
      return ExtendedJSON.decimal(
        Decimal128(high: try whole(name, last, UInt64.self), low: low).text)
    case 0x7F: return .text("MaxKey")
    case 0xFF: return .text("MinKey")
    default:
      throw Fault(reason: "field '\(name)' is of kind \(Int(kind)), which BSON does not have")
    }
  }

  private mutating func nested(_ name: String, _ last: Int, _ depth: Int) throws(Fault)
    -> [RecordValue.Member]
  {
    guard last - position >= Self.leastCount else { throw beyond(name) }
    var inner = unsafe BSONDocument(bytes, position..<last)
    let members = try inner.members(depth: depth + 1)
    position = inner.position
    return members
  }

  private mutating func whole<Number: FixedWidthInteger & BitwiseCopyable>(
    _ name: String, _ last: Int, _ type: Number.Type
  ) throws(Fault) -> Number {
    let run = try take(MemoryLayout<Number>.size, name, last)
    return unsafe Number(
      littleEndian: bytes.loadUnaligned(fromByteOffset: run.lowerBound, as: Number.self))
  }

  private mutating func take(_ count: Int, _ name: String, _ last: Int) throws(Fault) -> Range<Int>
  {
    guard count >= 0, count <= last - position else { throw beyond(name) }
    position += count
    return position - count..<position
  }

  private func beyond(_ name: String) -> Fault {
    Fault(reason: "field '\(name)' reaches beyond its end")
  }

  /// A text with its length before it and a zero behind.
  private mutating func text(_ name: String, _ last: Int) throws(Fault) -> String {
    let count = Int(try whole(name, last, Int32.self))
    guard count > 0 else { throw Fault(reason: "the text in field '\(name)' has no end") }
    let run = try take(count, name, last).dropLast()
    guard unsafe bytes[run.upperBound] == 0,
      let text = unsafe String(
        validating: UnsafeRawBufferPointer(rebasing: bytes[run]), as: UTF8.self)
    else { throw Fault(reason: "the text in field '\(name)' is not UTF-8, or has no end") }
    return text
  }

  /// A text that ends with a zero.
  private mutating func name(before last: Int) throws(Fault) -> String {
    let stop = unsafe bytes.firstIndex(of: 0, from: position)
    guard stop < last,
      let name = unsafe String(
        validating: UnsafeRawBufferPointer(rebasing: bytes[position..<stop]), as: UTF8.self)
    else { throw Fault(reason: "the name of a field is not UTF-8, or has no end") }
    position = stop + 1
    return name
  }
}

/// A decimal of 34 digits (IEEE 754-2008, decimal128 in its binary encoding).
struct Decimal128 {
  let high: UInt64
  let low: UInt64

  /// As MongoDB writes it.
  var text: String {
    let sign = high >> 63 == 1 ? "-" : ""
    switch high >> 58 & 31 {
    case 31: return "NaN"
    case 30: return "\(sign)Infinity"
    default: break
    }
    let isLarge = high >> 61 & 3 == 3
    let exponent = Int(high >> (isLarge ? 47 : 49) & 0x3FFF) - 6176
    // What is written so is beyond 34 digits, which stands for 0.
    let digits = isLarge ? "0" : Self.digits(high & 0x1_FFFF_FFFF_FFFF, low)
    let scientific = exponent + digits.count - 1
    guard exponent <= 0, scientific >= -6 else {
      let fraction = digits.count > 1 ? ".\(digits.dropFirst())" : ""
      return "\(sign)\(digits.prefix(1))\(fraction)E\(scientific < 0 ? "" : "+")\(scientific)"
    }
    if exponent == 0 { return sign + digits }
    let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
    return "\(sign)\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
  }

  /// The decimal digits of a number of 113 bits.
  private static func digits(_ high: UInt64, _ low: UInt64) -> String {
    var limbs = [
      UInt32(high >> 32), UInt32(truncatingIfNeeded: high), UInt32(low >> 32),
      UInt32(truncatingIfNeeded: low),
    ]
    guard limbs.contains(where: { $0 != 0 }) else { return "0" }
    var groups: [String] = []
    while limbs.contains(where: { $0 != 0 }) {
      var rest: UInt64 = 0
      for index in limbs.indices {
        let value = rest << 32 | UInt64(limbs[index])
        limbs[index] = UInt32(value / 1_000_000_000)
        rest = value % 1_000_000_000
      }
      groups.append(String("\(1_000_000_000 + rest)".dropFirst()))
    }
    return String(groups.reversed().joined().drop { $0 == "0" })
  }
}
