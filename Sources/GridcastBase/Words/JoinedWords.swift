/// Words that are put together of pieces.
///
/// In Chinese one space stands between Chinese and Latin words or numbers, none between Chinese and Chinese, and none
/// beside full-width signs and quotes
/// (https://github.com/sparanoid/chinese-copywriting-guidelines). Which it is where a value is put into a message
/// depends on the value, so it is decided there; what is within a piece, such as the name of a file, stays as it is.
package struct JoinedWords {
  package private(set) var text = ""
  /// Whether the last piece is a name or another value that is the same in all languages.
  private var endsWithName = false
  private let isChinese: Bool

  /// Nothing yet.
  package init(isChinese: Bool) { self.isChinese = isChinese }

  /// Adds a piece; the spaces around a Chinese name stay, as they set it off.
  package mutating func append(_ piece: some StringProtocol, isName: Bool = false) {
    guard !piece.isEmpty else { return }
    defer { endsWithName = isName }
    guard isChinese, !text.isEmpty else { return text.append(contentsOf: piece) }
    let before = Edge(endOf: text)
    let after = Edge(startOf: piece)
    let isBesideName = endsWithName || isName
    switch (before.first, after.first) {
    // Full-width signs have their space within.
    case (.mark, .space) where after.second != .space && !isName: text += piece.dropFirst()
    case (.space, .mark) where before.second != .space && !endsWithName:
      text.removeLast()
      text.append(contentsOf: piece)
    case (.chinese, .latin), (.latin, .chinese): text += " \(piece)"
    case (.space, .chinese) where before.second == .chinese && !isBesideName:
      text.removeLast()
      text.append(contentsOf: piece)
    case (.chinese, .space) where after.second == .chinese && !isBesideName:
      text.append(contentsOf: piece.dropFirst())
    default: text.append(contentsOf: piece)
    }
  }

  /// The two characters with which a piece begins, or the last two of what stands before it.
  private struct Edge {
    enum Kind { case chinese, latin, space, mark, other }

    let first: Kind
    let second: Kind

    init(endOf text: String) {
      let scalars = text.unicodeScalars.suffix(2)
      let last = scalars.last
      second = Self.kind(scalars.count > 1 ? scalars.first : nil)
      // A number with its unit.
      first = last.map("%°′″²³".unicodeScalars.contains) == true ? .latin : Self.kind(last)
    }

    init(startOf piece: some StringProtocol) {
      let scalars = piece.unicodeScalars.prefix(2)
      let next = scalars.count > 1 ? scalars.last : nil
      second = Self.kind(next)
      // An option, or a number below 0.
      let isSign = scalars.first == "-" || scalars.first == "−"
      first = isSign && (second == .latin || next == "-") ? .latin : Self.kind(scalars.first)
    }

    private static func kind(_ scalar: Unicode.Scalar?) -> Kind {
      switch scalar?.value ?? 0 {
      case 0x20: .space
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F: .latin
      case 0x3400...0x9FFF, 0x20000...0x3FFFD: .chinese
      case 0x201C, 0x201D, 0x3001...0x3011, 0xFF01...0xFF1F: .mark
      default: .other
      }
    }
  }
}
