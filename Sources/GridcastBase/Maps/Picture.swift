/// A picture as a file holds it.
package struct Picture: Sendable {
  /// What kind of file.
  package enum Format: String, CaseIterable, Sendable {
    /// Pixels.
    case png
    /// Lines and letters, for the web.
    case svg
    /// Lines and letters, for print.
    case pdf
  }

  /// The whole file.
  package let bytes: [UInt8]
  /// What the user should know, such as a font that is missing.
  package let notes: [Sentence]

  package init(bytes: [UInt8], notes: [Sentence]) {
    self.bytes = bytes
    self.notes = notes
  }
}
