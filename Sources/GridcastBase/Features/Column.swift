/// Describes one attribute of a layer: its name, its type and, where the format tells them, its
/// width and decimals.
public struct Field: Sendable, Hashable {
  /// The type of an attribute's values.
  public enum Kind: String, Sendable, CaseIterable {
    case integer, number, text, date, time, dateTime, binary, integerList, numberList, textList

    /// The type in the language of whoever reads it.
    package var told: Sentence { Sentence(message: rawValue) }
  }

  /// The narrower type in which a file stores an integer, number or text, kept so that it is
  /// written back in the same way.
  public enum Detail: Sendable {
    case none, boolean, integer16, integer32, float32, json, uuid
  }

  /// The name as the user sees it.
  public var name: String
  /// The type of the values.
  public var kind: Kind
  /// The narrower type in which the file stores the values.
  package var detail: Detail
  /// The greatest number of characters, or 0 where none is set.
  package var width: Int
  /// The number of decimals, or 0 where none is set.
  package var precision: Int
  /// A second name for people, which may be of any characters; nil where the file has none.
  package var alias: String?
  /// What values it may have; nil where the file does not say.
  package var domain: FieldDomain?

  /// Describes an attribute by its name and type; a width or precision of 0 means that none is set.
  public init(
    _ name: String, _ kind: Kind, detail: Detail = .none, width: Int = 0, precision: Int = 0
  ) {
    self.name = name
    self.kind = kind
    self.detail = detail
    self.width = width
    self.precision = precision
  }
}

/// A calendar date, a time of day, or both.
///
/// It takes 12 bytes, which Arrow knows as a binary of fixed size. Arrow's own moments, microseconds
/// since 1970 in one zone a column, would lose the zone of each value, days such as 30 February, and
/// times without a day.
public struct DateTime: BitwiseCopyable, Sendable, Hashable {
  /// Year, month and day; 0 for a time of day.
  public var year: Int16, month: UInt8, day: UInt8
  /// Hour and minute; 0 for a date.
  public var hour: UInt8, minute: UInt8
  /// The time zone as OGR codes it: 0 unknown, 1 local, 100 UTC, one step a quarter of an hour.
  public var zone: UInt8
  /// Second with its fraction, in millionths.
  public var microseconds: UInt32

  /// Makes a moment from its parts; `zone` is as OGR codes it, such as 132 for UTC+8.
  @inlinable
  public init(
    year: Int16, month: UInt8, day: UInt8, hour: UInt8, minute: UInt8, second: Double, zone: UInt8
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    // What rounds up to the next minute stays within its own.
    let least = 0.0
    let greatest = second < 60 ? 59_999_999.0 : 60_999_999
    microseconds = UInt32(Swift.min(Swift.max((second * 1e6).rounded(), least), greatest))
    self.zone = zone
  }

  /// Second with its fraction.
  @inlinable
  public var second: Double { Double(microseconds) / 1e6 }

  /// The same moment without what is less than a thousandth of a second, which is all that GDAL's writers
  /// keep; they would round 59.9996 to 60.
  package var toMilliseconds: DateTime {
    var moment = self
    moment.microseconds -= microseconds % 1000
    return moment
  }

  /// Whether there is such a day in the calendar and such a time on it; a moment that is only a time of
  /// day has no month.
  package var isOfCalendar: Bool {
    guard hour <= 24, minute < 60 else { return false }
    if month == 0 && day == 0 { return year == 0 }
    guard 1...12 ~= month, day >= 1 else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days: UInt8 =
      switch month {
      case 2: isLeap ? 29 : 28
      case 4, 6, 9, 11: 30
      default: 31
      }
    return day <= days
  }
}

/// One attribute of all features, in their order; nil where a feature has no value.
public struct Column: Sendable, Equatable {
  /// The values, by type.
  public enum Values: Sendable, Equatable {
    case integers(Optionals<Int64>)
    case numbers(Optionals<Double>)
    case texts(Texts)
    case dateTimes(Optionals<DateTime>)
    case binaries(OptionalLists<[UInt8]>)
    case integerLists(OptionalLists<[Int64]>)
    case numberLists(OptionalLists<[Double]>)
    case textLists(OptionalLists<TextTable>)

