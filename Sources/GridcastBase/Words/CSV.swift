/// A text as a field of CSV, quoted where it must be (RFC 4180).
package func csvField(_ text: String) -> String {
  guard text.contains(where: { ",\"\r\n".contains($0) || $0.isNewline }) else { return text }
  return "\"" + text.replacing("\"", with: "\"\"") + "\""
}
