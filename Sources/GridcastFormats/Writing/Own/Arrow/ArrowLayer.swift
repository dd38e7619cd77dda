import GridcastBase
import GridcastFiles

/// A stream or a file of Arrow that is being written, record batch by record batch.
final class ArrowLayer: LayerOutput {
  private static let magic = Array("ARROW1".utf8)

  private let schema: FlatNode
  /// Whether it ends with a footer, as a file does whose ending is not that of streams.
  private let isFile: Bool
  private var file: OutputFile
  /// For each record batch where it begins, and the lengths of its header and its values.
  private var blocks: [Int64] = []

  /// Creates the file.
  ///
  /// - Throws: `.unwritable` in the system's words.
  init(_ rows: ArrowRows, _ schema: LayerSchema, at place: OutputPlace) throws(GridcastError) {
    self.schema = try ArrowHeader.schema(rows, schema.coordinateSystem)
    isFile = place.target.fileEnding != schema.format.known?.layers?.streamEnding
    file = try OutputFile(place.staged, for: place.target)
    if isFile { try file.append(Self.magic + [0, 0]) }
    try file.append(ArrowHeader.message(.schema, self.schema, size: 0))
  }

  func append(_ content: EncodedBatch.Content) throws(GridcastError) -> [Sentence] {
    guard case .arrow(let message) = content, message.count > 0 else { return [] }
    blocks += [Int64(file.count), Int64(message.header.count), Int64(message.body.count)]
    try file.append(message.header)
    try file.append(message.body)
    return []
  }

  func close() throws(GridcastError) {
    try file.append(ArrowHeader.end)
    if isFile { try file.append(ArrowHeader.footer(schema, blocks) + Self.magic) }
  }
}
