/// A picture as the content of a file.
package struct Picture: Sendable {
  /// The file format of a picture.
  package enum Format: String, CaseIterable, Sendable {
    /// Pixels.
    case png
    /// Vector graphics for the web.
    case svg
    /// Vector graphics for print.
    case pdf
  }

  /// The content of the file.
  package let bytes: [UInt8]
  /// What the user should know, such as a font that is missing.
  package let notes: [Sentence]

  /// Makes a picture from the content of a file and what the user should know about it.
  package init(bytes: [UInt8], notes: [Sentence]) {
    self.bytes = bytes
    self.notes = notes
  }
}
