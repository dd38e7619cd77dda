import GridcastBase
import GridcastDraw

/// A colour for each text; of many the most frequent have colours, and what is left shares one.
struct CategoryPalette {
  private let kept: [String: Color]
  /// What the legend says, from the top.
  let entries: [(color: Color, label: String)]
  private let others: Int

  /// The colours of texts, nil being unknown: those of a style's categories, of which those that occur are
  /// shown, or without a style such as tell the most frequent apart.
  init(_ texts: [String?], _ style: MapStyle? = nil) {
    var counts: [String: Int] = [:]
    for case let text? in texts { counts[text, default: 0] += 1 }
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
      entries = zip(all, names.prefix(count)).map { ($0, $1.isEmpty ? "(empty)" : $1) }
    }
    others = counts.count - kept.count
    let rest = [
      others > 0 ? counted(others, "other") : nil, texts.contains(nil) ? "unknown" : nil,
    ].compactMap { $0 }
    if !rest.isEmpty { entries.append((.missing, rest.joined(separator: ", "))) }
    self.entries = entries
  }

  func color(_ text: String?) -> Color { text.flatMap { kept[$0] } ?? .missing }

  /// The colours by number, where texts are numbers.
  var codes: MapLayer.CodeColors {
    MapLayer.CodeColors(
      Dictionary(kept.compactMap { text, color in Float(text).map { ($0, color) } }) { first, _ in
        first
      })
  }

  /// What the user should know.
  var notes: [Sentence] {
    others > 0
      ? [
        "of \(kept.count + others) different values the \(kept.count) most frequent have colours; others are grey"
      ]
      : []
  }
}
