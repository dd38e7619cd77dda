import Foundation
import GridcastBase

extension [KnownSystem] {
  /// The systems that a search means, the likeliest first; all of them for an empty one.
  ///
  /// The search is a code (`4547`, `EPSG4547`), a position (`114.3,30.6`: longitude and latitude), or words of which
  /// each stands in the name or the place of a system (`utm 49n`, `CGCS2000 114E`), also behind a position; some
  /// Chinese words are known.
  package func matching(_ search: String) -> [KnownSystem] {
    let text = SystemWords.translated(search.lowercased()).trimmingCharacters(in: .whitespaces)
    if let code = SystemWords.code(text) {
      let found = filter { $0.code.lowercased() == code || $0.code.hasSuffix(":\(code)") }
      if !found.isEmpty { return found }
    }
    if let (longitude, latitude, rest) = SystemWords.position(text) {
      let words = SystemWords.words(rest)
      let there = filter {
        $0.holds(longitude: longitude, latitude: latitude)
          && (words.isEmpty || SystemWords.score($0, words) != nil)
      }
      // Of those for one area, the systems of today come first.
      return (there.filter(\.isOfToday) + there.filter { !$0.isOfToday })
        .sortedStably { $0.squareDegrees }
    }
    let words = SystemWords.words(text)
    guard !words.isEmpty else { return self }
    let scored = compactMap { system in
      SystemWords.score(system, words).map { (system: system, score: $0) }
    }
    return scored.sortedStably { $0.score }.map(\.system)
  }
}

extension KnownSystem {
  fileprivate var isOfToday: Bool { name.hasPrefix("WGS 84") || name.hasPrefix("CGCS2000") }

  /// The size of the extent; without one, as large as can be.
  fileprivate var squareDegrees: Double {
    guard let extent else { return .infinity }
    let width = extent[2] - extent[0]
    return (width < 0 ? width + 360 : width) * (extent[3] - extent[1])
  }
}

extension Array {
  fileprivate func sortedStably<Key: Comparable>(by key: (Element) -> Key) -> [Element] {
    enumerated().map { (key: key($1), place: $0, value: $1) }
      .sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map(\.value)
  }
}

/// What the words of a search for a system mean.
private enum SystemWords {
  /// Chinese words, and how the database says them; longer ones first.
  private static let chinese: [(String, String)] = [
    ("web mercator", " pseudo-mercator "), ("网络墨卡托", " pseudo-mercator "),
    ("国家大地坐标系", " CGCS2000 "), ("大地2000", " CGCS2000 "), ("2000大地", " CGCS2000 "),
    ("国家2000", " CGCS2000 "), ("大地坐标系", " "), ("坐标系", " "), ("坐标", " "), ("西安80", " Xian 1980 "),
    ("西安1980", " Xian 1980 "), ("北京54", " Beijing 1954 "), ("北京1954", " Beijing 1954 "),
    ("高斯克吕格", " Gauss-Kruger "), ("高斯", " Gauss-Kruger "), ("克吕格", " "),
    ("三度", " 3-degree "), ("六度", " 6-degree "), ("带号", " zone "), ("中央经线", " CM "),
    ("中央子午线", " CM "), ("投影", " "), ("墨卡托", " Mercator "), ("经纬度", " geographic "),
    ("火星", " gcj02 "), ("高德", " gcj02 "), ("腾讯", " gcj02 "), ("百度", " bd09 "),
    ("中国", " China "), ("香港", " Hong Kong "), ("澳门", " Macao "), ("台湾", " Taiwan "),
    ("日本", " Japan "), ("韩国", " Korea "), ("带", " "), ("度", "E "),
  ]

  static func translated(_ search: String) -> String {
    // 3度带 is a kind of zones, 38带 one of them, and 114度 a meridian.
    let zones = search.replacing(/(?:^|(?<before>[^0-9.]))(?<width>[36])度(?!\s*[东西经])带?/) {
      "\($0.before ?? "") \($0.width)-degree "
    }.replacing(/([0-9]+)\s*号?带/) { " zone \($0.1) " }
    return chinese.reduce(zones) { $0.replacing($1.0, with: $1.1) }
  }

  /// A code in small letters, as `epsg:4547`, `4547` or `gcj02`; nil for what is none.
  static func code(_ text: String) -> String? {
    if let match = text.wholeMatch(of: /(?i)(epsg|esri|ignf|ogc|nkg)[\s:_-]*([A-Z0-9.]+)/) {
      return "\(match.1):\(match.2)".lowercased()
    }
    let bare = text.lowercased().replacing("-", with: "")
    if bare.wholeMatch(of: /[0-9]{4,6}/) != nil { return bare }
    return ["gcj02", "bd09"].contains(bare) ? bare : nil
  }

  /// A position at the beginning of a search, and the words behind it.
  static func position(_ text: String) -> (longitude: Double, latitude: Double, rest: String)? {
    guard
      let match = text.wholeMatch(of: /(-?[0-9.]+)(\s*[,，]\s*|\s+)(-?[0-9.]+)(\s.*)?/),
      // Numbers without a comma may be words of a name.
      match.4 == nil || match.2.contains(where: { ",，".contains($0) }),
      let first = Double(match.1), let second = Double(match.3),
      max(abs(first), abs(second)) <= 180, min(abs(first), abs(second)) <= 90
    else { return nil }
    // No latitude is beyond 90°, so there the order is plain.
    let rest = String(match.4 ?? "")
    return abs(second) <= 90 ? (first, second, rest) : (second, first, rest)
  }

  static func words(_ text: String) -> [String] {
    text.lowercased().split { $0.isWhitespace || ",，/()°".contains($0) }.map(String.init)
  }

  /// Whether a word stands in a text, and its numbers as whole ones: 38 is not in 2380, nor 3E in 93E.
  private static func holds(_ text: String, _ word: String) -> Bool {
    text.ranges(of: word).contains { range in
      let before = text[..<range.lowerBound].last, after = text[range.upperBound...].first
      let joinsBefore = word.first?.isNumber == true && before?.isNumber == true
      let joinsAfter = word.last?.isNumber == true && after?.isNumber == true
      return !joinsBefore && !joinsAfter
    }
  }

  /// Less is better; nil where a word is not there.
  ///
  /// What stands in the name as a word counts most, then what stands within one, then the place. Of equals, WGS 84
  /// and CGCS2000 come first, EPSG before others, and short names before long ones.
  static func score(_ system: KnownSystem, _ words: [String]) -> Int? {
    let name = system.name.lowercased()
    let tokens = Set(Self.words(name))
    // The database has two names for the Chinese system of 2000.
    let also = name.contains("china geodetic coordinate system 2000") ? "cgcs2000" : ""
    let place = "\(system.place) \(system.kind.rawValue) \(system.code)".lowercased()
    var score = 0
    for word in words {
      if tokens.contains(word) || word == also {
        continue
      } else if word == "6-degree" {
        // The database says only of the others how wide their zones are.
        guard name.contains("gauss-kruger"), !name.contains("3-degree") else { return nil }
      } else if holds(name, word) {
        score += 100
      } else if holds(place, word) {
        score += 1000
      } else {
        return nil
      }
    }
    if !system.isOfToday && also.isEmpty { score += 50 }
    if !system.code.hasPrefix("EPSG:") { score += 40 }
    return score + min(also.isEmpty ? name.count : also.count, 60) / 2
  }
}
