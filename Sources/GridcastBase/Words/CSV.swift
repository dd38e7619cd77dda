/// A text as a field of CSV, quoted where it must be (RFC 4180), and made harmless where a table calculation would
/// take it for a formula and that is not wanted.
package func csvField(_ text: String, disarmed: Bool = false) -> String {
  let text = disarmed ? text.withoutFormula : text
  guard text.contains(where: { ",\"\r\n".contains($0) || $0.isNewline }) else { return text }
  return "\"" + text.replacing("\"", with: "\"\"") + "\""
}
