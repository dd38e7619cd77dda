import GridcastBase
import GridcastDraw

/// The colours of texts; where there are many, the most frequent have colours of their own and the
/// others share one.
struct CategoryPalette: Sendable {
  private let kept: [String: Color]
  /// The entries of the legend, from the top.
  let entries: [(color: Color, label: String)]
  private let others: Int

  /// Chooses the colours of texts, where nil is unknown: those of a style's categories that occur,
  /// or without a style distinct ones for the most frequent texts.
  init(_ texts: CountedTexts, _ style: MapStyle? = nil) {
    let counts = texts.counts
    var entries: [(color: Color, label: String)]
    if case .categories(let categories)? = style?.symbols {
      let shown = categories.filter { counts[$0.value] != nil }
      kept = Dictionary(shown.map { ($0.value, $0.color) }) { first, _ in first }
      entries = shown.map { ($0.color, $0.label) }
    } else {
      let names = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        .map(\.key)
      let all = Color.categories
      let count = names.count <= all.count ? names.count : all.count - 1
      kept = Dictionary(uniqueKeysWithValues: zip(names.prefix(count), all))
      entries = zip(all, names.prefix(count)).map { ($0, $1.isEmpty ? worded("(empty)") : $1) }
    }
    others = counts.count - kept.count
    let rest: [Sentence] = [
      others > 0 ? counted(others, "other").sentence : nil, texts.hasUnknown ? "unknown" : nil,
    ].compactMap { $0 }
    if !rest.isEmpty { entries.append((.missing, rest.joined(separator: ", ").description)) }
    self.entries = entries
  }

  func color(_ text: String?) -> Color { text.flatMap { kept[$0] } ?? .missing }

  /// The colours by number, where texts are numbers, or by the places of texts in a list.
  func codes(_ names: [String]?) -> MapLayer.CodeColors {
    let numbered: [(Float, Color)] =
      if let names {
        names.enumerated().map { (Float($0), color($1)) }
      } else {
        kept.compactMap { text, color in Float(text).map { ($0, color) } }
      }
    return MapLayer.CodeColors(Dictionary(numbered) { first, _ in first })
  }

  /// Sentences for the user.
  var notes: [Sentence] {
    others > 0
      ? [
        "of \(formatted(kept.count + others)) different values the \(formatted(kept.count)) most frequent have colours; others are grey"
      ]
      : []
  }
}

/// How often each text occurs.
struct CountedTexts {
  private(set) var counts: [String: Int] = [:]
  /// Whether some shape has no text.
  private(set) var hasUnknown = false

  /// Counts texts, where nil is unknown.
  init(_ texts: some Sequence<String?> = []) {
    for text in texts { add(text, 1) }
  }

  /// Adds a text that occurs some times.
  mutating func add(_ text: String?, _ count: Int) {
    if let text { counts[text, default: 0] += count } else { hasUnknown = true }
  }

  /// Adds those of another panel.
  mutating func add(_ other: CountedTexts) {
    counts.merge(other.counts, uniquingKeysWith: +)
    hasUnknown = hasUnknown || other.hasUnknown
  }
}
