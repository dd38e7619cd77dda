private import CWords

/// The messages of a language, by the English ones.
///
/// A message is written in English where it is told, with `%@` for each value. The catalogue of another language
/// gives for that text one with the same values, which it can name out of their order as `%1$@`, `%2$@` and so on
/// (https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html).
package struct Catalogue: Sendable {
  /// The messages of the language, by the English ones.
  package let messages: [String: String]

  /// The catalogue of a language; nil of English, in which the messages are written.
  package static func of(_ language: Language) -> Catalogue? {
    language == .chinese ? chinese : nil
  }

  private static let chinese = Catalogue(
    po: unsafe String(
      decoding: UnsafeRawBufferPointer(
        start: gridcast_chinese, count: gridcast_chinese_length),
      as: UTF8.self))

  /// The messages that a text in gettext's PO format holds; entries without a translation are left out.
  package init(po text: String) {
    var messages: [String: String] = [:]
    var key = ""
    var value = ""
    var isValue = false
    func close() {
      if !key.isEmpty, !value.isEmpty { messages[key] = value }
      key = ""
      value = ""
    }
    for line in text.split(separator: "\n") {
      if line.hasPrefix("msgid ") {
        close()
        isValue = false
        key = Self.unquoted(line.dropFirst(6))
      } else if line.hasPrefix("msgstr ") {
        isValue = true
        value = Self.unquoted(line.dropFirst(7))
      } else if line.hasPrefix("\"") {
        if isValue { value += Self.unquoted(line) } else { key += Self.unquoted(line) }
      }
    }
    close()
    self.messages = messages
  }

  private static func unquoted(_ text: Substring) -> String {
    var result = ""
    var isEscaped = false
    for character in text.dropFirst().dropLast() {
      if isEscaped {
        result.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }

  /// A part of a template: words of its own, or the place of a value.
  package enum Piece {
    case words(Substring)
    case value(Int)
  }

  /// The parts of a text with `%@`, or `%1$@` and so on, for so many values.
  package static func pieces(_ template: String, _ count: Int) -> [Piece] {
    guard count > 0 else { return [.words(template[...])] }
    var pieces: [Piece] = []
    var start = template.startIndex
    var place = start
    var next = 0
    func take(_ index: Int, _ rest: Substring) {
      if start < place { pieces.append(.words(template[start..<place])) }
      pieces.append(.value(index))
      (start, place) = (rest.startIndex, rest.startIndex)
    }
    while let mark = template[place...].firstIndex(of: "%") {
      place = mark
      let after = template[template.index(after: mark)...]
      let digits = after.prefix { $0.isNumber }
      if after.hasPrefix("@"), next < count {
        take(next, after.dropFirst())
        next += 1
      } else if let number = Int(digits), 1...count ~= number,
        after.dropFirst(digits.count).hasPrefix("$@")
      {
        take(number - 1, after.dropFirst(digits.count + 2))
      } else {
        place = after.startIndex
      }
    }
    if start < template.endIndex { pieces.append(.words(template[start...])) }
    return pieces
  }
}
