/// What is most likely wrong with a text that is no YAML, or not the YAML that was meant: what word processors and
/// Chinese input methods put in place of its signs; nil where there is nothing of the kind.
///
/// To be asked only of a text at fault: in a title, all of these are fine.
package func yamlFault(in text: String) -> Sentence? {
  let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
  var found: Sentence?
  for (index, line) in lines.enumerated() where found == nil {
    found = yamlFault(inLine: line).map { "line \(index + 1) \($0)" }
  }
  return found
}

private let fullWidth: [(sign: Character, plain: String)] = [
  ("：", ":"), ("，", ","), ("［", "["), ("］", "]"), ("【", "["), ("】", "]"), ("｛", "{"), ("｝", "}"),
  ("－", "-"), ("＃", "#"), ("\u{3000}", " "),
]

/// The same of one line, without its number.
package func yamlFault(inLine line: Substring) -> Sentence? {
  let indent = line.prefix { $0 == " " || $0 == "\t" || $0 == "\u{3000}" }
  if indent.contains("\t") {
    return "begins with a tab; YAML wants spaces there, so put spaces in place of the tab"
  }
  // What stands behind a number sign, or in quotes, is text.
  var bare = ""
  var quote: Character?
  for character in line {
    if let open = quote {
      if character == open { quote = nil }
    } else if character == "\"" || character == "'" {
      quote = character
    } else if character == "#" {
      break
    } else {
      bare.append(character)
    }
  }
  // Behind a plain colon they may be text, but for those within brackets.
  let isText = bare.contains(": ") && !bare.contains { "[{".contains($0) }
  if let sign = fullWidth.first(where: { sign in
    bare.contains(sign.sign) && !(isText && ["：", "，"].contains(sign.sign))
  }) {
    if sign.sign == "：" {
      return "has a full-width colon (：); put a plain colon and a space (\": \") in its place"
    }
    if sign.sign == "\u{3000}" {
      return "has a full-width space (U+3000); put a plain space in its place"
    }
    return
      "has a full-width sign (\(String(sign.sign))); put the plain one (\(sign.plain)) in its place"
  }
  if bare.contains(where: { "“”‘’".contains($0) }) {
    return "has curly quotes; put plain ones (\") in their place"
  }
  if let match = bare.firstMatch(of: /^\s*(?:- )?([a-z][a-z-]*):([^\s\/].*)$/) {
    return "has no space behind the colon; write '\(match.1): \(match.2)'"
  }
  return nil
}
