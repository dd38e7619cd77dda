import GridcastBase

/// The names of the values of a KML's placemarks, of which GDAL 3.6 makes one where they differ in what is no
/// letter or digit of ASCII, or in capitals: of 电话 and 地址 alike `______`, under which only the last value
/// is left.
struct KMLNames {
  /// What is known of one name.
  private struct Name {
    /// How many placemarks' values are called so.
    var valueCount = 0
    var isUntyped = false
  }

  private var numbers: [String: Int] = [:]
  private var names: [Name] = []
  private var texts: [String] = []
  /// Where each name stands, and its number.
  private var places: [(range: Range<Int>, number: Int)] = []

  /// Fields that GDAL gives every placemark.
  private static let own: Set = [
    "id", "name", "description", "timestamp", "begin", "end", "altitudemode", "tessellate",
    "extrude", "visibility", "draworder", "icon",
  ]

  /// Notes a name that stands somewhere; `isField` says that it declares values, and names none.
  mutating func note(_ text: String, at range: Range<Int>, isUntyped: Bool, isField: Bool) {
    let number: Int
    if let known = numbers[text] {
      number = known
    } else {
      number = names.count
      numbers[text] = number
      texts.append(text)
      names.append(Name())
    }
    if !isField { names[number].valueCount += 1 }
    if isUntyped { names[number].isUntyped = true }
    places.append((range, number))
  }

  /// The names that GDAL is given in place of those of which it would make others, and these.
  var replacements: [String: String] {
    var counts: [String: Int] = [:]
    for text in texts { counts[text.lowercased(), default: 0] += 1 }
    var replacements: [String: String] = [:]
    for (number, text) in texts.enumerated() {
      let plain = text.lowercased()
      let isKept =
        !text.isEmpty && (!names[number].isUntyped || text.utf8.allSatisfy(Self.isPlain))
      guard !isKept || counts[plain] ?? 0 > 1 || Self.own.contains(plain) else { continue }
      var other = "value_\(number)"
      while counts[other] != nil { other += "_" }
      replacements[text] = other
    }
    return replacements
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || 48...57 ~= byte || 65...90 ~= byte || 97...122 ~= byte
  }

  /// The changes of the file that put the replacements in.
  func edits(_ replacements: [String: String]) -> [XMLCheck.Edit] {
    let others = texts.map { replacements[$0] }
    return places.compactMap { place in
      others[place.number].map { XMLCheck.Edit(range: place.range, text: $0) }
    }
  }

  /// The values under names that no field has, which GDAL passes over, as where a schema has others or there is
  /// none.
  func unread(_ fields: [String]) -> Sentence? {
    let known = Set(fields.map(\.trimmed))
    let lost = texts.indices.filter {
      names[$0].valueCount > 0 && !known.contains(texts[$0].trimmed)
    }
    guard let first = lost.first else { return nil }
    let count = lost.reduce(0) { $0 + names[$1].valueCount }
    let others: Sentence = lost.count > 1 ? " and \(counted(lost.count - 1, "other name"))" : ""
    return
      "\(counted(count, "value")) called '\(texts[first])'\(others) cannot be read beside the schema, or without the one that is named"
  }

  /// Where the value of the attribute `name` stands in a tag; nil where it has none.
  static func range(in tag: UnsafeRawBufferPointer) -> Range<Int>? {
    var index = 0
    /// Goes on while a byte is one of some.
    func pass(_ isPassed: (UInt8) -> Bool) {
      while index < tag.count, unsafe isPassed(tag[index]) { index += 1 }
    }
    pass { $0 > 0x20 && $0 != UInt8(ascii: ">") }
    while index < tag.count {
      pass { $0 <= 0x20 }
      let start = index
      pass { $0 > 0x20 && $0 != UInt8(ascii: "=") }
      let isName = unsafe tag[start..<index].elementsEqual("name".utf8)
      pass { $0 <= 0x20 || $0 == UInt8(ascii: "=") }
      guard index < tag.count else { return nil }
      let quote = unsafe tag[index]
      guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
      index += 1
      let first = index
      pass { $0 != quote }
      if isName { return first..<index }
      index += 1
    }
    return nil
  }
}
