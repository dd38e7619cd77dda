import GridcastBase
import GridcastFiles

/// A text file that is being written row by row.
final class RowOutput: LayerOutput {
  private var file: OutputFile
  private let separator: [UInt8]
  private let footer: [UInt8]
  private var hasRows = false

  /// Creates the file.
  ///
  /// - Throws: `.unwritable` in the system's words.
  init(_ rows: any RowFormat, at place: OutputPlace) throws(GridcastError) {
    file = try OutputFile(place.staged, for: place.target)
    separator = rows.separator
    footer = rows.footer
    try file.append(rows.header)
  }

  func append(_ content: EncodedBatch.Content) throws(GridcastError) -> [Sentence] {
    guard case .rows(let rows) = content, !rows.isEmpty else { return [] }
    if hasRows { try file.append(separator) }
    hasRows = true
    try file.append(rows)
    return []
  }

  func close() throws(GridcastError) { try file.append(footer) }
}
