import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// A stream or a file of Arrow, with or without shapes ("Arrow Columnar Format", "GeoArrow").
///
/// Few GDALs read the format, so what the lane declines is an error.
struct ArrowLane: SampledLane {
  /// The rows of a block.
  private struct Block {
    let batch: Int
    let rows: Range<Int>
  }

  private static let mostRows = 65_536

  let format = "Arrow"
  let layer: LayerInfo
  let losses: [Sentence]
  let notes: [Sentence]
  private let batches: [ArrowBatch]
  /// For each batch the dictionaries that count when it comes, by their numbers.
  private let dictionaries: [[Int64: [ArrowBatch]]]
  private let leaves: [ArrowLeaf]
  private let layout: ParquetLayout
  private let blocks: [Block]
  private let keepsOpenRings: Bool
  private let allowsLoss: Bool

  var blockCount: Int { blocks.count }

  /// - Parameters:
  ///   - path: The path of the file.
  ///   - keepsOpenRings: Whether polygons that are not closed come as they are.
  ///   - allowsLoss: Whether moments that no field has are left empty.
  /// - Throws: Where it is damaged, or has shapes in a way that is not read.
  init(_ path: String, keepsOpenRings: Bool, allowsLoss: Bool) throws(Declined) {
    guard let file = MappedFile(path) else { throw Declined("it cannot be mapped") }
    let messages = try ArrowMessages(file).all
    let schema = try ArrowSchema(file, messages[0])
    let leaves = schema.leaves
    let layout = try ParquetLayout(leaves.map(\.leaf), schema.words, try schema.geometry)
    var coded: [Int64: ArrowField] = [:]
    for leaf in leaves {
      if let id = leaf.field.dictionary?.id { coded[id] = leaf.field }
    }
    var batches: [ArrowBatch] = []
    var now: [Int64: [ArrowBatch]] = [:]
    var dictionaries: [[Int64: [ArrowBatch]]] = []
    for message in messages.dropFirst() {
      switch message.kind {
      case .batch:
        batches.append(try ArrowBatch(file, message, schema.fields))
        dictionaries.append(now)
      case .dictionary:
        let (id, isDelta) = try Self.dictionary(file, message)
        // Of a dictionary within lists nobody asks.
        guard let field = coded[id] else { continue }
        let batch = try ArrowBatch(file, message, [field], inDictionary: true)
        now[id] = (isDelta ? now[id] ?? [] : []) + [batch]
      default: continue
      }
    }
    var hasGeometry = true
    if case .none = layout.geometry { hasGeometry = false }
    layer = LayerInfo(
      name: URL(filePath: path).deletingPathExtension().lastPathComponent,
      geometry: hasGeometry ? layout.words.label : "None", hasGeometry: hasGeometry,
      featureCount: batches.reduce(0) { $0 + $1.rowCount }, fields: layout.items.map(\.field),
      coordinateSystemWKT: hasGeometry ? layout.words.system : nil,
      repeatedNames: layout.repeatedNames)
    losses = layout.losses
    notes =
      layout.notes
      + schema.fields.compactMap { field in
        guard case .moment(_, let zone) = field.kind, !Self.universal.contains(zone) else {
          return nil
        }
        return "field '\(field.name)': moments are in universal time, and not in zone \(zone)"
      }
    blocks = batches.indices.flatMap { batch in
      stride(from: 0, to: batches[batch].rowCount, by: Self.mostRows).map { start in
        Block(
          batch: batch, rows: start..<min(start + Self.mostRows, batches[batch].rowCount))
      }
    }
    self.batches = batches
    self.dictionaries = dictionaries
    self.leaves = leaves
    self.layout = layout
    self.keepsOpenRings = keepsOpenRings
    self.allowsLoss = allowsLoss
  }

  private static let universal: Set = ["", "UTC", "Z", "+00:00", "Etc/UTC", "GMT"]

  /// The number of a dictionary, and whether its values come after those that are known.
  private static func dictionary(_ file: MappedFile, _ message: ArrowMessages.Message)
    throws(Declined) -> (Int64, Bool)
  {
    do throws(Declined) {
      let buffer = unsafe FlatBuffer(
        UnsafeRawBufferPointer(rebasing: file.bytes[message.header]))
      guard let table = try buffer.table(2, in: try buffer.root()) else {
        throw ArrowBatch.damaged
      }
      return (
        try buffer.scalar(0, in: table, Int64(0)), try buffer.byte(2, in: table) != 0
      )
    } catch { throw ArrowBatch.damaged }
  }

  func block(_ index: Int, _ fields: [Field]) throws(Declined) -> Features {
    var tally = Tally()
    return try block(index, fields, &tally)
  }

  func block(_ index: Int, _ fields: [Field], _ tally: inout Tally) throws(Declined) -> Features {
    let block = blocks[index]
    return try layout.features(
      count: block.rows.count, fields, in: "record batch \(formatted(block.batch + 1))",
      keepsOpenRings: keepsOpenRings, allowsLoss: allowsLoss, &tally
    ) { (leaf) throws(Declined) in
      let column = ArrowColumn(
        batch: batches[block.batch], column: leaf.number, source: leaves[leaf.number])
      return [try column.slice(block.rows) { dictionaries[block.batch][$0] ?? [] }]
    }
  }

  func place(ofRow row: Int, inBlock index: Int) -> Sentence? {
    let block = blocks[index]
    let before = batches[..<block.batch].reduce(0) { $0 + $1.rowCount }
    return "in row \(formatted(before + block.rows.lowerBound + row + 1))"
  }
}
