/// The encoding of the texts of a file, and how it is known.
package struct TextEncoding: Sendable, Equatable {
  /// UTF-8 under its name in iconv.
  package static let utf8 = "UTF-8"

  /// The encoding's name in iconv.
  package let name: String
  /// How the encoding is known, as in "by its .cpg".
  package let evidence: Sentence

  /// Makes an encoding from its name in iconv and how it is known.
  package init(_ name: String, _ evidence: Sentence) {
    self.name = name
    self.evidence = evidence
  }

  /// The name in iconv for an encoding named by a user, a .cpg file or a code page.
  package static func standardName(_ name: String) -> String {
    let name = name.trimmed.uppercased()
    let digits = name.filter(\.isNumber)
    let plain = name.filter { $0.isLetter || $0.isNumber }
    let isPage =
      3...5 ~= digits.count
      && ["", "CP", "ANSI", "OEM", "WINDOWS", "WIN", "MS", "DOS", "XCP", "CODEPAGE"].contains(
        String(plain.dropLast(digits.count)))
      && plain.hasSuffix(digits)
    switch true {
    case plain == "UTF8", isPage && digits == "65001": return utf8
    // GB 18030 includes GBK, which includes GB 2312.
    case ["GB", "GBK", "GB2312", "GB231280", "GB18030", "GB180302000", "GB180302005"].contains(
      plain),
      isPage && (digits == "936" || digits == "54936"):
      return "GB18030"
    case plain.hasPrefix("BIG5HKSCS"): return "BIG5-HKSCS"
    case ["BIG5", "BIG5ETEN", "BIG52003"].contains(plain), isPage && digits == "950": return "BIG5"
    case digits.hasPrefix("8859") && (plain == digits || plain.hasPrefix("ISO")):
      return digits.count > 4 ? "ISO-8859-\(digits.dropFirst(4))" : "ISO-8859-1"
    case ["ISO", "LATIN", "LATIN1"].contains(plain): return "ISO-8859-1"
    case isPage: return "CP\(digits)"
    default: return name
    }
  }

  /// The names in use, of which one may be meant by an unknown one.
  private static let usualNames =
    [
      "UTF-8", "GBK", "GB2312", "GB18030", "BIG5", "BIG5-HKSCS", "SHIFT_JIS", "EUC-JP",
      "ISO-2022-JP", "EUC-KR", "EUC-CN", "EUC-TW", "JOHAB", "TIS-620", "KOI8-R", "KOI8-U", "LATIN1",
      "LATIN2", "LATIN9", "MACINTOSH", "TCVN", "VISCII", "UTF-16", "CP437", "CP850", "CP852",
      "CP866",
      "CP874", "CP932", "CP936", "CP949", "CP950",
    ] + (1250...1258).map { "CP\($0)" } + [1, 2, 5, 6, 7, 8, 9, 15].map { "ISO-8859-\($0)" }

  /// The names in use that look most like an unknown one.
  package static func namesLike(_ name: String) -> [String] {
    func plain(_ name: String) -> [Character] {
      Array(name.uppercased().filter { $0.isLetter || $0.isNumber })
    }
    let wanted = plain(name)
    let distances = usualNames.map { (name: $0, distance: distance(wanted, plain($0))) }
    let least = distances.map(\.distance).min() ?? 0
    return Array(distances.filter { $0.distance == least }.map(\.name).prefix(3))
  }

  /// How many letters must be put in, left out, replaced or exchanged with their neighbour to make one word
  /// of another (the optimal string alignment distance).
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for i in 1..<(a.count + 1) {
      var row = [i]
      for j in 1..<(b.count + 1) {
        var cost = min(rows[i - 1][j] + 1, row[j - 1] + 1)
        cost = min(cost, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          cost = min(cost, rows[i - 2][j - 2] + 1)
        }
        row.append(cost)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }

  /// The most likely encoding of many texts, judged by their bytes; nil where all of them are
  /// ASCII.
  ///
  /// Texts that are valid UTF-8 are taken as UTF-8. Otherwise GB 18030 or Big5 is chosen by which
  /// has more of the two-byte characters among its frequent ones: GB 2312 keeps its 3,755 most
  /// frequent characters in lead bytes B0–D7, Big5 its 5,401 in A4–C6.
  package static func detected(in texts: [[UInt8]]) -> String? {
    let foreign = texts.filter { $0.contains { $0 >= 128 } }
    if foreign.isEmpty { return nil }
    if foreign.allSatisfy(isUTF8) { return utf8 }
    // Of no other encoding are nearly all texts valid UTF-8; a damaged one is told when it is read.
    let valid = foreign.count { String(validating: $0, as: UTF8.self) != nil }
    if valid * 20 >= foreign.count * 19 { return utf8 }
    guard foreign.count(where: looksChinese) * 2 > foreign.count else { return "CP1252" }
    var gb = 0
    var big5 = 0
    for text in foreign {
      gb += commonCount(text, leads: 0xB0...0xD7) { $0 >= 0xA1 }
      big5 += commonCount(text, leads: 0xA4...0xC6) { $0 >= 0xA1 || 0x40...0x7E ~= $0 }
    }
    return big5 > gb ? "BIG5" : "GB18030"
  }

  /// Whether a text is valid UTF-8; a character cut off at the end is allowed.
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

  /// Whether high bytes come in pairs, as in Chinese texts, rather than alone, as accented letters
  /// do among Latin ones.
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
        // The second byte of a two-byte character may be an ASCII letter, but seldom is.
        singles += 1
        index += 1
      }
    }
    return pairs > singles
  }
}
