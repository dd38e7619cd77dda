extension ColumnSurvey {
  mutating func add(_ texts: Texts, limits: Bool, _ byteCount: (String) -> Int?) {
    let table = texts.dictionary
    for index in table.indices {
      let text = table.bytes[table.range(of: index)]
      if text.allSatisfy({ 0x20..<0x7F ~= $0 }) {
        textLength = max(textLength, text.count)
        // All encodings of tables have these characters in common.
        textBytes = max(textBytes, text.count)
        if let first = text.first, first < 0x41, !SpelledNumber.isDigit(first),
          String(decoding: text, as: UTF8.self).isFormula
        {
          formulaCount += 1
        }
      } else {
        addLength(of: String(decoding: text, as: UTF8.self), byteCount)
      }
      guard !text.isEmpty else { continue }
      guard let number = SpelledNumber(text) else {
        join(.text)
        continue
      }
      join(number.integer == nil ? .number : .integer)
      if limits { add(number) }
      if areShortest, !number.isShortest(text) { areShortest = false }
      join(decimalsOfOthers: number.decimals)
    }
  }

  private mutating func addLength(of text: String, _ byteCount: (String) -> Int?) {
    textLength = max(textLength, text.unicodeScalars.count)
    if !text.isWritableInXML { unwritableInXMLCount += 1 }
    if text.isFormula { formulaCount += 1 }
    if let bytes = byteCount(text) {
      textBytes = max(textBytes, bytes)
    } else {
      unencodableCount += 1
    }
  }

  private mutating func add(_ number: SpelledNumber) {
    if let integer = number.integer {
      integers =
        integers.map { min($0.lowerBound, integer)...max($0.upperBound, integer) }
        ?? integer...integer
    }
    wholeDigits = max(wholeDigits, number.wholeDigits)
    decimals = max(decimals, number.neededDecimals)
    significantDigits = max(significantDigits, number.significantDigits)
  }
}

/// A number as a table spells it: a sign, digits, and at most one point.
///
/// A text is a number only where the number would be spelled the same, so "007" is none.
private struct SpelledNumber {
  /// The value of a number without a point.
  let integer: Int64?
  /// How many digits stand before the point.
  let wholeDigits: Int
  /// How many digits stand behind the point.
  let decimals: Int
  /// How many of them are needed, without zeros at the end.
  let neededDecimals: Int
  /// How many digits there are between zeros at both ends.
  let significantDigits: Int

  /// The longest text of a number with a point, in bytes: of more digits the last would be lost.
  private static let mostBytes = 17

  init?(_ text: ArraySlice<UInt8>) {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative ? text.dropFirst() : text
    let size = digits.count
    guard let first = digits.first, Self.isDigit(first) else { return nil }
    var magnitude: UInt64 = 0
    var (point, firstDigit, lastDigit) = (-1, -1, -1)
    for (place, byte) in digits.enumerated() {
      if byte == UInt8(ascii: "."), point < 0 {
        point = place
        continue
      }
      guard Self.isDigit(byte) else { return nil }
      if byte != UInt8(ascii: "0") {
        if firstDigit < 0 { firstDigit = place }
        lastDigit = place
      }
      let (more, isTooLarge) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, overflows) = more.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
      if isTooLarge || overflows { return nil }
      magnitude = sum
    }
    let beginsWithZero = first == UInt8(ascii: "0")
    if point < 0 {
      guard size == 1 || !beginsWithZero, !isNegative || magnitude > 0 else { return nil }
      let value =
        isNegative
        ? magnitude == 1 << 63 ? Int64.min : Int64(exactly: magnitude).map { -$0 }
        : Int64(exactly: magnitude)
      guard let value else { return nil }
      integer = value
      wholeDigits = size
      (decimals, neededDecimals) = (0, 0)
    } else {
      guard size <= Self.mostBytes, !beginsWithZero || point == 1 else { return nil }
      integer = nil
      wholeDigits = point
      decimals = size - point - 1
      neededDecimals = max(lastDigit - point, 0)
    }
    let crossesPoint = firstDigit < point && point < lastDigit
    significantDigits = firstDigit < 0 ? 1 : lastDigit - firstDigit + (crossesPoint ? 0 : 1)
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  /// Whether the text, which this number was made of, is the shortest one that is read as it.
  func isShortest(_ text: ArraySlice<UInt8>) -> Bool {
    guard decimals > 0 else { return true }
    // Fifteen digits come back as they were. What is below 0.0001 is spelled by its power.
    if significantDigits <= 15 {
      let hasZeros = neededDecimals < decimals && !(neededDecimals == 0 && decimals == 1)
      let isTiny = neededDecimals - significantDigits >= 4 && neededDecimals > 0
      return !hasZeros && !isTiny
    }
    let spelled = String(decoding: text, as: UTF8.self)
    return Double(spelled).map { "\($0)" == spelled } ?? false
  }
}
