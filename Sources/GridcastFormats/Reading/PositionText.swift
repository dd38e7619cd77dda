import Foundation
import GridcastBase

/// How the numbers of one coordinate are written, decided once for a whole column.
struct PositionText: Sendable {
  /// Whether a lone comma stands before decimals, rather than between thousands.
  var hasDecimalComma = false
  /// Whether O is west, as in ouest and oeste, rather than east, as in Ost; nil where nothing tells.
  private var isOWest: Bool?

  /// Texts that stand for no value.
  static let blanks: Set<String> = [
    "", "-", "--", "na", "n/a", "nan", "null", "none", "nil", "\\n", "#n/a", "<null>", "无", "—",
  ]

  /// The notation of a column, by its first values; blanks are left out.
  init(of values: some Sequence<String>, named name: String = "") {
    let name = name.trimmed.lowercased()
    if ["länge", "laenge", "ost", "rechts"].contains(where: name.hasPrefix) { isOWest = false }
    if name.hasPrefix("longitud") { isOWest = true }
    var areSure = (decimals: false, thousands: false)
    var canBeDegrees = true
    for value in values where value.contains(",") {
      let text = Self.plain(value)
      guard let number = DecimalComma(text), number.hasComma else {
        // Several commas, or one before a point.
        let groups = text.split { $0 == "," }.dropFirst()
        if groups.allSatisfy({ $0.prefix { $0.isASCIIDigit }.count == 3 }) {
          areSure.thousands = true
        }
        continue
      }
      if number.isCertain || text.drop(while: { !$0.isASCIIDigit }).hasPrefix("0") {
        areSure.decimals = true
      }
      if let degrees = Double(number.text), abs(degrees) > 180 { canBeDegrees = false }
    }
    hasDecimalComma = areSure.decimals || (!areSure.thousands && canBeDegrees)
  }

  /// A coordinate that a text tells, and the axis where a letter names it.
  struct Reading: Equatable {
    enum Axis { case x, y }

    var value: Double
    var axis: Axis?
  }

  /// Reads 41.5, 41,5, 529,251.8, 41.5N, S 33.9, 109.5°, 45°8'41.3"N or 45 8 41.3; nil for others.
  func read(_ text: String) -> Reading? {
    var text = Self.plain(text)
    if let number = Double(text), number.isFinite, !text.lowercased().contains("x") {
      return Reading(value: number)
    }
    var axis: Reading.Axis?
    var isNegative = false
    for letter in [text.last, text.first].compactMap(\.self) {
      guard axis == nil, let (found, sign) = self.letter(letter) else { continue }
      (axis, isNegative) = (found, sign)
      if letter == text.last { text.removeLast() } else { text.removeFirst() }
      text = text.trimmed
    }
    if let sign = text.first, sign == "-" || sign == "+" {
      // "-33.9S" may be meant either way.
      guard axis == nil || sign == "+" else { return nil }
      isNegative = isNegative || sign == "-"
      text = String(text.dropFirst()).trimmed
    }
    guard let first = text.first, first.isASCIIDigit || first == "." || first == "," else {
      return nil
    }
    let isInParts = text.contains { "°'\":".contains($0) }
    if !isInParts, let number = number(text) {
      guard axis == nil || number <= 180 else { return nil }
      return Reading(value: isNegative ? -number : number, axis: axis)
    }
    guard let degrees = degrees(text) else { return nil }
    return Reading(value: isNegative ? -degrees : degrees, axis: axis)
  }

  private func letter(_ letter: Character) -> (Reading.Axis, Bool)? {
    if letter == "O" || letter == "o" { return isOWest.map { (.x, $0) } }
    return Self.letters[letter]
  }

  private static let letters: [Character: (Reading.Axis, Bool)] = [
    "N": (.y, false), "n": (.y, false), "S": (.y, true), "s": (.y, true), "E": (.x, false),
    "e": (.x, false), "W": (.x, true), "w": (.x, true), "北": (.y, false), "南": (.y, true),
    "东": (.x, false), "西": (.x, true), "東": (.x, false),
  ]

