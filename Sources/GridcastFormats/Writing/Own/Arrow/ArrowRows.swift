import GridcastBase
import GridcastGeo

/// The rows of an Arrow stream, a record batch for each batch of features.
struct ArrowRows: Sendable {
  /// The columns of attributes, whose types are those of Parquet.
  let plans: [ParquetPlan]
  /// The type of shapes; nil for a table.
  let kind: Shapes.Kind?
  /// The name of the column of shapes.
  let geometryName: String

  /// nil where a field is of a type that has no column.
  init?(_ schema: LayerSchema) {
    guard let plans = ParquetPlan.columns(of: schema) else { return nil }
    kind = schema.kind
    self.plans = plans
    geometryName = VectorFormat.free("geometry", plans.map(\.name))
  }

  /// Makes the record batch of some features.
  ///
  /// - Throws: `.badData` where a value has no place in its column.
  func encode(_ features: Features) throws(GridcastError) -> ArrowMessage {
    var body = ArrowBody(count: features.count)
    for (column, plan) in zip(features.columns, plans) { try add(column, plan, to: &body) }
    if kind != nil { addShapes(features.shapes, to: &body) }
    return body.message()
  }

  private func add(_ column: Column, _ plan: ParquetPlan, to body: inout ArrowBody)
    throws(GridcastError)
  {
    func whole<Stored: FixedWidthInteger & BitwiseCopyable>(
      _ values: Optionals<Int64>, _: Stored.Type
    ) throws(GridcastError) {
      guard values.slots.allSatisfy({ Stored(exactly: $0) != nil }) else { throw column.misfit }
      body.add(values.known, values.slots) { Stored(truncatingIfNeeded: $0) }
    }
    switch (column.values, plan.storage) {
    case (.integers(let values), .truth):
      guard values.slots.allSatisfy({ 0...1 ~= $0 }) else { throw column.misfit }
      var bits = [UInt8](repeating: 0, count: (values.count + 7) / 8)
      for (row, value) in values.slots.enumerated() where value == 1 {
        bits[row >> 3] |= 1 << UInt8(row & 7)
      }
      body.add(values.known, [bits])
    case (.integers(let values), .int16): try whole(values, Int16.self)
    case (.integers(let values), .int32): try whole(values, Int32.self)
    case (.integers(let values), .int64): try whole(values, Int64.self)
    case (.integers(let values), .double): body.add(values.known, values.slots) { Double($0) }
    case (.integers(let values), .float): body.add(values.known, values.slots) { Float($0) }
    case (.numbers(let values), .double): body.add(values.known, values.slots) { $0 }
    case (.numbers(let values), .float): body.add(values.known, values.slots) { Float($0) }
    case (.dateTimes(let values), .date):
      try whole(try column.counted(values, plan.storage), Int32.self)
    case (.dateTimes(let values), .time), (.dateTimes(let values), .moment):
      try whole(try column.counted(values, plan.storage), Int64.self)
    case (.binaries(let values), .binary):
      body.add(values.known, [ArrowBody.bytes(of: values.offsets) { Int64($0) }, values.items])
    case (.texts(let texts), .text), (.texts(let texts), .json):
      let table = texts.dictionary
      var known = KnownBits()
      var ends = [0]
      var builder = ByteBuilder(capacity: table.bytes.count)
      unsafe table.bytes.withUnsafeBytes { bytes in
        for (row, code) in texts.codes.enumerated() {
          known.append(code >= 0, after: row)
          if code >= 0 {
            unsafe builder.put(UnsafeRawBufferPointer(rebasing: bytes[table.range(of: Int(code))]))
          }
          ends.append(builder.count)
        }
      }
      body.add(known, [ArrowBody.bytes(of: ends) { Int64($0) }, builder.bytes()])
    default: throw column.misfit
    }
  }

  /// Adds the shapes in well-known binary.
  private func addShapes(_ shapes: Shapes, to body: inout ArrowBody) {
    let binary = WKBShapes(shapes, in: kind)
    var builder = ByteBuilder(capacity: 64 * shapes.count + 16 * shapes.points.count)
    var known = KnownBits()
    var ends = [0]
    ends.reserveCapacity(shapes.count + 1)
    for row in 0..<shapes.count {
      let isKnown = shapes.kinds[row] != .null
      known.append(isKnown, after: row)
      if isKnown { binary.put(row, &builder) }
      ends.append(builder.count)
    }
    body.add(known, [ArrowBody.bytes(of: ends) { Int64($0) }, builder.bytes()])
  }
}

/// A record batch that is ready to be written.
struct ArrowMessage: Sendable {
  /// What stands before the values, and the values, both of a multiple of 8 bytes.
  let header: [UInt8]
  let body: [UInt8]
  let count: Int
}

/// The arrays of a record batch, which begin at multiples of 8 bytes.
struct ArrowBody: ~Copyable {
  private let count: Int
  private var builder: ByteBuilder
  /// For each array the number of its values and of those that are missing.
  private var nodes: [Int64] = []
  /// For each buffer where it begins, and its length.
  private var buffers: [Int64] = []

  init(count: Int) {
    self.count = count
    builder = ByteBuilder(capacity: 1 << 16)
  }

  /// Adds an array of numbers, one for each row.
  mutating func add<Value, Stored: BitwiseCopyable>(
    _ known: KnownBits, _ values: [Value], _ store: (Value) -> Stored
  ) {
    add(known, [Self.bytes(of: values, store)])
  }

  /// Adds an array whose values have a place in these buffers.
  mutating func add(_ known: KnownBits, _ parts: [[UInt8]]) {
    nodes += [Int64(count), Int64(count - known.knownCount(of: count))]
    let bits = known.words.isEmpty ? [] : Self.bytes(of: known.words) { $0 }
    add(Array(bits.prefix((count + 7) / 8)))
    for part in parts { add(part) }
  }

  private mutating func add(_ bytes: [UInt8]) {
    buffers += [Int64(builder.count), Int64(bytes.count)]
    builder.put(bytes)
    builder.put(0, times: -bytes.count & 7)
  }

  /// Values as they lie in memory.
  static func bytes<Value, Stored: BitwiseCopyable>(
    of values: [Value], _ store: (Value) -> Stored
  ) -> [UInt8] {
    var builder = ByteBuilder(capacity: values.count * MemoryLayout<Stored>.size)
    for value in values { builder.put(raw: store(value)) }
    return builder.bytes()
  }

  /// The message of all arrays.
  consuming func message() -> ArrowMessage {
    let node = FlatNode([
      0: .long(Int64(count)), 1: .structs(nodes, of: 2), 2: .structs(buffers, of: 2),
    ])
    let header = ArrowHeader.message(.batch, node, size: builder.count)
    return ArrowMessage(header: header, body: builder.take(), count: count)
  }
}
