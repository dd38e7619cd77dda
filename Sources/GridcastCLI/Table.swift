import GridcastBase

/// A table of texts for people, with columns as wide as their longest text.
struct Table {
  private var rows: [[String]] = []
  private let alignsRight: [Bool]

  /// Makes a table with a header; the columns in `right` are right-aligned.
  init(_ header: [Sentence], right: Set<Int> = []) {
    rows = [header.map(\.description)]
    alignsRight = header.indices.map(right.contains)
  }

  /// Adds a row; texts without end are cut.
  mutating func add(_ row: [String]) {
    rows.append(row.map { $0.withoutPasswords.visible().bounded(to: 400) })
  }

  var text: String {
    let widths = alignsRight.indices.map { column in rows.map { Self.width($0[column]) }.max() ?? 0
    }
    let lines = rows.map { row in
      var line = row.enumerated().map { column, text in
        let padding = String(repeating: " ", count: widths[column] - Self.width(text))
        return alignsRight[column] ? padding + text : text + padding
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
  }

  /// A text with spaces behind it, so that what follows stands under what follows others.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - Self.width(text)))
  }

  /// The width of a text in a terminal, where Chinese and other wide characters take two columns.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.value {
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
        sum + 2
      case 0x0300...0x036F: sum
      default: sum + 1
      }
    }
  }
}
