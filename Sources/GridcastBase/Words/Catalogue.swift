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

  /// A text with values in place of its `%@`, or of `%1$@` and so on.
  package static func filled(_ template: String, _ values: [String]) -> String {
    guard !values.isEmpty else { return template }
    var result = ""
    var rest = Substring(template)
    var next = 0
    while let mark = rest.firstIndex(of: "%") {
      result += rest[..<mark]
      let after = rest[rest.index(after: mark)...]
      let digits = after.prefix { $0.isNumber }
      if after.hasPrefix("@"), next < values.count {
        result += values[next]
        next += 1
        rest = after.dropFirst()
      } else if let number = Int(digits), values.indices.contains(number - 1),
        after.dropFirst(digits.count).hasPrefix("$@")
      {
        result += values[number - 1]
        rest = after.dropFirst(digits.count + 2)
      } else {
        result += "%"
        rest = after
      }
    }
    return result + rest
  }
}
