import GridcastBase

/// What becomes of the values of a column.
enum ParquetForm: Sendable, Equatable {
  case truth
  /// A whole number of so many bits.
  case integer(bits: Int, isSigned: Bool)
  /// A whole number of tenths, hundredths and so on: as a whole number, a number of at most 15 digits, or a text.
  case decimalInteger
  case decimalNumber(scale: Int)
  case decimalText(scale: Int)
  case half, float, double
  case text, uuid, binary
  case date
  case time(perSecond: Int)
  case moment(perSecond: Int, zone: UInt8)
  /// A day of Julius Scaliger's count and a time in billionths of a second.
  case oldMoment

  /// nil where a field has no place for such values.
  init?(_ leaf: ParquetLeaf) {
    switch (leaf.logical, leaf.type) {
    case (.text, .bytes), (.enumeration, .bytes), (.json, .bytes): self = .text
    case (.uuid, .fixed) where leaf.length == 16: self = .uuid
    case (.float16, .fixed) where leaf.length == 2: self = .half
    case (.date, .int32): self = .date
    case (.interval, _): return nil
    case (.decimal(let precision, let scale), let type) where type != .double && type != .float:
      guard 0...100 ~= scale, [.int32, .int64, .bytes, .fixed].contains(type) else { return nil }
      self =
        scale == 0 && precision <= 18
        ? .decimalInteger
        : precision <= 15 ? .decimalNumber(scale: scale) : .decimalText(scale: scale)
    case (.integer(let bits, let isSigned), .int32) where [8, 16, 32].contains(bits):
      self = .integer(bits: bits, isSigned: isSigned)
    case (.integer(64, let isSigned), .int64): self = .integer(bits: 64, isSigned: isSigned)
    case (.time(let unit, _), .int32) where unit == 1_000: self = .time(perSecond: unit)
    case (.time(let unit, _), .int64) where unit > 1_000: self = .time(perSecond: unit)
    case (.moment(let unit, let isUniversal), .int64) where unit > 0:
      self = .moment(perSecond: unit, zone: isUniversal ? 100 : 0)
    case (_, .boolean): self = .truth
    case (_, .int32): self = .integer(bits: 32, isSigned: true)
    case (_, .int64): self = .integer(bits: 64, isSigned: true)
    case (_, .int96): self = .oldMoment
    case (_, .float): self = .float
    case (_, .double): self = .double
    case (_, .bytes), (_, .fixed): self = .binary
    }
  }

  /// The field that has the values.
  func field(_ leaf: ParquetLeaf) -> Field {
    let (kind, detail): (Field.Kind, Field.Detail) =
      switch self {
      case .truth: (.integer, .boolean)
      case .integer(8, _), .integer(16, true): (.integer, .integer16)
      case .integer(16, false), .integer(32, true): (.integer, .integer32)
      case .integer, .decimalInteger: (.integer, .none)
      case .decimalNumber, .double: (.number, .none)
      case .half, .float: (.number, .float32)
      case .text: (.text, leaf.logical == .json ? .json : .none)
      case .uuid: (.text, .uuid)
      case .decimalText: (.text, .none)
      case .binary: (.binary, .none)
      case .date: (.date, .none)
      case .time: (.time, .none)
      case .moment, .oldMoment: (.dateTime, .none)
      }
    return Field(leaf.name, kind, detail: detail)
  }
}

extension DateTime {
  /// The number of days from the beginning of Julius Scaliger's count to 1970.
  static let julianEpoch: Int64 = 2_440_588

  /// A moment, or a day, that lies so many days and millionths of a second behind the beginning of 1970; nil where its
  /// year is none of 1 to 9999.
  ///
  /// After "chrono-Compatible Low-Level Date Algorithms" (Hinnant).
  init?(days: Int64, microseconds: Int64, zone: UInt8) {
    guard -719_162...2_932_896 ~= days else { return nil }
    // Years begin in March, so that a leap day is the last of its year.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let day = shifted - era * 146_097
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let ofYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    let calendarMonth = month < 10 ? month + 3 : month - 9
    let minutes = microseconds / 60_000_000
    self.init(
      year: Int16(year + era * 400 + (calendarMonth <= 2 ? 1 : 0)), month: UInt8(calendarMonth),
      day: UInt8(ofYear - (153 * month + 2) / 5 + 1), hour: UInt8(minutes / 60),
      minute: UInt8(minutes % 60), second: 0, zone: zone)
    self.microseconds = UInt32(microseconds % 60_000_000)
  }

  /// The number of days behind the beginning of 1970; nil for a time of day, and a day that no calendar has.
  var daysSince1970: Int64? {
    guard month > 0, isOfCalendar else { return nil }
    let year = Int64(year) - (month <= 2 ? 1 : 0)
    let era = (year >= 0 ? year : year - 399) / 400
    let ofEra = year - era * 400
    let month = Int64(month)
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + Int64(day) - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }

  /// The number of millionths of a second since the beginning of its day.
  var microsecondsOfDay: Int64 {
    (Int64(hour) * 60 + Int64(minute)) * 60_000_000 + Int64(microseconds)
  }
}
