import GridcastBase

extension CoordinateColumns {
  /// Names of columns that differ only in the word for one axis and the other.
  struct NamedPair {
    let x: Field
    let y: Field
    /// What both names have in common, with a star where the word stands.
    let stem: String

    /// How likely it is that others of its kind were made of it: surveyed positions come before those
    /// that map services moved.
    var rank: Int? {
      if stem == "*" { return 0 }
      let marks = [["wgs", "84"], ["gps"], ["gcj", "火星", "高德"], ["bd", "百度"]]
      return marks.firstIndex { $0.contains(where: stem.contains) }.map { $0 + 1 }
    }
  }

  private static let degreesEast = [
    "longitudine", "longtitude", "laengengrad", "längengrad", "longitude", "longitud", "long",
    "lng",
    "lon", "经度", "經度", "东经", "東經", "経度", "東経", "경도", "동경",
  ]
  private static let degreesNorth = [
    "latitudine", "breitengrad", "latitude", "latitud", "lat", "纬度", "緯度", "北纬", "北緯", "위도",
    "북위",
  ]
  /// What stands beside x and y where these are coordinates.
  private static let places: Set<Substring> = [
    "coord", "coords", "coordinate", "point", "pos", "position", "geo", "gps", "map", "utm", "loc",
    "location", "center", "centre", "centroid", "xy", "坐标",
  ]

  /// The pairs of columns whose names tell coordinates by one word, whatever stands beside it.
  static func namedPairs(among fields: [Field]) -> [NamedPair] {
    var north: [String: Field] = [:]
    for field in fields {
      guard let stem = stem(of: field.name, degreesNorth, "y"), north[stem] == nil else { continue }
      north[stem] = field
    }
    var seen: Set<String> = []
    return fields.compactMap { field in
      guard let stem = stem(of: field.name, degreesEast, "x"), let other = north[stem],
        seen.insert(stem).inserted
      else { return nil }
      return NamedPair(x: field, y: other, stem: stem)
    }
  }

  /// The pair that is meant; nil where there is none, or nothing tells which.
  static func chosen(of pairs: [NamedPair]) -> NamedPair? {
    if pairs.count == 1 { return pairs[0] }
    let ranks = pairs.compactMap(\.rank)
    guard ranks.count == pairs.count, let best = ranks.min(),
      ranks.count(where: { $0 == best }) == 1
    else { return nil }
    return pairs.first { $0.rank == best }
  }

  /// Whether the column for x is called as latitudes are, and that for y as longitudes.
  static func tellOtherAxes(x: String, y: String) -> Bool {
    stem(of: x, degreesNorth, "") != nil && stem(of: y, degreesEast, "") != nil
  }

  /// A name with a star for one of the words; nil where it has none.
  private static func stem(of name: String, _ words: [String], _ axis: Substring) -> String? {
    let name = withoutUnit(name)
    var parts = name.split { !$0.isLetter && !$0.isNumber }
    if let index = parts.firstIndex(where: { words.contains(String($0)) }) {
      parts[index] = "*"
      return parts.filter { $0 != axis }.joined(separator: "_")
    }
    if let word = words.first(where: { $0.utf8.count != $0.count && name.contains($0) }) {
      return name.replacing(word, with: "*")
    }
    if let word = words.first(where: { $0.count > 2 && name.hasSuffix($0) }) {
      return name.dropLast(word.count) + "*"
    }
    if let index = parts.firstIndex(of: axis), parts.count > 1 {
      parts.remove(at: index)
      if parts.allSatisfy(places.contains) { return parts.joined(separator: "_") + "*xy" }
    }
    return nil
  }

  /// A name in small letters, without a unit in brackets at its end.
  private static func withoutUnit(_ name: String) -> String {
    let name = name.trimmed.lowercased().replacing("（", with: "(").replacing("）", with: ")")
    for (open, close) in [("(", ")"), ("[", "]")] {
      if name.hasSuffix(close), let start = name.firstRange(of: open)?.lowerBound,
        start > name.startIndex
      {
        return String(name[..<start]).trimmed
      }
    }
    return name
  }
}