    /// Makes `count` values of a type, all of them missing.
    package init(missing count: Int, as kind: Field.Kind) {
      self =
        switch kind {
        case .integer: .integers(Optionals(repeatElement(nil, count: count)))
        case .number: .numbers(Optionals(repeatElement(nil, count: count)))
        case .text: .texts(Texts(repeatElement(nil, count: count)))
        case .date, .time, .dateTime: .dateTimes(Optionals(repeatElement(nil, count: count)))
        case .binary: .binaries(OptionalLists(repeatElement(nil, count: count)))
        case .integerList: .integerLists(OptionalLists(repeatElement(nil, count: count)))
        case .numberList: .numberLists(OptionalLists(repeatElement(nil, count: count)))
        case .textList: .textLists(OptionalLists(repeatElement(nil, count: count)))
        }
    }

    /// The values as one collection, whatever their type.
    public var storage: any ColumnStorage {
      switch self {
      case .integers(let values): values
      case .numbers(let values): values
      case .texts(let values): values
      case .dateTimes(let values): values
      case .binaries(let values): values
      case .integerLists(let values): values
      case .numberLists(let values): values
      case .textLists(let values): values
      }
    }
  }

  /// The name, type and width.
  public var field: Field
  /// The values, one a feature.
  public var values: Values

  /// Makes a column from the description of an attribute and its values.
  public init(_ field: Field, _ values: Values) {
    self.field = field
    self.values = values
  }

  /// Makes a column that has no values yet.
  package init(emptyFor field: Field) {
    self.field = field
    values = Values(missing: 0, as: field.kind)
  }

  /// The number of features.
  public var count: Int { values.storage.count }

  /// How many features have a value.
  public var knownCount: Int { values.storage.knownCount }

  /// The values as texts, one a feature; whole numbers without decimals.
  ///
  /// nil for dates and times, bytes and lists.
  public var texts: Texts? {
    switch values {
    case .texts(let texts): texts
    case .integers(let values): Texts(values.map { $0.map(String.init) })
    case .numbers(let values):
      Texts(values.map { $0.map { Int64(exactly: $0).map(String.init) ?? String($0) } })
    default: nil
    }
  }

  /// The values as numbers, one a feature; a text has one where it is a number from end to end.
  ///
  /// nil for dates and times, bytes and lists.
  public var numbers: Optionals<Double>? {
    switch values {
    case .numbers(let values): return values
    case .integers(let values):
      return Optionals(values.lazy.map { $0.map(Double.init) })
    case .texts(let texts):
      let parsed = texts.dictionary.map { Double($0.trimmed) }
      return Optionals(texts.codes.lazy.map { $0 < 0 ? nil : parsed[Int($0)] })
    default: return nil
    }
  }

  /// Adds the values of a column of the same type after these, without a copy of these.
  mutating func append(_ other: Column) {
    values.append(other.values)
  }

  /// The values of the features whose flag is set, in order.
  package func filtered(_ isKept: [Bool]) -> Column {
    rows(isKept.indices.filter { isKept[$0] })
  }
}

extension Column.Values {
  /// Adds values of the same type.
  ///
  /// The storage is moved out of the enum before it grows: while the enum still holds it, Swift
  /// would copy all of it.
  mutating func append(_ other: Self) {
    switch other {
    case .integers(let added):
      guard case .integers(var own) = self else { Self.refuse() }
      self = .integers([])
      own.append(contentsOf: added)
      self = .integers(own)
    case .numbers(let added):
      guard case .numbers(var own) = self else { Self.refuse() }
      self = .integers([])
      own.append(contentsOf: added)
      self = .numbers(own)
    case .texts(let added):
      guard case .texts(var own) = self else { Self.refuse() }
      self = .integers([])
      own.append(contentsOf: added)
      self = .texts(own)
    case .dateTimes(let added):
      guard case .dateTimes(var own) = self else { Self.refuse() }
      self = .integers([])
      own.append(contentsOf: added)
      self = .dateTimes(own)
    case .binaries(let added):
      guard case .binaries(var own) = self else { Self.refuse() }
      self = .integers([])
      own.append(contentsOf: added)
      self = .binaries(own)
    case .integerLists(let added):
      guard case .integerLists(var own) = self else { Self.refuse() }
      self = .integers([])
      own.append(contentsOf: added)
      self = .integerLists(own)
    case .numberLists(let added):
      guard case .numberLists(var own) = self else { Self.refuse() }
      self = .integers([])
      own.append(contentsOf: added)
      self = .numberLists(own)
    case .textLists(let added):
      guard case .textLists(var own) = self else { Self.refuse() }
      self = .integers([])
      own.append(contentsOf: added)
      self = .textLists(own)
    }
  }

  private static func refuse() -> Never {
    preconditionFailure("columns of one layer have one type")
  }
}

extension String {
  /// The text without white space at its ends.
  package var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
