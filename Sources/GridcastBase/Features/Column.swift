/// What a layer says of one attribute: its name, type and, where given, width.
public struct Field: Sendable, Hashable {
  /// The type of an attribute's values.
  public enum Kind: String, Sendable, CaseIterable {
    case integer, number, text, date, time, dateTime, binary, integerList, numberList, textList
  }

  /// A closer reading of an integer, number or text, kept so that it can be written again.
  public enum Detail: Sendable {
    case none, boolean, integer16, integer32, float32, json, uuid
  }

  /// The name, as the user sees it.
  public var name: String
  /// The type.
  public var kind: Kind
  /// A closer reading of the type.
  package var detail: Detail
  /// The greatest number of characters, or 0 where none is set.
  package var width: Int
  /// The number of decimals, or 0 where none is set.
  package var precision: Int

  /// A field of a name and a type.
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
  /// Second with its fraction.
  public var second: Float

  /// A moment of its parts.
  @inlinable
  public init(
    year: Int16, month: UInt8, day: UInt8, hour: UInt8, minute: UInt8, second: Float, zone: UInt8
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.zone = zone
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

    /// As many values of a type, all of them missing.
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

    /// The values, whatever their type.
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

  /// A column of values.
  public init(_ field: Field, _ values: Values) {
    self.field = field
    self.values = values
  }

  /// A column without values yet.
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

  /// The values as numbers, one a feature; a text counts where it is a number and nothing else.
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

  /// Adds the values of a column of the same type, in place.
  mutating func append(_ other: Column) {
    values.append(other.values)
  }

  /// The values for which the flag is set, in order.
  package func filtered(_ isKept: [Bool]) -> Column {
    rows(isKept.indices.filter { isKept[$0] })
  }
}

extension Column.Values {
  /// Adds values of the same type.
  ///
  /// The values are taken out before they grow: as long as this holds them too, Swift would copy them.
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
