/// What is wrong with a condition or an expression that is not understood, where a sign in it shows that.
///
/// Word processors and Chinese keyboards put others in the place of plain ones; nil where there is none outside of plain
/// quotes.
package func signFault(inExpression expression: String) -> Sentence? {
  var open: Character?
  for character in expression {
    if let quote = open {
      if character == quote { open = nil }
    } else if "'\"`".contains(character) {
      open = character
    } else if "“”‘’＂＇「」".contains(character) {
      return
        "it has the quote \(String(character)), which quotes nothing here; a text stands between plain single quotes, as 'text', and a field between plain double ones, as \"field\""
    } else if let plain = plainSigns[character] {
      return
        "it has the full-width sign \(String(character)); put the plain one (\(plain)) in its place"
    }
  }
  return nil
}

private let plainSigns: [Character: String] = [
  "＝": "=", "＜": "<", "＞": ">", "≠": "<>", "≤": "<=", "≥": ">=", "（": "(", "）": ")", "，": ",",
  "＋": "+", "－": "-",
  "＊": "*", "／": "/", "｜": "|", "！": "!", "％": "%", "。": ".",
]

/// Why a condition is refused, with the fields that there are, where it names one that there is not.
///
/// - Parameters:
///   - words: What the parser says of it: GDAL's, SQLite's or PostgreSQL's.
///   - condition: The condition.
///   - fields: The names of the fields that there are.
/// - Returns: The reason.
package func refusal(_ words: Sentence, of condition: String, fields: [String]) -> Sentence {
  if let fault = signFault(inExpression: condition) { return fault }
  guard let name = missingField(words.english) else { return words }
  if fields.isEmpty || likeliest(to: name, among: fields) != nil {
    return absentField(name, among: fields)
  }
  return
    "it has no field '\(name)'; its fields are \(listed(fields)), and a text stands between single quotes, as '\(name)'"
}

/// The field that is not there, by the words of a parser.
private func missingField(_ words: String) -> String? {
  let patterns = [
    #/"([^"]+)" not recognised as an available field/#, #/no such column: "?([^"\n]+)"?/#,
    #/column "?([^"\n]+?)"? does not exist/#,
  ]
  return patterns.lazy.compactMap { words.firstMatch(of: $0).map { String($0.1) } }.first
}
