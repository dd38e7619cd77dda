import GridcastBase
import GridcastFiles

/// One wanted column of a block of a FlatGeobuf, as GDAL hands it out.
@safe struct FlatColumn {
  /// The types of columns (header.fbs, `ColumnType`).
  enum Kind: UInt8 {
    case int8, uint8, bool, int16, uint16, int32, uint32, int64, uint64, float32, float64, text,
      json, dateTime, binary

    /// How many bytes a value takes; nil where they are counted before it.
    @inline(__always)
    var width: Int? {
      switch self {
      case .int8, .uint8, .bool: 1
      case .int16, .uint16: 2
      case .int32, .uint32, .float32: 4
      case .int64, .uint64, .float64: 8
      case .text, .json, .dateTime, .binary: nil
      }
    }

    /// What GDAL makes of it.
    var fieldKind: Field.Kind {
      switch self {
      case .int8, .uint8, .bool, .int16, .uint16, .int32, .uint32, .int64: .integer
      case .uint64, .float32, .float64: .number
      case .text, .json: .text
      case .dateTime: .dateTime
      case .binary: .binary
      }
    }
  }

  private let kind: Kind?
  /// How many features have been added.
  private(set) var count = 0
  private var values: GatheredValues

  /// Makes a column of no values; of a kind that the layer does not have, all will be missing.
  ///
  /// - Throws: Where the values are asked for as others than they are.
  init(_ field: Field, of kind: Kind?, capacity: Int) throws(Declined) {
    self.kind = kind
    values = try GatheredValues(field, from: kind?.fieldKind, capacity: capacity)
  }

  /// Adds a feature without a value.
  mutating func appendMissing() {
    count += 1
    values.appendMissing()
  }

  /// Adds the value of a feature, given as its bytes without their number.
  ///
  /// - Throws: Where a text or a moment is not written as usual.
  @inline(__always)
  mutating func append(_ run: UnsafeRawBufferPointer) throws(Declined) {
    guard let kind else { return }
    count += 1
    switch kind {
    case .int8: values.integers.append(unsafe Int64(value(run, Int8.self)))
    case .uint8, .bool: values.integers.append(unsafe Int64(value(run, UInt8.self)))
    case .int16: values.integers.append(unsafe Int64(value(run, Int16.self)))
    case .uint16: values.integers.append(unsafe Int64(value(run, UInt16.self)))
    case .int32: values.integers.append(unsafe Int64(value(run, Int32.self)))
    case .uint32: values.integers.append(unsafe Int64(value(run, UInt32.self)))
    case .int64: values.integers.append(unsafe value(run, Int64.self))
    case .uint64: values.numbers.append(unsafe Double(value(run, UInt64.self)))
    case .float32: values.numbers.append(unsafe Double(value(run, Float.self)))
    case .float64: values.numbers.append(unsafe value(run, Double.self))
    case .text, .json: unsafe values.texts.append(run)
    case .dateTime:
      guard let moment = unsafe DateTime(plain: run) else {
        throw Declined("a moment is written in an unusual way")
      }
      values.moments.append(moment)
    case .binary: unsafe values.binaries.append(run)
    }
  }

  @inline(__always)
  private func value<Value: BitwiseCopyable>(
    _ run: UnsafeRawBufferPointer, _: Value.Type
  ) -> Value { unsafe run.loadUnaligned(as: Value.self) }

  /// The column.
  ///
  /// - Throws: Where a text is not UTF-8.
  func finish(count: Int) throws(Declined) -> Column { try values.finish(count: count) }
}
