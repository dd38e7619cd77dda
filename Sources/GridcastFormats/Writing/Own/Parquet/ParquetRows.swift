import GridcastBase
import GridcastGeo

/// The rows of a Parquet file, column by column.
struct ParquetRows: Sendable {
  /// The columns of attributes.
  let plans: [ParquetPlan]
  /// The type of shapes; nil for a table.
  let kind: Shapes.Kind?
  /// The names of the columns of shapes and of their extents.
  let geometryName: String
  let boxName: String

  /// nil where a field is of a type that has no column.
  init?(_ schema: LayerSchema) {
    guard let plans = ParquetPlan.columns(of: schema) else { return nil }
    kind = schema.kind
    self.plans = plans
    geometryName = VectorFormat.free("geometry", plans.map(\.name))
    boxName = VectorFormat.free("bbox", plans.map(\.name))
  }

  /// Makes the pages of a batch.
  ///
  /// - Throws: `.badData` where a value has no place in its column.
  func encode(_ features: Features) throws(GridcastError) -> ParquetBatch {
    var columns: [ParquetBatch.Column] = []
    for (column, plan) in zip(features.columns, plans) {
      columns.append(try encode(column, plan))
    }
    var batch = ParquetBatch(count: features.count, columns: columns)
    if kind != nil { addShapes(features.shapes, to: &batch) }
    return batch
  }

  private func encode(_ column: Column, _ plan: ParquetPlan) throws(GridcastError)
    -> ParquetBatch.Column
  {
    let count = column.count
    switch (column.values, plan.storage) {
    case (.integers(let values), .truth):
      guard values.allSatisfy({ $0.map { 0...1 ~= $0 } ?? true }) else { throw column.misfit }
      var bits = [UInt8](repeating: 0, count: (values.knownCount + 7) / 8)
      var place = 0
      for case let value? in values {
        if value == 1 { bits[place >> 3] |= 1 << UInt8(place & 7) }
        place += 1
      }
      return .page(ParquetPart(bits, known: values.known, count: count))
    case (.integers(let values), .int16), (.integers(let values), .int32):
      var isInt16 = false
      if case .int16 = plan.storage { isInt16 = true }
      guard
        values.allSatisfy({ value in
          value.map { isInt16 ? Int16(exactly: $0) != nil : Int32(exactly: $0) != nil } ?? true
        })
      else { throw column.misfit }
      return page(values) {
        Int32(truncatingIfNeeded: $0)
      } number: {
        Double($0)
      }
    case (.integers(let values), .int64):
      return page(values) {
        $0
      } number: {
        Double(exactly: $0) ?? .nan
      }
    case (.integers(let values), .double):
      return page(values) {
        Double($0)
      } number: {
        $0
      }
    case (.numbers(let values), .double):
      return page(values) {
        $0
      } number: {
        $0
      }
    case (.integers(let values), .float):
      return page(values) {
        Float($0)
      } number: {
        Double($0)
      }
    case (.numbers(let values), .float):
      return page(values) {
        Float($0)
      } number: {
        Double($0)
      }
    case (.texts(let texts), .text), (.texts(let texts), .json): return .texts(texts)
    case (.binaries(let values), .binary):
      var builder = ByteBuilder(capacity: values.items.count + 4 * count)
      for index in values.indices where values.known[index] {
        let range = values.range(of: index)
        builder.put(raw: UInt32(range.count))
        builder.put(Array(values.items[range]))
      }
      return .page(ParquetPart(builder.bytes(), known: values.known, count: count))
    case (.dateTimes(let values), .date):
      return page(try column.counted(values, plan.storage)) {
        Int32(truncatingIfNeeded: $0)
      } number: {
        Double($0)
      }
    case (.dateTimes(let values), .time), (.dateTimes(let values), .moment):
      return page(try column.counted(values, plan.storage)) {
        $0
      } number: { _ in
        .nan
      }
    default: throw column.misfit
    }
  }

