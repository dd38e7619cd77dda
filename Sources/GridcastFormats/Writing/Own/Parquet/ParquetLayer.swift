import GridcastBase
import GridcastFiles
import GridcastGeo

/// A Parquet file that is being written, row group by row group.
final class ParquetLayer: LayerOutput {
  private static let magic = Array("PAR1".utf8)
  /// A row group ends with the batch that brings it to so many rows, or about so many bytes.
  private static let enoughRows = 65_536, enoughBytes = 1 << 27

  private let rows: ParquetRows
  private let schema: LayerSchema
  private var file: OutputFile
  private var waiting: [ParquetBatch] = []
  private var waitingRows = 0
  private var waitingBytes = 0
  /// The row groups so far, as they stand in the footer.
  private var groups: [[UInt8]] = []
  private var rowCount = 0
  private var types: Set<String> = []
  private var extent = Box.empty
  private var heights: ClosedRange<Double>?

  /// Creates the file.
  ///
  /// - Throws: `.unwritable` in the system's words.
  init(_ rows: ParquetRows, _ schema: LayerSchema, at place: OutputPlace) throws(GridcastError) {
    self.rows = rows
    self.schema = schema
    file = try OutputFile(place.staged, for: place.target)
    try file.append(Self.magic)
  }

  func append(_ content: EncodedBatch.Content) throws(GridcastError) -> [Sentence] {
    guard case .parquet(let batch) = content, batch.count > 0 else { return [] }
    types.formUnion(batch.types)
    extent.add(batch.extent)
    if let more = batch.heights {
      heights =
        heights.map {
          min($0.lowerBound, more.lowerBound)...max($0.upperBound, more.upperBound)
        } ?? more
    }
    waiting.append(batch)
    waitingRows += batch.count
    waitingBytes += batch.columns.reduce(0) { $0 + $1.byteCount }
    if waitingRows >= Self.enoughRows || waitingBytes >= Self.enoughBytes { try writeGroup() }
    return []
  }

  func close() throws(GridcastError) {
    try writeGroup()
    var elements = [
      ThriftWriter.structure {
        $0.put(4, text: "schema")
        $0.put(5, int32: rows.plans.count + (rows.kind == nil ? 0 : 2))
      }
    ]
    elements += rows.plans.map(\.element)
    var words: [[UInt8]] = []
    if rows.kind != nil {
      elements.append(ParquetPlan(rows.geometryName, .binary).element)
      elements.append(
        ThriftWriter.structure {
          $0.put(3, int32: 1)
          $0.put(4, text: rows.boxName)
          $0.put(5, int32: 4)
        })
      elements += Self.sides.map { ParquetPlan($0, .side).element }
      let json = try GeoParquetHeader.json(
        rows, schema.coordinateSystem, types: types, extent: extent, heights: heights)
      words.append(
        ThriftWriter.structure {
          $0.put(1, text: "geo")
          $0.put(2, text: json)
        })
    }
    let leafCount = leaves.count
    let footer = ThriftWriter.structure { writer in
      writer.put(1, int32: 2)
      writer.put(2, structures: elements)
      writer.put(3, int64: rowCount)
      writer.put(4, structures: groups)
      if !words.isEmpty { writer.put(5, structures: words) }
      writer.put(6, text: "gridcast version \(gridcastVersion)")
      // The order of least and greatest values is that of the types.
      writer.put(
        7,
        structures: (0..<leafCount).map { _ in ThriftWriter.structure { $0.put(1) { _ in } } })
    }
    let size = (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) }
    try file.append(footer + size + Self.magic)
  }

  private static let sides = ["xmin", "ymin", "xmax", "ymax"]

  /// The columns of values, each with its path.
  private var leaves: [(plan: ParquetPlan, path: [String])] {
    var leaves = rows.plans.map { ($0, [$0.name]) }
    guard rows.kind != nil else { return leaves }
    leaves.append((ParquetPlan(rows.geometryName, .binary), [rows.geometryName]))
    leaves += Self.sides.map { (ParquetPlan($0, .side), [rows.boxName, $0]) }
    return leaves
  }

  private func writeGroup() throws(GridcastError) {
    guard waitingRows > 0 else { return }
    let batches = waiting
    (waiting, waitingBytes) = ([], 0)
    let leaves = leaves
    let columns = concurrentMap(leaves.count) { number in
      ParquetChunk(batches.map { $0.columns[number] })
    }
    var chunks: [[UInt8]] = []
    var (total, packed) = (0, 0)
    for (column, leaf) in zip(columns, leaves) {
      let start = file.count
      if let dictionary = column.dictionary { try file.append(dictionary.bytes) }
      let dataStart = file.count
      for page in column.pages { try file.append(page.bytes) }
      let size = file.count - start
      total += column.plainSize
      packed += size
      chunks.append(
        column.metadata(
          leaf.plan, leaf.path, start: start, dataStart: dataStart, size: size))
    }
    groups.append(
      ThriftWriter.structure {
        $0.put(1, structures: chunks)
        $0.put(2, int64: total)
        $0.put(3, int64: waitingRows)
        $0.put(6, int64: packed)
      })
    rowCount += waitingRows
    waitingRows = 0
  }
}

extension ParquetBatch.Column {
  /// About how many bytes it takes in memory.
  fileprivate var byteCount: Int {
    switch self {
    case .page(let page): page.bytes.count
    case .texts(let texts): texts.dictionary.bytes.count + 4 * texts.codes.count
    }
  }
}
