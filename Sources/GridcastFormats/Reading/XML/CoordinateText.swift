import GridcastBase

/// How coordinates are written in the text of an element, and what of it is none.
struct CoordinateText {
  /// What stands between the numbers of a position, and what marks decimals.
  private let separator: UInt8
  private let decimal: UInt8
  /// What stands between positions, beside white space.
  private let between: UInt8
  /// Whether the numbers of all positions stand in one row.
  private let isList: Bool
  /// The least count of numbers.
  private let least: Int

  /// Numbers in one row, as in `gml:posList`.
  static let list = CoordinateText(separator: 0x20, decimal: 0x2E, between: 0x20, isList: true)
  /// One number alone, as in `geo:lat`.
  static let number = CoordinateText(
    separator: 0x20, decimal: 0x2E, between: 0x20, isList: true, least: 1)
  /// Positions with commas within, as in KML.
  static let tuples = CoordinateText(separator: 0x2C, decimal: 0x2E, between: 0x20, isList: false)

  private init(
    separator: UInt8, decimal: UInt8, between: UInt8, isList: Bool, least: Int = 2
  ) {
    self.least = least
    self.separator = separator
    self.decimal = decimal
    self.between = between
    self.isList = isList
  }

  /// Positions as in `gml:coordinates`, whose attributes may say what separates them.
  init(_ attributes: XMLAttributes) {
    func byte(_ name: String, _ usual: UInt8) -> UInt8 { attributes[name]?.utf8.first ?? usual }
    self.init(
      separator: byte("cs", 0x2C), decimal: byte("decimal", 0x2E), between: byte("ts", 0x20),
      isList: false)
  }

  /// What of a text is no position; nil where all is.
  func fault(in text: [UInt8]) -> String? {
    if isList {
      let numbers = words(of: text) { $0 <= 0x20 }
      if numbers.count < least { return Self.told(text[...]) }
      return numbers.first { !isNumber($0) }.map(Self.told)
    }
    for word in positions(of: text) {
      var numbers = word.split(separator: separator, omittingEmptySubsequences: false)
      while numbers.last?.isEmpty ?? false { numbers.removeLast() }
      if numbers.count < 2 || !numbers.prefix(3).allSatisfy({ isNumber($0) }) {
        return Self.told(word)
      }
    }
    return nil
  }

  /// The positions of a text; white space beside a separator belongs to it, as GDAL takes it.
  private func positions(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    guard separator > 0x20 else { return words(of: text) { $0 == between } }
    var joined: [UInt8] = []
    joined.reserveCapacity(text.count)
    var isAfterSeparator = false
    for byte in text {
      if byte <= 0x20, isAfterSeparator { continue }
      if byte == separator { while let last = joined.last, last <= 0x20 { joined.removeLast() } }
      isAfterSeparator = byte == separator
      joined.append(byte)
    }
    return words(of: joined) { $0 <= 0x20 || $0 == between }
  }

  private func words(of text: [UInt8], _ isBetween: (UInt8) -> Bool) -> [ArraySlice<UInt8>] {
    text.split(whereSeparator: isBetween)
  }

  private func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
    decimal == 0x2E
      ? Self.isNumber(Array(word)) : Self.isNumber(word.map { $0 == decimal ? 0x2E : $0 })
  }

  /// Whether a word is a finite decimal number.
  static func isNumber(_ word: [UInt8]) -> Bool {
    let bare = word.first == UInt8(ascii: "+") ? word.dropFirst() : word[...]
    return unsafe bare.withUnsafeBytes { unsafe Double(decimal: $0) != nil }
  }

  private static func told(_ word: ArraySlice<UInt8>) -> String {
    "'\(String(decoding: word.prefix(40), as: UTF8.self))'"
  }
}
