import GridcastBase

/// How one column is written: under which name, as which type.
struct ParquetPlan: Sendable {
  /// How values are stored.
  enum Storage: Sendable {
    case truth, int16, int32, int64, float, double, text, json, binary, date, time
    /// A moment in millionths of a second since 1970, in universal time or without a zone.
    case moment(isUniversal: Bool)
    /// A side of the extent of a shape, within a group.
    case side
  }

  let name: String
  let storage: Storage

  /// nil for types that have no column of their own.
  init?(_ plan: FieldPlan) {
    name = plan.target.name
    switch (plan.target.kind, plan.target.detail) {
    case (.integer, .boolean): storage = .truth
    case (.integer, .integer16): storage = .int16
    case (.integer, .integer32): storage = .int32
    case (.integer, _): storage = .int64
    case (.number, .float32): storage = .float
    case (.number, _): storage = .double
    case (.text, .json): storage = .json
    case (.text, _): storage = .text
    case (.binary, _): storage = .binary
    case (.date, _): storage = .date
    case (.time, _): storage = .time
    case (.dateTime, _): storage = .moment(isUniversal: plan.momentsAreUniversal)
    default: return nil
    }
  }

  /// The columns of all fields that are written; nil where one is of a type that has no column.
  static func columns(of schema: LayerSchema) -> [ParquetPlan]? {
    let fields = schema.fields.filter { !$0.isLeftOut }
    let plans = fields.compactMap { ParquetPlan($0) }
    return plans.count == fields.count ? plans : nil
  }

  init(_ name: String, _ storage: Storage) {
    self.name = name
    self.storage = storage
  }

  /// The number of the physical type (parquet.thrift, `Type`).
  var type: ParquetType {
    switch storage {
    case .truth: .boolean
    case .int16, .int32, .date: .int32
    case .int64, .time, .moment: .int64
    case .float, .side: .float
    case .double: .double
    case .text, .json, .binary: .bytes
    }
  }

  /// Whether values are texts, of which each different one may be written once.
  var areTexts: Bool {
    switch storage {
    case .text, .json: true
    default: false
    }
  }

  /// The element of the tree of columns (parquet.thrift, `SchemaElement`).
  var element: [UInt8] {
    ThriftWriter.structure { writer in
      writer.put(1, int32: type.rawValue)
      if case .side = storage { writer.put(3, int32: 0) } else { writer.put(3, int32: 1) }
      writer.put(4, text: name)
      switch storage {
      case .text:
        writer.put(6, int32: 0)
        writer.put(10) { $0.put(1) { _ in } }
      case .json:
        writer.put(6, int32: 19)
        writer.put(10) { $0.put(12) { _ in } }
      case .int16:
        writer.put(6, int32: 16)
        writer.put(10) { type in
          type.put(10) {
            $0.put(1, byte: 16)
            $0.put(2, truth: true)
          }
        }
      case .date:
        writer.put(6, int32: 6)
        writer.put(10) { $0.put(6) { _ in } }
      case .time: Self.put(7, isUniversal: false, &writer)
      case .moment(let isUniversal):
        if isUniversal { writer.put(6, int32: 10) }
        Self.put(8, isUniversal: isUniversal, &writer)
      case .truth, .int32, .int64, .float, .double, .binary, .side: break
      }
    }
  }

  /// A time or moment in millionths of a second.
  private static func put(_ number: Int, isUniversal: Bool, _ writer: inout ThriftWriter) {
    writer.put(10) { type in
      type.put(number) { time in
        time.put(1, truth: isUniversal)
        time.put(2) { unit in unit.put(2) { _ in } }
      }
    }
  }
}
