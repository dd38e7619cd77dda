/// A value of a record of JSON or BSON.
package indirect enum RecordValue: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case number(Double)
  /// A number in decimals, as it is written.
  case decimal(String)
  case text(String)
  /// Milliseconds since 1970 in universal time.
  case moment(Int64)
  case binary([UInt8])
  case list([RecordValue])
  case object([Member])

  /// A named value.
  package struct Member: Sendable, Equatable {
    package let name: String
    package let value: RecordValue

    /// Names a value.
    package init(_ name: String, _ value: RecordValue) {
      self.name = name
      self.value = value
    }
  }

  /// The first member of this name; nil where there is none, or this is no object.
  package subscript(name: String) -> RecordValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// Whether a number in decimals is one as a Double too: up to 15 digits are.
  package static func isExact(_ text: String) -> Bool {
    let digits = text.prefix { $0 != "e" && $0 != "E" }.filter(\.isNumber).drop { $0 == "0" }
    guard digits.count <= 15, let value = Double(text), value.isFinite else { return false }
    return value != 0 || digits.isEmpty
  }
}

extension RecordValue {
  /// The value as Double; nil where it is no number.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .decimal(let text): Double(text)
    default: nil
    }
  }

  /// Whether there is nothing in it: no value, no item or no member.
  package var isBlank: Bool {
    switch self {
    case .null: true
    case .list(let items): items.isEmpty
    case .object(let members): members.isEmpty
    default: false
    }
  }

  /// The value as a text: plain where it is a single one, JSON where it holds others, moments after ISO 8601, bytes as
  /// hexadecimal digits.
  package var spelled: String {
    switch self {
    case .null: ""
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): Int64(exactly: value).map(String.init) ?? String(value)
    case .decimal(let text), .text(let text): text
    case .moment(let milliseconds): Self.spell(milliseconds)
    case .binary(let bytes): bytes.map(\.hexadecimal).joined()
    case .list, .object: json
    }
  }

  /// The value as JSON.
  package var json: String {
    switch self {
    case .null: "null"
    case .boolean, .integer: spelled
    case .number(let value) where value.isFinite: spelled
    case .decimal(let text) where Double(text)?.isFinite ?? false: text
    case .number, .decimal, .text, .moment, .binary: spelled.asJSON
    case .list(let items): "[" + items.map(\.json).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { $0.name.asJSON + ":" + $0.value.json }.joined(separator: ",") + "}"
    }
  }

  private static func spell(_ milliseconds: Int64) -> String {
    guard let moment = DateTime(milliseconds: milliseconds) else { return String(milliseconds) }
    let field = Field("", .dateTime)
    return Column(field, .dateTimes([moment])).spelled[0] ?? ""
  }
}

extension DateTime {
  /// A moment in universal time from milliseconds since 1970; nil beyond the years 1 to 9999.
  ///
  /// The days are Howard Hinnant's `civil_from_days`.
  package init?(milliseconds: Int64) {
    guard -62_135_596_800_000..<253_402_300_800_000 ~= milliseconds else { return nil }
    let days = Int((Double(milliseconds) / 86_400_000).rounded(.down))
    let rest = Int(milliseconds) - days * 86_400_000
    let shifted = days + 719_468
    let era = shifted / 146_097
    let day = shifted % 146_097
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let ofYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    let isNext = month > 9
    self.init(
      year: Int16(year + era * 400 + (isNext ? 1 : 0)),
      month: UInt8(isNext ? month - 9 : month + 3),
      day: UInt8(ofYear - (153 * month + 2) / 5 + 1), hour: UInt8(rest / 3_600_000),
      minute: UInt8(rest / 60_000 % 60), second: 0, zone: 100)
    microseconds = UInt32(rest % 60_000 * 1000)
  }

  /// Milliseconds since 1970 in universal time, of a moment that knows its zone.
  ///
  /// The days are Howard Hinnant's `days_from_civil`.
  package var milliseconds: Int64 {
    let start = Int(year) - (month <= 2 ? 1 : 0)
    let era = (start >= 0 ? start : start - 399) / 400
    let ofEra = start - era * 400
    let ofYear = (153 * (Int(month) + (month > 2 ? -3 : 9)) + 2) / 5 + Int(day) - 1
    let days = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    let minutes = Int(hour) * 60 + Int(minute) - (Int(zone) - 100) * 15
    return Int64((days * 1440 + minutes) * 60_000 + Int(microseconds) / 1000)
  }
}
