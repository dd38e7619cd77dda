/// In which encoding the texts of a file are, and how that is known.
package struct TextEncoding: Sendable, Equatable {
  /// UTF-8, as iconv names it.
  package static let utf8 = "UTF-8"

  /// The name, as iconv knows it.
  package let name: String
  /// How it is known, as in "by its .cpg".
  package let evidence: Sentence

  /// An encoding and how it is known.
  package init(_ name: String, _ evidence: Sentence) {
    self.name = name
    self.evidence = evidence
  }

  /// iconv's name of what users, .cpg files and code pages call it.
  package static func standardName(_ name: String) -> String {
    let name = name.trimmed.uppercased()
    let digits = name.filter(\.isNumber)
    switch true {
    case ["UTF-8", "UTF8"].contains(name), digits == "65001": return utf8
    // GB 18030 holds GBK, which holds GB 2312.
    case name.hasPrefix("GB"), digits == "936", digits == "54936": return "GB18030"
    case name.hasPrefix("BIG5"), digits == "950": return "BIG5"
    case name.hasPrefix("ISO"), name.hasPrefix("LATIN"), digits.hasPrefix("8859"):
      return digits.hasPrefix("8859") && digits.count > 4
        ? "ISO-8859-\(digits.dropFirst(4))" : "ISO-8859-1"
    case !digits.isEmpty && !name.contains("-"): return "CP\(digits)"
    default: return name
    }
  }

  /// The encoding that the bytes of many texts look like; nil where they are all ASCII.
  ///
  /// Valid UTF-8 is UTF-8. Otherwise the encoding wins in whose table the two-byte characters are
  /// the common ones: GB 2312 keeps its 3,755 most frequent characters in B0–D7, Big 5 its 5,401 in
  /// A4–C6.
  package static func detected(in texts: [[UInt8]]) -> String? {
    let foreign = texts.filter { $0.contains { $0 >= 128 } }
    if foreign.isEmpty { return nil }
    if foreign.allSatisfy(isUTF8) { return utf8 }
    guard foreign.count(where: looksChinese) * 2 > foreign.count else { return "CP1252" }
    var gb = 0
    var big5 = 0
    for text in foreign {
      gb += commonCount(text, leads: 0xB0...0xD7) { $0 >= 0xA1 }
      big5 += commonCount(text, leads: 0xA4...0xC6) { $0 >= 0xA1 || 0x40...0x7E ~= $0 }
    }
    return big5 > gb ? "BIG5" : "GB18030"
  }

  /// Whether a text is UTF-8; a character that is cut off at the end is forgiven.
  private static func isUTF8(_ text: [UInt8]) -> Bool {
    (0...3).contains { cut in
      cut < text.count && String(validating: text.dropLast(cut), as: UTF8.self) != nil
    }
  }

  private static func commonCount(
    _ text: [UInt8], leads: ClosedRange<UInt8>, _ isTrail: (UInt8) -> Bool
  ) -> Int {
    var count = 0
    var index = 0
    while index < text.count {
      guard text[index] >= 0x81, index + 1 < text.count else {
        index += 1
        continue
      }
      if leads.contains(text[index]) && isTrail(text[index + 1]) { count += 1 }
      index += 2
    }
    return count
  }

  /// Whether high bytes come in pairs, as Chinese characters do, and not alone, as accented letters
  /// among Latin ones.
  package static func looksChinese(_ text: [UInt8]) -> Bool {
    var pairs = 0
    var singles = 0
    var index = 0
    while index < text.count {
      if text[index] < 0x81 {
        index += 1
      } else if index + 1 < text.count, text[index + 1] >= 0x81 {
        pairs += 1
        index += 2
      } else {
        // The second byte of a character may be a letter of ASCII, but seldom is.
        singles += 1
        index += 1
      }
    }
    return pairs > singles
  }
}
