/// What a pass over one attribute learned about its values before any of them is written.
package struct ColumnSurvey: Sendable, Equatable {
  /// How many features have a value.
  package private(set) var knownCount = 0
  /// How many features have an empty text, or no bytes.
  package private(set) var blankCount = 0
  /// The length of the longest text in bytes of the encoding that will be written; lists, times and
  /// bytes count as `Column.spelled` writes them.
  package internal(set) var textBytes = 0
  /// The length of the longest text in characters, of those that are texts already.
  package internal(set) var textLength = 0
  /// How many texts the encoding that will be written cannot express.
  package internal(set) var unencodableCount = 0
  /// How many texts have characters that XML does not have.
  package internal(set) var unwritableInXMLCount = 0
  /// How many texts a table calculation would take for a formula.
  package internal(set) var formulaCount = 0
  var kindOfTexts: Field.Kind?
  /// Whether every text that is a number is also the shortest spelling of that number.
  var areShortest = true
  /// The number of decimals of each text that is a number: nil before the first, −1 where they
  /// differ.
  var sharedDecimals: Int?

  /// The type that all texts could be stored as, such as integers; nil where there is no such type.
  ///
  /// Texts count as numbers only where no two spellings would become one value, so 1.10 beside 1.1
  /// stays a text.
  package var textKind: Field.Kind? {
    kindOfTexts == .number && !areShortest && (sharedDecimals ?? 0) < 0 ? .text : kindOfTexts
  }
  /// The least and the greatest integer.
  package internal(set) var integers: ClosedRange<Int64>?
  /// The greatest number of digits before the decimal point.
  package internal(set) var wholeDigits = 1
  /// The number of decimals that writes every number exactly.
  package internal(set) var decimals = 0
  /// The greatest number of significant digits that a number needs to be written exactly.
  package internal(set) var significantDigits = 1
  /// How many numbers are infinite or NaN.
  package private(set) var notFiniteCount = 0
  /// Whether any moment has a time other than midnight.
  package private(set) var hasTimeOfDay = false
  /// Whether any moment has a time zone other than UTC.
  package private(set) var hasZone = false
  /// How many moments have a second with more than three decimals.
  package private(set) var fineMomentCount = 0
  /// Whether any moment has a part of a second.
  package private(set) var hasFraction = false
  /// How many moments have a time zone.
  package private(set) var zonedCount = 0

  /// Surveys one batch of values.
  ///
  /// - Parameters:
  ///   - column: The values.
  ///   - limits: Whether to measure how much room the values need, which takes time.
  ///   - byteCount: The length of a text in the encoding that will be written; nil where it cannot be
  ///     expressed in it.
  mutating func add(_ column: Column, limits: Bool, _ byteCount: (String) -> Int?) {
    knownCount += column.knownCount
    if case .texts(let texts) = column.values, let blank = texts.dictionary.firstIndex(of: "") {
      blankCount += texts.codes.count { $0 == Int32(blank) }
    }
    if case .binaries(let values) = column.values {
      blankCount += values.indices.count { values.known[$0] && values.range(of: $0).isEmpty }
    }
    switch column.values {
    case .texts(let texts): add(texts, limits: limits, byteCount)
    case .integers(let values):
      for case let value? in values {
        integers =
          integers.map { min($0.lowerBound, value)...max($0.upperBound, value) }
          ?? value...value
      }
    case .numbers(let values):
      for case let value? in values where limits || !value.isFinite { add(value) }
    case .dateTimes(let values):
      for case let value? in values {
        if value.zone > 1 {
          zonedCount += 1
          if value.zone != 100 { hasZone = true }
        }
        if value.microseconds % 1000 != 0 { fineMomentCount += 1 }
        if value.microseconds % 1_000_000 != 0 { hasFraction = true }
        if value.hour > 0 || value.minute > 0 || value.microseconds > 0 || value.zone > 1 {
          hasTimeOfDay = true
        }
      }
      if limits { addSpelled(column) }
    case .binaries, .integerLists, .numberLists, .textLists: if limits { addSpelled(column) }
    }
  }

  /// The result of one pass over the values of both surveys.
  func joined(with other: ColumnSurvey) -> ColumnSurvey {
    var joined = self
    joined.knownCount += other.knownCount
    joined.blankCount += other.blankCount
    joined.textBytes = max(textBytes, other.textBytes)
    joined.textLength = max(textLength, other.textLength)
    joined.unencodableCount += other.unencodableCount
    joined.unwritableInXMLCount += other.unwritableInXMLCount
    joined.formulaCount += other.formulaCount
    joined.join(other.kindOfTexts)
    joined.areShortest = areShortest && other.areShortest
    if let theirs = other.sharedDecimals { joined.join(decimalsOfOthers: theirs) }
    if let theirs = other.integers {
      joined.integers =
        integers.map {
          min($0.lowerBound, theirs.lowerBound)...max($0.upperBound, theirs.upperBound)
        } ?? theirs
    }
    joined.wholeDigits = max(wholeDigits, other.wholeDigits)
    joined.decimals = max(decimals, other.decimals)
    joined.significantDigits = max(significantDigits, other.significantDigits)
    joined.notFiniteCount += other.notFiniteCount
    joined.hasTimeOfDay = hasTimeOfDay || other.hasTimeOfDay
    joined.hasZone = hasZone || other.hasZone
    joined.zonedCount += other.zonedCount
    joined.hasFraction = hasFraction || other.hasFraction
    joined.fineMomentCount += other.fineMomentCount
    return joined
  }

  mutating func join(_ kind: Field.Kind?) {
    switch (kindOfTexts, kind) {
    case (_, nil): break
    case (nil, let kind?): kindOfTexts = kind
    case (.integer, .number?): kindOfTexts = .number
    case (_, .text?): kindOfTexts = .text
    default: break
    }
  }

  mutating func join(decimalsOfOthers decimals: Int) {
    if let shared = sharedDecimals, shared != decimals {
      sharedDecimals = -1
    } else {
      sharedDecimals = decimals
    }
  }

  private mutating func addSpelled(_ column: Column) {
    for text in column.spelled.dictionary {
      textBytes = max(textBytes, text.utf8.count)
      if !text.isWritableInXML { unwritableInXMLCount += 1 }
    }
  }

  private static let powers: [Double] = (0...15).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }

  private mutating func add(_ number: Double) {
    guard number.isFinite else {
      notFiniteCount += 1
      return
    }
    let magnitude = abs(number)
    if isCovered(magnitude) { return }
    // Most columns need few decimals, which multiplying shows without spelling out each number.
    if decimals < Self.powers.count, magnitude < 1e6 {
      let power = Self.powers[decimals]
      let scaled = (magnitude * power).rounded()
      if scaled < 1e15, scaled / power == magnitude {
        return grow(magnitude: magnitude, decimals: decimals, scaled: scaled)
      }
    }
    let (digits, exponent) = Self.digits(of: magnitude)
    significantDigits = max(significantDigits, digits)
    decimals = max(decimals, digits - exponent)
    wholeDigits = max(wholeDigits, exponent)
  }

  /// Whether others that were surveyed need as much room as any number of this size can: no Double has more
  /// than 17 digits.
  private func isCovered(_ magnitude: Double) -> Bool {
    guard significantDigits >= 17, magnitude >= 1 else { return false }
    let whole = Self.digitCount(magnitude)
    return whole < Self.powers.count && wholeDigits >= whole && decimals >= 17 - whole
  }

  /// The number of digits before the decimal point, of which no more than sixteen are counted.
  private static func digitCount(_ magnitude: Double) -> Int {
    var count = 1
    while count < powers.count, magnitude >= powers[count] { count += 1 }
    return count
  }

  private mutating func grow(magnitude: Double, decimals: Int, scaled: Double) {
    wholeDigits = max(wholeDigits, Self.digitCount(magnitude))
    // Zeros at the end count too, which errs on the safe side.
    significantDigits = max(significantDigits, Self.digitCount(scaled))
  }

  /// The number of digits of the shortest text for this number, and the position of its decimal
  /// point.
  private static func digits(of magnitude: Double) -> (count: Int, exponent: Int) {
    guard magnitude > 0 else { return (1, 1) }
    // Digits before the point, and where the first and the last stand that are no zero.
    var (whole, first, last, seen) = (0, -1, 0, 0)
    var hasPoint = false
    let text = Array("\(magnitude)".utf8)
    let end = text.firstIndex(of: UInt8(ascii: "e")) ?? text.count
    for byte in text[..<end] {
      if byte == UInt8(ascii: ".") {
        hasPoint = true
        continue
      }
      if !hasPoint { whole += 1 }
      if byte != UInt8(ascii: "0") {
        if first < 0 { first = seen }
        last = seen
      }
      seen += 1
    }
    let power = Int(String(decoding: text[end...].dropFirst(), as: UTF8.self)) ?? 0
    return (max(last - max(first, 0) + 1, 1), whole - max(first, 0) + power)
  }
}
