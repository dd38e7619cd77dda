extension StringProtocol {
  /// A name as SQL has it, between quotation marks.
  package var asSQLName: String { "\"\(String(self).replacing("\"", with: "\"\""))\"" }

  /// A text as SQL has it, between apostrophes.
  package var asSQLText: String { "'\(String(self).replacing("'", with: "''"))'" }
}
