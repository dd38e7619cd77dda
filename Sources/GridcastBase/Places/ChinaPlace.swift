internal import Foundation

/// A province, prefecture or city of China, and where its seat lies.
package struct ChinaPlace: Sendable, Hashable {
  /// Its name without 省, 市 and the like, as in 渭南.
  package let name: String
  /// Its name in Latin letters, as in Weinan.
  package let latin: String
  /// Where its seat lies, in degrees of WGS 84.
  package let position: Point
  /// The province that it is a part of, or is.
  let province: String
  /// The city where a province has its seat, in Chinese and in Latin letters; nil of what is no province, or is itself a
  /// city.
  package let seat: (name: String, latin: String)?

  package static func == (a: Self, b: Self) -> Bool {
    a.name == b.name && a.province == b.province && a.isProvince == b.isProvince
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(name) }

  private var isProvince: Bool { seat != nil }

  /// All that are known, a province before its parts.
  package static let all: [ChinaPlace] = table.split(separator: "\n").flatMap { line in
    let halves = line.split(separator: ": ", maxSplits: 1)
    let (province, latin) = firstWord(of: halves[0])
    let parts = halves[1].split(separator: ", ").map { part in
      let (name, rest) = firstWord(of: part)
      let (x, behind) = firstWord(of: rest)
      let (y, latin) = firstWord(of: behind)
      return ChinaPlace(
        name: String(name), latin: String(latin),
        position: Point(x: Double(x) ?? .nan, y: Double(y) ?? .nan), province: String(province),
        seat: nil)
    }
    guard parts.count > 1 else { return parts }
    let whole = ChinaPlace(
      name: String(province), latin: String(latin), position: parts[0].position,
      province: String(province), seat: (parts[0].name, parts[0].latin))
    return [whole] + parts
  }

  private static func firstWord(of text: Substring) -> (Substring, Substring) {
    let word = text.prefix { $0 != " " }
    return (word, text.dropFirst(word.count + 1))
  }

  /// The place that a text names in Chinese, and the text without it; nil where it names none.
  ///
  /// Of several the part is meant and not the province before it. Where a province and a part of one have the same name,
  /// what stands behind it decides (吉林省, 吉林市), and else it is the province.
  package static func named(in text: String) -> (place: ChinaPlace, rest: String)? {
    var best: (place: ChinaPlace, range: Range<String.Index>, rank: Int)?
    for place in all {
      guard let range = text.firstRange(of: place.name) else { continue }
      let behind = text[range.upperBound...]
      let rank: Int
      if place.isProvince {
        rank = 2
      } else {
        let isNamedSo = behind.prefixMatch(of: #/市|地区|盟|州|\p{Han}*自治州/#) != nil
        let others = text.replacingCharacters(in: range, with: " ")
        rank = isNamedSo || others.contains(place.province) ? 3 : 1
      }
      let length = place.name.count
      if best.map({ (rank, length) > ($0.rank, $0.place.name.count) }) ?? true {
        best = (place, range, rank)
      }
    }
    guard let (place, range, _) = best else { return nil }
    let kind = #/\p{Han}*(?:[省市盟州区县旗镇乡])/#
    var before = String(text[..<range.lowerBound])
    if let province = before.firstRange(of: place.province) {
      let behind = before[province.upperBound...]
      let end = behind.prefixMatch(of: kind)?.endIndex ?? province.upperBound
      before.replaceSubrange(province.lowerBound..<end, with: " ")
    }
    let behind = text[range.upperBound...]
    let rest = behind[(behind.prefixMatch(of: kind)?.endIndex ?? behind.startIndex)...]
    return (place, "\(before) \(rest)")
  }

  /// The place that some of these words name in Latin letters, and the other words; nil where none is named.
  package static func named(among words: [String]) -> (place: ChinaPlace, rest: [String])? {
    for length in stride(from: min(3, words.count), through: 1, by: -1) {
      for start in 0...words.count - length {
        let name = letters(words[start..<start + length].joined())
        guard let place = all.first(where: { letters($0.latin) == name }) else { continue }
        return (place, Array(words[..<start] + words[(start + length)...]))
      }
    }
    return nil
  }

  private static func letters(_ text: String) -> String { text.lowercased().filter(\.isLetter) }
}
