import GridcastBase
import GridcastGeo

/// What stands before the values of an Arrow stream, and behind those of a file (Schema.fbs, Message.fbs, File.fbs).
enum ArrowHeader {
  /// Version 5 of the format, since 2020.
  private static let version = FlatNode.Member.short(4)

  /// A message without what it describes.
  ///
  /// - Parameters:
  ///   - kind: What it is.
  ///   - node: Its header.
  ///   - size: The number of bytes of what it describes.
  /// - Returns: Its bytes, of a multiple of 8.
  static func message(_ kind: ArrowMessages.Message.Kind, _ node: FlatNode, size: Int) -> [UInt8] {
    let header = FlatNode([
      0: version, 1: .byte(kind.rawValue), 2: .table(node), 3: .long(Int64(size)),
    ]).buffer()
    return UInt32.max.littleEndianBytes + UInt32(header.count).littleEndianBytes + header
  }

  /// What stands behind the last message.
  static let end = UInt32.max.littleEndianBytes + UInt32(0).littleEndianBytes

  /// The schema.
  ///
  /// - Throws: Where PROJ cannot describe the coordinate system.
  static func schema(_ rows: ArrowRows, _ system: CoordinateSystem?) throws(GridcastError)
    -> FlatNode
  {
    var fields = rows.plans.map(field)
    if rows.kind != nil {
      var words = "{}"
      // Without a word the system is unknown, also where it is WGS 84.
      if let projJSON = try system?.projJSON() {
        words = #"{"crs":\#(projJSON),"crs_type":"projjson"}"#
      }
      fields.append(
        field(
          rows.geometryName, .binary,
          [("ARROW:extension:metadata", words), ("ARROW:extension:name", "geoarrow.wkb")]))
    }
    return FlatNode([0: .short(0), 1: .tables(fields)])
  }

  private static func field(_ plan: ParquetPlan) -> FlatNode {
    var words: [(String, String)] = []
    if case .json = plan.storage { words = [("ARROW:extension:name", "arrow.json")] }
    return field(plan.name, plan.storage, words)
  }

  private static func field(
    _ name: String, _ storage: ParquetPlan.Storage, _ words: [(String, String)]
  ) -> FlatNode {
    let (number, members) = type(storage)
    var all: [Int: FlatNode.Member] = [
      0: .text(name), 1: .byte(1), 2: .byte(number), 3: .table(FlatNode(members)), 5: .tables([]),
    ]
    if !words.isEmpty {
      all[6] = .tables(words.map { FlatNode([0: .text($0.0), 1: .text($0.1)]) })
    }
    return FlatNode(all)
  }

  /// The number of a type, and its members; units of moments are millionths of a second.
  private static func type(_ storage: ParquetPlan.Storage) -> (UInt8, [Int: FlatNode.Member]) {
    switch storage {
    case .truth: (6, [:])
    case .int16: (2, [0: .int(16), 1: .byte(1)])
    case .int32: (2, [0: .int(32), 1: .byte(1)])
    case .int64: (2, [0: .int(64), 1: .byte(1)])
    case .float, .side: (3, [0: .short(1)])
    case .double: (3, [0: .short(2)])
    case .text, .json: (20, [:])
    case .binary: (19, [:])
    case .date: (8, [0: .short(0)])
    case .time: (9, [0: .short(2), 1: .int(64)])
    case .moment(let isUniversal):
      (10, isUniversal ? [0: .short(2), 1: .text("UTC")] : [0: .short(2)])
    }
  }

  /// What stands behind the stream in a file: where its record batches are.
  static func footer(_ schema: FlatNode, _ blocks: [Int64]) -> [UInt8] {
    let footer = FlatNode([
      0: version, 1: .table(schema), 2: .structs([], of: 3), 3: .structs(blocks, of: 3),
    ]).buffer()
    return footer + UInt32(footer.count).littleEndianBytes
  }
}
