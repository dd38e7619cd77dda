import GridcastBase

/// The features of a FlatGeobuf, each a flatbuffer with its size before it.
struct FlatGeobufRows: Sendable {
  /// How a field is stored, with the code of its type in the header (header.fbs, `ColumnType`).
  enum Storage: UInt8, Sendable {
    case bool = 2
    case int16
    case int32 = 5
    case int64 = 7
    case float32 = 9
    case float64, text
    case dateTime = 13
    case binary
  }

  let fields: [Storage]
  private let kind: Shapes.Kind
  private let hasZ: Bool
  private let hasM: Bool

  /// nil where GDAL must write the layer.
  init?(_ schema: LayerSchema) {
    guard let kind = schema.kind else { return nil }
    self.kind = kind
    hasZ = schema.hasZ
    hasM = schema.hasM
    var fields: [Storage] = []
    for plan in schema.fields where !plan.isLeftOut {
      guard let storage = Self.storage(of: plan.target) else { return nil }
      fields.append(storage)
    }
    self.fields = fields
  }

  private static func storage(of field: Field) -> Storage? {
    switch (field.kind, field.detail) {
    case (.integer, .boolean): .bool
    case (.integer, .integer16): .int16
    case (.integer, .integer32): .int32
    case (.integer, _): .int64
    case (.number, .float32): .float32
    case (.number, _): .float64
    case (.text, _): .text
    case (.dateTime, _): .dateTime
    case (.binary, _): .binary
    default: nil
    }
  }

  /// The features of a batch; all have a shape with vertices.
  ///
  /// - Throws: `.badData` where a value has no place in its field, which the plan would have announced.
  func encode(_ features: Features) throws(GridcastError) -> FlatFeatures {
    var pieces: [RowPiece] = []
    for (index, (column, storage)) in zip(features.columns, fields).enumerated() {
      pieces.append(.cells(try cells(column, UInt16(index), storage)))
    }
    let shapes = features.shapes
    let geometries = FlatGeometries(shapes, in: kind, hasZ: hasZ, hasM: hasM)
    var builder = ByteBuilder(capacity: 160 * features.count)
    var result = FlatFeatures()
    result.ends.reserveCapacity(features.count)
    result.boxes.reserveCapacity(features.count)
    unsafe RowPiece.withRuns(pieces[...], []) { runs in
      for row in 0..<features.count {
        let start = builder.count
        builder.put(0, times: 4)
        // The root, a table of two: the geometry and the values.
        builder.put(raw: UInt32(16))
        builder.put(0, times: 4)
        // The list of members: its size 8, the table's 12, and their places 4 and 8 in it.
        builder.put(raw: 0x0008_0004_000C_0008 as UInt64)
        builder.put(raw: Int32(8))
        builder.put(0, times: 8)
        let values = builder.count
        builder.put(0, times: 4)
        for index in unsafe runs.indices { unsafe builder.put(runs[index].text(of: row)) }
        let size = builder.count - values - 4
        if size > 0 {
          builder.put(raw: UInt32(size), at: values)
          builder.put(raw: UInt32(values - start - 28), at: start + 28)
        } else {
          // GDAL reads on beyond values of no bytes.
          builder.put(raw: UInt16(0), at: start + 18)
        }
        builder.put(0, times: (4 - builder.count % 4) % 4)
        let geometry = geometries.put(row, &builder)
        builder.put(raw: UInt32(geometry - start - 24), at: start + 24)
        builder.put(0, times: (8 - builder.count % 8) % 8)
        builder.put(raw: UInt32(builder.count - start - 4), at: start)
        result.ends.append(builder.count)
        result.boxes.append(shapes.box(of: row))
      }
    }
    result.bytes = builder.bytes()
    return result
  }

  /// The values of a column, each with the number of its field before it; nothing where one is missing.
  private func cells(_ column: Column, _ index: UInt16, _ storage: Storage) throws(GridcastError)
    -> CellTexts
  {
    func each<Value>(
      _ values: Optionals<Value>, _ put: (Value, inout ByteBuilder) -> Void
    ) -> CellTexts {
      CellTexts(count: values.count, capacity: 10 * values.count) { row, builder in
        guard let value = values[row] else { return }
        builder.put(raw: index)
        put(value, &builder)
      }
    }
    func narrow<Value: FixedWidthInteger & BitwiseCopyable>(
      _ values: Optionals<Int64>, _: Value.Type
    ) throws(GridcastError) -> CellTexts {
      let isWithin = (0..<values.count).allSatisfy {
        values[$0].map { Value(exactly: $0) != nil } ?? true
      }
      guard isWithin else { throw column.misfit }
      return each(values) { $1.put(raw: Value(truncatingIfNeeded: $0)) }
    }
    switch (column.values, storage) {
    case (.integers(let values), .bool): return each(values) { $1.put(raw: UInt8($0 == 0 ? 0 : 1)) }
    case (.integers(let values), .int16): return try narrow(values, Int16.self)
    case (.integers(let values), .int32): return try narrow(values, Int32.self)
    case (.integers(let values), .int64): return each(values) { $1.put(raw: $0) }
    case (.numbers(let values), .float32): return each(values) { $1.put(raw: Float($0)) }
    case (.numbers(let values), .float64): return each(values) { $1.put(raw: $0) }
    case (.integers(let values), .float64): return each(values) { $1.put(raw: Double($0)) }
    case (.dateTimes(let values), .dateTime):
      var moments = column
      moments.field.kind = .dateTime
      moments.values = .dateTimes(Optionals(values.map { $0?.toMilliseconds }))
      return texts(moments.spelled, index)
    case (.binaries(let values), .binary):
      return CellTexts(count: values.count, capacity: 64 * values.count) { row, builder in
        guard let value = values[row] else { return }
        builder.put(raw: index)
        builder.put(raw: UInt32(value.count))
        builder.put(value)
      }
    case (.texts(let values), .text): return texts(values, index)
    default: throw column.misfit
    }
  }

  private func texts(_ texts: Texts, _ index: UInt16) -> CellTexts {
    unsafe CellTexts(texts, missing: "") { text, builder in
      builder.put(raw: index)
      builder.put(raw: UInt32(text.count))
      unsafe builder.put(text)
    }
  }
}

/// Features of a FlatGeobuf, end to end, with what the spatial index needs of them.
struct FlatFeatures: Sendable {
  var bytes: [UInt8] = []
  /// Where each feature ends.
  var ends: [Int] = []
  /// The extent of each feature.
  var boxes: [Box] = []
}