  private static let replacements: [Character: Character] = [
    "−": "-", "–": "-", "′": "'", "’": "'", "‘": "'", "´": "'", "`": "'", "″": "\"", "”": "\"",
    "“": "\"", "º": "°", "˚": "°", "∘": "°", "度": "°", "分": "'", "秒": "\"", "，": ",", "\u{A0}": " ",
    "\u{202F}": " ", "\u{2009}": " ", "：": ":", "０": "0", "１": "1", "２": "2", "３": "3", "４": "4",
    "５": "5", "６": "6",
    "７": "7", "８": "8", "９": "9", "．": ".", "－": "-",
  ]

  /// The text with signs that look alike made the same.
  static func plain(_ text: String) -> String {
    var text = text
    // Spreadsheets keep a number as a text so.
    if text.hasPrefix("=\""), text.hasSuffix("\""), text.count > 3 {
      text = String(text.dropFirst(2).dropLast())
    } else if text.hasPrefix("'"),
      text.dropFirst().first.map({ $0.isASCIIDigit || $0 == "-" }) ?? false
    {
      text.removeFirst()
    }
    if text.utf8.allSatisfy({ $0 < 128 && $0 != 0x60 }) {
      return text.contains("''") ? text.replacing("''", with: "\"").trimmed : text.trimmed
    }
    text = String(text.map { replacements[$0] ?? $0 }).replacing("''", with: "\"")
    return text.replacing("北纬", with: "北").replacing("南纬", with: "南").replacing("东经", with: "东")
      .replacing("西经", with: "西").trimmed
  }

  /// A number without a sign, with points or commas before decimals or between thousands.
  private func number(_ text: String) -> Double? {
    let marks = text.filter { !$0.isASCIIDigit }
    switch marks {
    case ".": return Double(text)
    case ",":
      let isGroup = text.split(separator: ",").last?.count == 3 && !text.hasPrefix(",")
      if hasDecimalComma || !isGroup { return Double(text.replacing(",", with: ".")) }
      return grouped(text, by: ",")
    default: break
    }
    guard let last = marks.last else { return Double(text) }
    let first = marks.first ?? last
    guard marks.dropLast().allSatisfy({ $0 == first }) else { return nil }
    if last == first { return grouped(text, by: first) }
    guard last == "." || last == ",", let mark = text.lastIndex(of: last),
      let whole = grouped(String(text[..<mark]), by: first)
    else { return nil }
    return Double("\(Int64(whole)).\(text[text.index(after: mark)...])")
  }

  /// A whole number with a mark between each three digits.
  private func grouped(_ text: String, by mark: Character) -> Double? {
    let groups = text.split(separator: mark, omittingEmptySubsequences: false)
    guard ". ,'".contains(mark), groups.count > 1, 1...3 ~= groups[0].count,
      groups.dropFirst().allSatisfy({ $0.count == 3 })
    else { return nil }
    return Double(groups.joined()).flatMap { $0 < 1e15 ? $0 : nil }
  }

  /// Degrees with minutes and seconds, where there are any.
  private func degrees(_ text: String) -> Double? {
    let parts = text.split { "°'\": ".contains($0) }
    let marks = text.filter { "°'\":".contains($0) }
    guard 1...3 ~= parts.count,
      ["", "°", "°'", "°'\"", ":", "::", "°\"", "°:", "'", "'\""].contains(marks)
    else { return nil }
    // A sign of minutes alone stands behind the second number, as in 45 30'.
    if marks.first == "'", let mark = text.firstIndex(of: "'") {
      guard text[..<mark].contains(" ") else { return nil }
    }
    guard parts.dropFirst().allSatisfy({ $0.first?.isASCIIDigit ?? false }) else { return nil }
    var result = 0.0
    for (index, part) in parts.map(String.init).enumerated() {
      // Swift takes 0x6D for a number, and no table means one by it.
      guard part.allSatisfy({ $0.isASCIIDigit || $0 == "." || $0 == "," }),
        part.allSatisfy({ $0.isASCIIDigit || ".,+-".contains($0) }),
        let value = Double(part.replacing(",", with: ".")), value >= 0, value.isFinite,
        index == 0 || value < 60, index == parts.count - 1 || value == value.rounded()
      else { return nil }
      result += value / [1, 60, 3600][index]
    }
    return result <= 360 ? result : nil
  }
}

