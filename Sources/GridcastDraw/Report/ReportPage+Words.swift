import GridcastBase

extension ReportPage {
  /// All words of the parts of the page that a script fills or that readers handle, by their keys.
  ///
  /// `%1` and `%2` stand for what the script puts there.
  static let words: [(key: String, text: Sentence)] = [
    ("unknown", "unknown"),
    ("map", "Map: %1. Arrows move it, plus and minus zoom, 0 shows all."),
    ("view", "Show"),
    ("time", "When"),
    ("bound", "of the forecast"),
    ("value", "what is expected"),
    ("lower", "likely at least"),
    ("upper", "likely at most"),
    ("in", "Zoom in"),
    ("out", "Zoom out"),
    ("all", "Show all"),
    ("over", "Over the squares"),
    ("square", "square"),
    ("centre", "its centre"),
    ("near", "nearest name"),
    ("distance", "%1, %2 away"),
    ("nothing", "Nothing is known there."),
    ("line", "%1: %2"), ("aside", " (%1)"), ("pair", "%1, %2"), ("arrow", "N"),
    ("north", "%1°\u{A0}N"), ("east", "%1°\u{A0}E"), ("south", "%1°\u{A0}S"),
    ("west", "%1°\u{A0}W"),
    (
      "help",
      "Drag the map to move it; zoom by the wheel, by two fingers or by + and −. Point at a square, or touch it, to see its numbers. By keyboard: arrows move the map by a good step and with Shift by one square, and the square in its middle is told; 0 shows all."
    ),
    ("script", "This map needs JavaScript, which is switched off; the maps below do not."),
  ]

  /// One of the words, for HTML.
  static func word(_ key: String) -> String {
    words.first { $0.key == key }.map { html($0.text) } ?? key
  }
}
