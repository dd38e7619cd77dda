extension String {
  /// Whether a table calculation would take the text of a CSV for a formula, or for what begins one.
  ///
  /// The first character tells, as OWASP lists them under "CSV Injection"; numbers are none.
  package var isFormula: Bool {
    guard let first = utf8.first, first < 0x41 || first == 0xEF else { return false }
    guard let scalar = unicodeScalars.first else { return false }
    switch scalar {
    case "=", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
    case "+", "-": return Double(self) == nil
    default: return false
    }
  }

  /// The text with an apostrophe in front where it would be taken for a formula.
  package var withoutFormula: String { isFormula ? "'" + self : self }
}
