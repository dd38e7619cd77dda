import Foundation

extension String {
  /// The text with an ellipsis in place of passwords: in the name of a database, whether it is a list of
  /// `key=value` or an address, and in any other address, whose keys and signatures are masked too.
  package var withoutPasswords: String {
    var text = self
    if mayNamePassword {
      text = text.replacing(
        /(?i)(passw(?:or)?d|pwd)(\s*=\s*)(?!…)('(?:[^'\\]|\\.)*(?:'|$)|(?:\\.|[^\s])+)/
      ) { match in "\(match.1)\(match.2)…" }
    }
    if text.contains("://") {
      // What is in a password may end no address, nor begin its host.
      text = text.replacing(
        /(?i)((?:postgres(?:ql)?|mongodb(?:\+srv)?):\/\/[^\s:\/@?'"]*):[^\s'"]*@/
      ) { "\($0.1):…@" }
      text = text.replacing(/(:\/\/[^\s:\/@?'"]*):[^\s\/@'"]*@/) { "\($0.1):…@" }
      text = text.replacing(
        /(?i)([?&;](?:[a-z_-]*token|[a-z_-]*key|sig|[a-z_-]*signature|x-amz-credential|secret|authmechanismproperties)=)(?!…)[^&\s'"]+/
      ) { "\($0.1)…" }
    }
    if text.contains("@") {
      text = text.replacing(/\b((?:OCI|ODBC|MSSQL):[^\s\/@]*\/)[^\s@]+@/) { "\($0.1)…@" }
    }
    return text
  }

  private var mayNamePassword: Bool {
    var last: UInt8 = 0
    for byte in utf8 {
      // Of "password" and "pwd".
      if byte | 0x20 == UInt8(ascii: "w"), last == UInt8(ascii: "s") || last == UInt8(ascii: "p") {
        return true
      }
      last = byte | 0x20
    }
    return false
  }

  /// The passwords that the text holds.
  package var passwords: [String] {
    var found: [String] = []
    for match in matches(of: /(?i)(?:passw(?:or)?d|pwd)\s*=\s*(?:'((?:[^'\\]|\\.)*)|(\S+))/) {
      found.append(String(match.1 ?? match.2 ?? ""))
    }
    for match in matches(of: /:\/\/[^\s:\/@?'"]*:([^\s'"]*)@/) { found.append(String(match.1)) }
    return found.filter { !$0.isEmpty && $0 != "…" }
  }

  /// The text with what a terminal would obey rather than show written out, as in `\u{1B}`: control
  /// characters, and marks that turn the direction of writing.
  ///
  /// Tabs stay, and line breaks where they are wanted.
  package func visible(keepingLines: Bool = false) -> String {
    guard unicodeScalars.contains(where: { Self.isCommand($0) }) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      if !Self.isCommand(scalar) || (keepingLines && scalar == "\n") {
        text.unicodeScalars.append(scalar)
      } else if scalar == "\n" || scalar == "\r" || scalar == "\u{2028}" || scalar == "\u{2029}" {
        text += " "
      } else {
        text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
    return text
  }

  fileprivate static func isCommand(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09: false
    case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// The beginning and the end of a text that is too long to be read, and how much was left out.
  package func bounded(to most: Int = 4_000) -> String {
    // Counting characters of a long text takes long.
    guard utf8.count > most else { return self }
    let count = count
    guard count > most else { return self }
    let tail = most / 8
    return prefix(most - tail) + worded(" … (\(count - most) characters left out) … ")
      + suffix(tail)
  }
}

/// JSON with an ellipsis in place of passwords, and with the characters that a terminal would obey escaped.
package func maskedJSON(_ json: String) -> String {
  guard
    json.withoutPasswords != json
      || json.unicodeScalars.contains(where: { $0.value >= 0x7F && String.isCommand($0) })
  else { return json }
  var result = ""
  var rest = json[...]
  while let begin = rest.firstIndex(of: "\"") {
    var end = rest.index(after: begin)
    while end < rest.endIndex, rest[end] != "\"" {
      if rest[end] == "\\" { end = rest.index(after: end) }
      if end < rest.endIndex { end = rest.index(after: end) }
    }
    result += rest[...begin]
    result += maskedLiteral(rest[rest.index(after: begin)..<end])
    rest = rest[end...]
    if let quote = rest.popFirst() { result.append(quote) }
  }
  return result + rest
}

/// The inside of one text of JSON.
private func maskedLiteral(_ literal: Substring) -> String {
  var text = String(literal)
  if let meant = try? JSONDecoder().decode([String].self, from: Data("[\"\(text)\"]".utf8)).first,
    meant.withoutPasswords != meant
  {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    if let data = try? encoder.encode([meant.withoutPasswords]) {
      text = String(String(decoding: data, as: UTF8.self).dropFirst(2).dropLast(2))
    }
  }
  var result = ""
  for scalar in text.unicodeScalars {
    if scalar.value >= 0x7F, String.isCommand(scalar) {
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}
