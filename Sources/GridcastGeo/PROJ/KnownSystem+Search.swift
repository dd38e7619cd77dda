import Foundation
package import GridcastBase

/// What a search for a system has found.
package struct SystemSearch: Sendable {
  /// The systems that it means, the likeliest first; all of them for an empty search.
  package private(set) var found: [KnownSystem] = []
  /// What it was taken for, where that is not plain.
  package private(set) var notes: [Sentence] = []
  /// Why nothing was found.
  package let refusal: Sentence

  /// Searches.
  ///
  /// The search is a code (`4547`, `EPSG4547`), a position (`114.3,30.6`: longitude and latitude), a place in China
  /// (`渭南`), or words of which each stands in the name or the place of a system (`utm 49n`, `CGCS2000 114E`), also
  /// behind a position or beside a place; some Chinese words are known.
  package init(_ search: String, among all: [KnownSystem]) {
    let text = SystemWords.translated(search.lowercased()).trimmingCharacters(in: .whitespaces)
    refusal = Self.refusal(text)
    if let code = SystemWords.code(text) {
      found = all.filter { $0.code.lowercased() == code || $0.code.hasSuffix(":\(code)") }
      if !found.isEmpty { return }
    }
    if let (position, rest) = SystemWords.position(text) {
      found = all.meant(for: position, SystemWords.words(rest))
      notes = Self.exchanged(position, rest).map { [$0] } ?? []
      return
    }
    if let (place, rest) = ChinaPlace.named(in: text) {
      found = all.meant(for: place.position, SystemWords.words(rest))
      notes = [Self.told(place)]
      return
    }
    let words = SystemWords.words(text)
    let scored = all.compactMap { system in
      SystemWords.score(system, words).map { (system: system, score: $0) }
    }
    found = words.isEmpty ? all : scored.sortedStably { $0.score }.map(\.system)
    // Latin names of places are words of names too, as in Beijing 1954.
    if found.isEmpty, let (place, rest) = ChinaPlace.named(among: words) {
      found = all.meant(for: place.position, rest)
      notes = [Self.told(place)]
    }
  }

  private static func told(_ place: ChinaPlace) -> Sentence {
    let (x, y) = (formatted(place.position.x, 2), formatted(place.position.y, 2))
    guard let seat = place.seat else {
      return "\(place.latin) (\(place.name)) lies at \(x)° E, \(y)° N"
    }
    return
      "\(place.latin) (\(place.name)) is taken at its seat, \(seat.latin) (\(seat.name)), at \(x)° E, \(y)° N; places farther east or west in it may lie in another zone"
  }

  /// What is told of a position in the Antarctic that would not be there with both numbers exchanged.
  private static func exchanged(_ position: Point, _ rest: String) -> Sentence? {
    guard position.y < -60, abs(position.x) <= 90, position.x > -60 else { return nil }
    let meant = "\(formatted(position.y, 9)),\(formatted(position.x, 9))"
    return
      "a position is longitude,latitude, so this one lies in the Antarctic; where latitude stands first in yours, it is \(meant): gridcast systems -- \(meant)\(rest)"
  }

  private static func refusal(_ text: String) -> Sentence {
    if SystemWords.isPair(text) {
      return
        "it is no position on the Earth: longitudes end at 180 and latitudes at 90; give it in degrees as longitude,latitude, as in 114.3,30.6"
    }
    if SystemWords.words(text).count < 2 {
      return
        "PROJ's database has none of this name, code or place, and it is no province or city of China; give other words, such as \"utm 49n\", a code, or a position as longitude,latitude"
    }
    return
      "PROJ's database has none with all of these words; give fewer, such as \"utm 49n\", a code, or a position as longitude,latitude"
  }
}

extension [KnownSystem] {
  /// The systems that are meant for a position and have all of these words, the smallest area first; of those for one
  /// area the systems of today come first, and in China, where older ones are no longer to be used, of all.
  fileprivate func meant(for position: Point, _ words: [String]) -> [KnownSystem] {
    let there = filter {
      $0.holds(longitude: position.x, latitude: position.y)
        && (words.isEmpty || SystemWords.score($0, words) != nil)
    }.sortedStably { $0.squareDegrees }
    guard Mainland.contains(position) else {
      return there.sortedStably { $0.isOfToday ? $0.squareDegrees : $0.squareDegrees + 1e-9 }
    }
    // Areas of neighbouring zones overlap a little: of those of one width, that is meant whose middle is nearest.
    let today = there.filter(\.isOfToday).sortedStably { $0.offset(of: position.x) }
      .sortedStably { $0.width.rounded() }
    return today + there.filter { !$0.isOfToday }
  }
}

extension KnownSystem {
  fileprivate var isOfToday: Bool {
    ["WGS 84", "CGCS2000", "China Geodetic Coordinate System 2000"].contains(where: name.hasPrefix)
  }

  /// The width of the extent in degrees; without one, as large as can be.
  fileprivate var width: Double {
    guard let extent else { return .infinity }
    let width = extent[2] - extent[0]
    return width < 0 ? width + 360 : width
  }

  /// The size of the extent; without one, as large as can be.
  fileprivate var squareDegrees: Double {
    extent.map { width * ($0[3] - $0[1]) } ?? .infinity
  }

  /// How far a longitude lies from the middle of the extent, in hundredths of a degree.
  fileprivate func offset(of longitude: Double) -> Double {
    guard let extent else { return .infinity }
    let middle = extent[0] + width / 2
    return abs((longitude - middle).remainder(dividingBy: 360) * 100).rounded()
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
    ("中国", " China "), ("台湾省", " Taiwan "), ("特别行政区", " "), ("香港", " Hong Kong "),
    ("澳门", " Macao "), ("台湾", " Taiwan "),
    ("日本", " Japan "), ("韩国", " Korea "), ("带", " "), ("度", "E "),
  ]

  static func translated(_ search: String) -> String {
    // 3度带 is a kind of zones, 38带 one of them, and 114度 a meridian.
    // The year of a system may be set off from its city.
    let years = search.replacing(/(北京|西安)\s*((?:19)?(?:54|80))(?![0-9])/) { "\($0.1)\($0.2)" }
    let zones = years.replacing(/(?:^|(?<before>[^0-9.]))(?<width>[36])度(?!\s*[东西经])带?/) {
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

  /// A position at the beginning of a search, and what stands behind it.
  static func position(_ text: String) -> (position: Point, rest: String)? {
    guard
      let match = text.wholeMatch(of: /(-?[0-9.]+)(\s*[,，]\s*|\s+)(-?[0-9.]+)(\s.*)?/),
      // Numbers without a comma may be words of a name.
      match.4 == nil || match.2.contains(where: { ",，".contains($0) }),
      let first = Double(match.1), let second = Double(match.3),
      max(abs(first), abs(second)) <= 180, min(abs(first), abs(second)) <= 90
    else { return nil }
    // No latitude is beyond 90°, so there the order is plain.
    let isPlain = abs(second) <= 90
    let position = Point(x: isPlain ? first : second, y: isPlain ? second : first)
    return (position, String(match.4 ?? ""))
  }

  /// Whether a search begins with two numbers as a position does.
  static func isPair(_ text: String) -> Bool {
    text.prefixMatch(of: /-?[0-9.]+\s*[,，]\s*-?[0-9.]+(?:\s|$)/) != nil
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