  /// The page of values that are stored as numbers, with their limits.
  private func page<Value: ColumnValue, Stored: BitwiseCopyable>(
    _ values: Optionals<Value>, _ store: (Value) -> Stored, number: (Stored) -> Double
  ) -> ParquetBatch.Column {
    var builder = ByteBuilder(capacity: values.count * MemoryLayout<Stored>.size)
    var (least, greatest): (Stored?, Stored?) = (nil, nil)
    var range: ClosedRange<Double>?
    var isClear = true
    for case let value? in values {
      let stored = store(value)
      builder.put(raw: stored)
      let number = number(stored)
      // What is no number has no order, nor have numbers that are rounded; the sign of zero tells a reader nothing.
      guard isClear, !number.isNaN, number != 0 || number.sign == .plus else {
        isClear = false
        continue
      }
      if range.map({ number < $0.lowerBound }) ?? true {
        least = stored
        range = number...max(number, range?.upperBound ?? number)
      }
      if range.map({ number > $0.upperBound }) ?? true || greatest == nil {
        greatest = stored
        range = (range?.lowerBound ?? number)...number
      }
    }
    var limits: ParquetPart.Limits?
    if isClear, let range, let least, let greatest {
      limits = ParquetPart.Limits(
        least: unsafe withUnsafeBytes(of: least) { unsafe Array($0) },
        greatest: unsafe withUnsafeBytes(of: greatest) { unsafe Array($0) }, range: range)
    }
    return .page(
      ParquetPart(builder.bytes(), known: values.known, count: values.count, limits: limits))
  }

  /// Adds the shapes in well-known binary, and the four sides of their extents.
  private func addShapes(_ shapes: Shapes, to batch: inout ParquetBatch) {
    let binary = WKBShapes(shapes, in: kind)
    let count = shapes.count
    var builder = ByteBuilder(capacity: 64 * count + 16 * shapes.points.count)
    var known = KnownBits()
    var sides = (0..<4).map { _ in Optionals<Double>() }
    for index in sides.indices { sides[index].reserveCapacity(count) }
    for row in 0..<count {
      let kind = shapes.kinds[row]
      known.append(kind != .null, after: row)
      let box = kind == .null ? Box.empty : shapes.box(of: row)
      batch.extent.add(box)
      let all = box.isEmpty ? nil : [box.minX, box.minY, box.maxX, box.maxY]
      for side in 0..<4 { sides[side].append(all?[side]) }
      guard kind != .null else { continue }
      let start = builder.count
      builder.put(raw: UInt32(0))
      binary.put(row, &builder)
      builder.put(raw: UInt32(builder.count - start - 4), at: start)
      let dimensions = binary.dimensions(of: row)
      batch.types.insert(
        GeoParquetHeader.type(of: kind.written(in: self.kind), hasZ: dimensions.hasZ))
      if dimensions.hasZ { batch.addHeights(of: row, shapes) }
    }
    batch.columns.append(.page(ParquetPart(builder.bytes(), known: known, count: count)))
    for (number, side) in sides.enumerated() {
      batch.columns.append(
        page(side) {
          number < 2 ? Float(atMost: $0) : Float(atLeast: $0)
        } number: {
          Double($0)
        })
    }
  }
}

extension Float {
  /// The greatest number of 32 bits that is not greater.
  init(atMost value: Double) {
    let nearest = Float(value)
    self = Double(nearest) > value ? nearest.nextDown : nearest
  }

  /// The least number of 32 bits that is not less.
  init(atLeast value: Double) {
    let nearest = Float(value)
    self = Double(nearest) < value ? nearest.nextUp : nearest
  }
}

/// Rows of a Parquet file, of which pages are made as far as that needs no other rows.
struct ParquetBatch: Sendable {
  /// The values of a column.
  enum Column: Sendable {
    case page(ParquetPart)
    /// Texts, of which each different one may be written once for many batches.
    case texts(Texts)
  }

  let count: Int
  fileprivate(set) var columns: [Column]
  /// The extent of all shapes, and their heights.
  fileprivate(set) var extent = Box.empty
  private(set) var heights: ClosedRange<Double>?
  /// The types of shapes, as in "Polygon Z".
  fileprivate(set) var types: Set<String> = []

  init(count: Int, columns: [Column]) {
    self.count = count
    self.columns = columns
  }

  fileprivate mutating func addHeights(of row: Int, _ shapes: Shapes) {
    for vertex in shapes.vertices(of: row) {
      let height = shapes.z[vertex].isNaN ? 0 : shapes.z[vertex]
      heights =
        heights.map { min($0.lowerBound, height)...max($0.upperBound, height) }
        ?? height...height
    }
  }
}
