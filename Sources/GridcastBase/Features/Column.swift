/// What a layer says of one attribute: its name, type and, where given, width.
package struct Field: Sendable, Hashable {
  /// The type of an attribute's values.
  package enum Kind: String, Sendable, CaseIterable {
    case integer, number, text, date, time, dateTime, binary, integerList, numberList, textList
  }

  /// A closer reading of an integer, number or text, kept so that it can be written again.
  package enum Detail: Sendable {
    case none, boolean, integer16, integer32, float32, json, uuid
  }

  /// The name, as the user sees it.
  package var name: String
  /// The type.
  package var kind: Kind
  /// A closer reading of the type.
  package var detail: Detail
  /// The greatest number of characters, or 0 where none is set.
  package var width: Int
  /// The number of decimals, or 0 where none is set.
  package var precision: Int

  /// A field of a name and a type.
  package init(
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
package struct DateTime: BitwiseCopyable, Sendable, Hashable {
  /// Year, month and day; 0 for a time of day.
  package var year: Int16, month: UInt8, day: UInt8
  /// Hour and minute; 0 for a date.
  package var hour: UInt8, minute: UInt8
  /// Second with its fraction.
  package var second: Float
  /// The time zone as OGR codes it: 0 unknown, 1 local, 100 UTC, one step a quarter of an hour.
  package var zone: UInt8

  /// A moment of its parts.
  package init(
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

/// Texts of one attribute, each different text kept once.
package struct Texts: Sendable, Equatable {
  /// The different texts, in the order in which they first came.
  package private(set) var dictionary: [String] = []
  /// For each feature the index of its text in `dictionary`, or −1 where it has none.
  package private(set) var codes: [Int32] = []
  /// The index of each text; left empty until a text is added.
  private var codeOfText: [ExactText: Int32] = [:]

  /// No texts.
  package init() {}

  /// The texts of features, in order.
  package init(_ texts: some Sequence<String?>) {
    for text in texts { append(text) }
  }

  /// The texts that codes stand for; none for a code below 0 or of a text that is nil.
  ///
  /// No two of the texts are the same.
  package init(_ texts: [String?], codes: [Int32]) {
    if texts.allSatisfy({ $0 != nil }) {
      dictionary = texts.compactMap(\.self)
      self.codes = codes
      return
    }
    var positions: [Int32] = []
    for text in texts {
      positions.append(text == nil ? -1 : Int32(dictionary.count))
      if let text { dictionary.append(text) }
    }
    self.codes = codes.map { $0 < 0 ? -1 : positions[Int($0)] }
  }

  /// The text of one feature.
  package subscript(index: Int) -> String? {
    codes[index] < 0 ? nil : dictionary[Int(codes[index])]
  }

  /// The texts with each different one changed.
  package func mapped(_ change: (String) -> String) -> Texts {
    let changed = dictionary.map(change)
    return Texts(codes.map { $0 < 0 ? nil : changed[Int($0)] })
  }

  /// Adds the text of one more feature.
  package mutating func append(_ text: String?) {
    guard let text else { return codes.append(-1) }
    codes.append(code(of: text))
  }

  /// Adds the texts of more features.
  mutating func append(_ other: Texts) {
    let positions = other.dictionary.map { code(of: $0) }
    codes.append(contentsOf: other.codes.lazy.map { $0 < 0 ? -1 : positions[Int($0)] })
  }

  private mutating func code(of text: String) -> Int32 {
    if codeOfText.isEmpty {
      for (code, text) in dictionary.enumerated() { codeOfText[ExactText(text)] = Int32(code) }
    }
    if let code = codeOfText[ExactText(text)] { return code }
    let code = Int32(dictionary.count)
    codeOfText[ExactText(text)] = code
    dictionary.append(text)
    return code
  }

  /// Compares the text of each feature.
  package static func == (a: Self, b: Self) -> Bool {
    a.codes.count == b.codes.count
      && a.codes.indices.allSatisfy { index in
        guard let x = a[index], let y = b[index] else { return a[index] == b[index] }
        return ExactText(x) == ExactText(y)
      }
  }
}

/// A text that is equal to none but the same bytes; to Swift é is é, however it is put together.
private struct ExactText: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (a: Self, b: Self) -> Bool {
    a.text == b.text && a.text.utf8.elementsEqual(b.text.utf8)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// One attribute of all features, in their order; nil where a feature has no value.
package struct Column: Sendable, Equatable {
  /// The values, by type.
  package enum Values: Sendable, Equatable {
    case integers([Int64?])
    case numbers([Double?])
    case texts(Texts)
    case dateTimes([DateTime?])
    case binaries([[UInt8]?])
    case integerLists([[Int64]?])
    case numberLists([[Double]?])
    case textLists([[String]?])
  }

  /// The name, type and width.
  package var field: Field
  /// The values, one a feature.
  package var values: Values

  /// A column of values.
  package init(_ field: Field, _ values: Values) {
    self.field = field
    self.values = values
  }

  /// A column without values yet.
  package init(emptyFor field: Field) {
    self.field = field
    values =
      switch field.kind {
      case .integer: .integers([])
      case .number: .numbers([])
      case .text: .texts(Texts())
      case .date, .time, .dateTime: .dateTimes([])
      case .binary: .binaries([])
      case .integerList: .integerLists([])
      case .numberList: .numberLists([])
      case .textList: .textLists([])
      }
  }

  /// The number of features.
  package var count: Int {
    switch values {
    case .integers(let values): values.count
    case .numbers(let values): values.count
    case .texts(let texts): texts.codes.count
    case .dateTimes(let values): values.count
    case .binaries(let values): values.count
    case .integerLists(let values): values.count
    case .numberLists(let values): values.count
    case .textLists(let values): values.count
    }
  }

  /// How many features have a value.
  package var knownCount: Int {
    switch values {
    case .integers(let values): values.count { $0 != nil }
    case .numbers(let values): values.count { $0 != nil }
    case .texts(let texts): texts.codes.count { $0 >= 0 }
    case .dateTimes(let values): values.count { $0 != nil }
    case .binaries(let values): values.count { $0 != nil }
    case .integerLists(let values): values.count { $0 != nil }
    case .numberLists(let values): values.count { $0 != nil }
    case .textLists(let values): values.count { $0 != nil }
    }
  }

  /// The values as texts, one a feature; whole numbers without decimals.
  ///
  /// Lists and dates have none.
  package var texts: Texts? {
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
  /// Lists and dates have none.
  package var numbers: [Double?]? {
    switch values {
    case .numbers(let values): return values
    case .integers(let values): return values.map { $0.map(Double.init) }
    case .texts(let texts):
      let parsed = texts.dictionary.map { Double($0.trimmed) }
      return texts.codes.map { $0 < 0 ? nil : parsed[Int($0)] }
    default: return nil
    }
  }

  /// Adds the values of a column of the same type.
  mutating func append(_ other: Column) {
    switch (values, other.values) {
    case (.integers(let a), .integers(let b)): values = .integers(a + b)
    case (.numbers(let a), .numbers(let b)): values = .numbers(a + b)
    case (.texts(var a), .texts(let b)):
      a.append(b)
      values = .texts(a)
    case (.dateTimes(let a), .dateTimes(let b)): values = .dateTimes(a + b)
    case (.binaries(let a), .binaries(let b)): values = .binaries(a + b)
    case (.integerLists(let a), .integerLists(let b)): values = .integerLists(a + b)
    case (.numberLists(let a), .numberLists(let b)): values = .numberLists(a + b)
    case (.textLists(let a), .textLists(let b)): values = .textLists(a + b)
    default: preconditionFailure("columns of one layer have one type")
    }
  }

  /// The values for which the flag is set, in order.
  package func filtered(_ isKept: [Bool]) -> Column {
    func keep<Value>(_ values: [Value]) -> [Value] {
      zip(values, isKept).compactMap { $1 ? $0 : nil }
    }
    let kept: Values =
      switch values {
      case .integers(let values): .integers(keep(values))
      case .numbers(let values): .numbers(keep(values))
      case .texts(let texts):
        .texts(Texts(texts.codes.indices.lazy.filter { isKept[$0] }.map { texts[$0] }))
      case .dateTimes(let values): .dateTimes(keep(values))
      case .binaries(let values): .binaries(keep(values))
      case .integerLists(let values): .integerLists(keep(values))
      case .numberLists(let values): .numberLists(keep(values))
      case .textLists(let values): .textLists(keep(values))
      }
    return Column(field, kept)
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