/// How one column tells both coordinates of a position.
struct PairText: Sendable {
  /// Whether north comes first.
  let isYFirst: Bool
  /// Whether something tells the order, rather than custom.
  let isSure: Bool
  /// Whether the order differs between the values.
  let isMixed: Bool
  private let number: PositionText

  /// The notation of a column, by its name and its first values.
  ///
  /// Where neither the name nor the values tell the order, round brackets are taken for latitude,
  /// longitude, as open data portals write them, and all else for longitude, latitude, as map services
  /// of China do.
  init(of name: String, _ values: [String], isYFirst told: Bool? = nil) {
    let numbers = PositionText(of: [])
    let pairs = values.compactMap { Self.pair($0, numbers) }
    number = numbers
    let name = name.lowercased()
    let names: Bool? =
      [
        "latlon", "latlng", "lat_lon", "lat_lng", "geo_point", "geo point", "geopoint", "lat,lon",
        "纬度经度", "latitude",
      ].contains { name.hasPrefix($0) }
      ? true
      : ["lnglat", "lonlat", "lon_lat", "lng_lat", "xy", "经纬度", "longitude"].contains {
        name.hasPrefix($0)
      }
        ? false : nil
    let hasLetters = pairs.contains { $0.0.axis != nil }
    let yFirst = pairs.count { abs($0.1.value) > 90 && abs($0.0.value) <= 90 }
    let xFirst = pairs.count { abs($0.0.value) > 90 && abs($0.1.value) <= 90 }
    let byValues: Bool? = yFirst == xFirst ? nil : yFirst > xFirst
    isMixed = yFirst > 0 && xFirst > 0 && !hasLetters
    isSure = hasLetters || (told ?? byValues ?? names) != nil
    isYFirst = told ?? byValues ?? names ?? values.contains { $0.contains("(") }
  }

  /// The position that a text tells.
  func read(_ text: String) -> Point? {
    guard let (first, second) = Self.pair(text, number) else { return nil }
    var (x, y) = isYFirst ? (second, first) : (first, second)
    if x.axis == .y || y.axis == .x { swap(&x, &y) }
    guard x.axis != .y, y.axis != .x, abs(y.value) <= 90 || abs(x.value) > 90 else { return nil }
    return Point(x: x.value, y: y.value)
  }

  /// Whether a text holds two numbers that are a position in one order or the other.
  func isPair(_ text: String) -> Bool {
    guard let (first, second) = Self.pair(text, number) else { return false }
    return abs(first.value) <= 90 || abs(second.value) <= 90
  }

  private static func pair(
    _ text: String, _ number: PositionText
  ) -> (PositionText.Reading, PositionText.Reading)? {
    var text = text.trimmed.replacing("（", with: "(").replacing("）", with: ")")
    // An address may stand before the position.
    if text.hasSuffix(")"), let start = text.lastIndex(of: "(") {
      text = String(text[text.index(after: start)...].dropLast())
    } else if text.hasPrefix("["), text.hasSuffix("]") {
      text = String(text.dropFirst().dropLast())
    }
    text = PositionText.plain(text)
    let parts = halves(of: text)
    guard let parts, let first = number.read(parts.0), let second = number.read(parts.1) else {
      return nil
    }
    return (first, second)
  }

  private static func halves(of text: String) -> (String, String)? {
    for mark in ["; ", ";", "|", ", ", ",", " "] {
      let parts = text.components(separatedBy: mark).filter { !$0.trimmed.isEmpty }
      if parts.count == 2 { return (parts[0], parts[1]) }
    }
    // Behind the letter of the first comes the second.
    guard let letter = text.dropLast().lastIndex(where: { "NSEWnsew".contains($0) }),
      letter > text.startIndex
    else { return nil }
    let rest = String(text[text.index(after: letter)...]).trimmed
    return (String(text[...letter]), String(rest.drop { $0 == "," }))
  }
}
