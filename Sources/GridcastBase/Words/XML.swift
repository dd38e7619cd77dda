extension String {
  /// The text escaped for the content or an attribute of XML, as `writableInXML` and without passwords.
  package var xmlEscaped: String {
    withoutPasswords.writableInXML.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }

  /// The text with a replacement character (U+FFFD) in place of each character that XML 1.0 does not have,
  /// not even escaped: control characters but for tabs and line breaks, and two that stand for no character.
  package var writableInXML: String {
    guard !isWritableInXML else { return self }
    var text = ""
    for scalar in unicodeScalars {
      text.unicodeScalars.append(Self.isInXML(scalar) ? scalar : "\u{FFFD}")
    }
    return text
  }

  /// Whether XML 1.0 has all of the text's characters.
  package var isWritableInXML: Bool {
    // Most texts have none of the bytes with which such a character begins.
    utf8.allSatisfy { $0 != 0xEF && $0 >= 0x20 } || unicodeScalars.allSatisfy(Self.isInXML)
  }

  private static func isInXML(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD: true
    case 0..<0x20, 0xFFFE, 0xFFFF: false
    default: true
    }
  }
}
