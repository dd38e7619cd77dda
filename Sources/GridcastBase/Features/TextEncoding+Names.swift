extension TextEncoding {
  /// The name in iconv for an encoding named by a user, a .cpg file or a code page.
  package static func standardName(_ name: String) -> String {
    let name = name.trimmed.uppercased()
    let plain = plainName(name)
    if let standard = otherNames[plain] { return standard }
    let digits = plain.filter(\.isNumber)
    let isPage =
      3...5 ~= digits.count && plain.hasSuffix(digits)
      && pagePrefixes.contains(String(plain.dropLast(digits.count)))
    if isPage, let standard = pages[digits] { return standard }
    switch true {
    case plain.hasPrefix("BIG5HKSCS"): return "BIG5-HKSCS"
    case digits.hasPrefix("8859") && (plain == digits || plain.hasPrefix("ISO")):
      return digits.count > 4 ? "ISO-8859-\(digits.dropFirst(4))" : "ISO-8859-1"
    case isPage: return "CP\(digits)"
    default: return usualNames.first { plainName($0) == plain } ?? name
    }
  }

  /// Whether a name says nothing but "the code page of whoever wrote this", which differs from machine to
  /// machine.
  package static func isOfAnyMachine(_ name: String) -> Bool {
    ["ANSI", "OEM", "SYSTEM", "DEFAULT", "LOCALE", "ACP", "OEMCP"].contains(plainName(name))
  }

  private static func plainName(_ name: String) -> String {
    name.uppercased().filter { $0.isLetter || $0.isNumber }
  }

  /// What stands before the number of a code page.
  private static let pagePrefixes: Set = [
    "", "CP", "ANSI", "OEM", "WINDOWS", "WIN", "MS", "DOS", "XCP", "CODEPAGE", "PAGE", "IBM",
    "XWINDOWS", "MSWIN",
  ]

  /// The numbers that Windows has for encodings, where iconv has another name ("Code Page Identifiers" in
  /// Microsoft's documentation).
  private static let pages: [String: String] = {
    var pages = [
      "65001": utf8, "65000": "UTF-7", "1200": "UTF-16LE", "1201": "UTF-16BE", "12000": "UTF-32LE",
      "12001": "UTF-32BE", "20127": "US-ASCII",
      // GB 18030 includes GBK, which includes GB 2312.
      "936": "GB18030", "54936": "GB18030", "20936": "GB18030", "51936": "GB18030",
      "10008": "GB18030", "950": "BIG5", "10002": "BIG5", "951": "BIG5-HKSCS", "20000": "EUC-TW",
      "51950": "EUC-TW", "50227": "ISO-2022-CN", "50229": "ISO-2022-CN",
      "20932": "EUC-JP", "51932": "EUC-JP", "10001": "CP932", "50220": "ISO-2022-JP",
      "50221": "ISO-2022-JP", "50222": "ISO-2022-JP", "51949": "EUC-KR", "10003": "CP949",
      "20949": "CP949", "50225": "ISO-2022-KR", "1361": "JOHAB", "20866": "KOI8-R",
      "21866": "KOI8-U", "10000": "MACINTOSH", "10007": "MAC-CYRILLIC", "10017": "MAC-UK",
      "10029": "MAC-CENTRALEUROPE", "10079": "MAC-IS", "708": "ISO-8859-6", "38598": "ISO-8859-8",
    ]
    for part in 1...16 where part != 12 { pages["\(28590 + part)"] = "ISO-8859-\(part)" }
    return pages
  }()

  /// Names in use, without their signs, that iconv does not have or takes for something narrower.
  private static let otherNames: [String: String] = [
    "UTF8": utf8, "UTF8BOM": utf8, "UTF8SIG": utf8, "CSUTF8": utf8,
    "GB": "GB18030", "GBK": "GB18030", "XGBK": "GB18030", "GB2312": "GB18030",
    "GB231280": "GB18030", "CSGB2312": "GB18030", "CSGBK": "GB18030", "GB18030": "GB18030",
    "GB180302000": "GB18030", "GB180302005": "GB18030", "GB180302022": "GB18030",
    "CHINESE": "GB18030", "EUCCN": "GB18030", "XEUCCN": "GB18030", "CNGB": "GB18030",
    "ISOIR58": "GB18030", "BIG5": "BIG5", "BIG5ETEN": "BIG5",
    "BIG52003": "BIG5", "CSBIG5": "BIG5", "CNBIG5": "BIG5", "XXBIG5": "BIG5",
    "SHIFTJIS": "CP932", "SJIS": "CP932", "XSJIS": "CP932", "SJISWIN": "CP932",
    "MSKANJI": "CP932", "CSSHIFTJIS": "CP932", "WINDOWS31J": "CP932", "CSWINDOWS31J": "CP932",
    "MS932": "CP932", "EUCJP": "EUC-JP", "XEUCJP": "EUC-JP", "UJIS": "EUC-JP", "JIS": "ISO-2022-JP",
    "EUC": "EUC-JP", "KSC56011987": "CP949", "KSC5601": "CP949", "KSC56011989": "CP949",
    "CSKSC56011987": "CP949", "KSX1001": "CP949", "KOREAN": "CP949", "UHC": "CP949",
    "ISOIR149": "CP949", "XWINDOWS949": "CP949", "EUCKR": "CP949", "CSEUCKR": "CP949",
    "ISO": "ISO-8859-1", "LATIN": "ISO-8859-1", "LATIN1": "ISO-8859-1", "L1": "ISO-8859-1",
    "MACROMAN": "MACINTOSH", "XMACROMAN": "MACINTOSH", "MAC": "MACINTOSH",
    "XMACCYRILLIC": "MAC-CYRILLIC", "MACCENTRALEUROPE": "MAC-CENTRALEUROPE",
    "XMACCE": "MAC-CENTRALEUROPE", "MACCE": "MAC-CENTRALEUROPE", "KOI8": "KOI8-R",
    "UNICODE": "UTF-16LE", "UNICODEFFFE": "UTF-16BE", "THAI": "CP874", "TIS620": "CP874",
  ]

  /// The names in use, of which one may be meant by an unknown one.
  private static let usualNames =
    [
      "UTF-8", "GBK", "GB2312", "GB18030", "BIG5", "BIG5-HKSCS", "SHIFT_JIS", "EUC-JP",
      "ISO-2022-JP", "ISO-2022-KR", "ISO-2022-CN", "EUC-KR", "EUC-CN", "EUC-TW", "JOHAB",
      "TIS-620", "KOI8-R", "KOI8-U", "LATIN1", "LATIN2", "LATIN9", "MACINTOSH", "TCVN", "VISCII",
      "UTF-7", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "KS_C_5601-1987", "CP437", "CP850",
      "CP852", "CP866", "CP874", "CP932", "CP936", "CP949", "CP950",
    ] + (1250...1258).map { "CP\($0)" }
    + [1, 2, 5, 6, 7, 8, 9, 13, 15, 16].map { "ISO-8859-\($0)" }

  /// The names in use that look most like an unknown one.
  package static func namesLike(_ name: String) -> [String] {
    let wanted = Array(plainName(name))
    let distances = usualNames.map {
      (name: $0, distance: distance(wanted, Array(plainName($0))))
    }
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
}
