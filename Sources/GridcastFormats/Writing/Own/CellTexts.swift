import GridcastBase

/// The texts that one column of a batch puts into the rows of a text format.
///
/// Each column is made into texts on its own, and the rows are woven of them afterwards, so that what kind of
/// values a column has is looked at once for all rows.
struct CellTexts: Sendable {
  /// The texts, end to end.
  var texts = TextTable()
  /// Which of the texts each row has; nil where row i has text i.
  var codes: [Int32]?

  /// Makes a text of each row.
  init(count: Int, capacity: Int, _ put: (Int, inout ByteBuilder) -> Void) {
    var builder = ByteBuilder(capacity: capacity)
    texts.offsets.reserveCapacity(count + 1)
    for row in 0..<count {
      put(row, &builder)
      texts.offsets.append(builder.count)
    }
    texts.bytes = builder.bytes()
  }

  /// Makes a text of each different one of a column; `missing` stands where a row has none.
  init(
    _ column: Texts, missing: StaticString,
    _ put: (UnsafeRawBufferPointer, inout ByteBuilder) -> Void
  ) {
    let table = column.dictionary
    var builder = ByteBuilder(capacity: table.bytes.count + 2 * table.count + 16)
    texts.offsets.reserveCapacity(table.count + 2)
    unsafe table.bytes.withUnsafeBytes { bytes in
      for index in table.indices {
        unsafe put(UnsafeRawBufferPointer(rebasing: bytes[table.range(of: index)]), &builder)
        texts.offsets.append(builder.count)
      }
    }
    builder.put(missing)
    texts.offsets.append(builder.count)
    texts.bytes = builder.bytes()
    let last = Int32(table.count)
    codes = column.codes.map { $0 < 0 ? last : $0 }
  }

  /// Whole numbers.
  init(_ values: Optionals<Int64>, missing: StaticString) {
    self.init(count: values.count, capacity: 8 * values.count) { row, builder in
      if let value = values[row] { builder.put(digits: value) } else { builder.put(missing) }
    }
  }

  /// Whole numbers of which 0 and 1 stand for false and true.
  init(booleans values: Optionals<Int64>, missing: StaticString) {
    self.init(count: values.count, capacity: 8 * values.count) { row, builder in
      switch values[row] {
      case 0: builder.put("false")
      case 1: builder.put("true")
      case let value?: builder.put(digits: value)
      case nil: builder.put(missing)
      }
    }
  }

  /// Numbers with as many digits as it takes to read them back; whole ones keep a decimal.
  init(_ values: Optionals<Double>, missing: StaticString) {
    self.init(count: values.count, capacity: 20 * values.count) { row, builder in
      if let value = values[row] {
        builder.put(digits: value, keepsDecimal: true)
      } else {
        builder.put(missing)
      }
    }
  }
}

/// What the rows of a text are woven of.
enum RowPiece: Sendable {
  /// The same bytes in every row.
  case fixed([UInt8])
  /// A text for each row.
  case cells(CellTexts)

  /// The same text in every row.
  static func text(_ text: String) -> RowPiece { .fixed(Array(text.utf8)) }

  /// The rows, end to end.
  static func rows(_ count: Int, of pieces: [RowPiece]) -> [UInt8] {
    let size = pieces.reduce(0) { $0 + $1.size(count) }
    return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, length in
      length = size
      guard var place = buffer.baseAddress else { return }
      // The loop over rows touches plain memory only.
      unsafe withRuns(pieces[...], []) { runs in
        for row in 0..<count {
          for index in unsafe runs.indices {
            let text = unsafe runs[index].text(of: row)
            unsafe UnsafeMutableRawBufferPointer(start: place, count: text.count)
              .copyMemory(from: text)
            unsafe place += text.count
          }
        }
      }
    }
  }

  private func size(_ count: Int) -> Int {
    switch self {
    case .fixed(let bytes): return bytes.count * count
    case .cells(let cells):
      guard let codes = cells.codes else { return cells.texts.bytes.count }
      let offsets = cells.texts.offsets
      return codes.reduce(0) { $0 + offsets[Int($1) + 1] - offsets[Int($1)] }
    }
  }

  /// One piece as plain memory.
  @unsafe struct Run {
    fileprivate let bytes: UnsafePointer<UInt8>
    fileprivate let length: Int
    fileprivate let offsets: UnsafePointer<Int>?
    fileprivate let codes: UnsafePointer<Int32>?

    /// What a row has of this piece.
    @inline(__always)
    func text(of row: Int) -> UnsafeRawBufferPointer {
      guard let offsets = unsafe offsets else {
        return unsafe UnsafeRawBufferPointer(start: bytes, count: length)
      }
      let text = unsafe codes.map { unsafe Int($0[row]) } ?? row
      let start = unsafe offsets[text]
      return unsafe UnsafeRawBufferPointer(start: bytes + start, count: offsets[text + 1] - start)
    }
  }

  /// Calls `body` with the memory of all pieces, which stays where it is for so long.
  static func withRuns(
    _ pieces: ArraySlice<RowPiece>, _ runs: [Run], _ body: ([Run]) -> Void
  ) {
    guard let piece = pieces.first else { return unsafe body(runs) }
    func next(
      _ bytes: UnsafeBufferPointer<UInt8>, _ offsets: UnsafePointer<Int>?,
      _ codes: UnsafePointer<Int32>?
    ) {
      // A piece without bytes has no address, and adds nothing.
      let run = unsafe bytes.baseAddress.map {
        unsafe Run(bytes: $0, length: bytes.count, offsets: offsets, codes: codes)
      }
      unsafe withRuns(pieces.dropFirst(), runs + (run.map { unsafe [$0] } ?? []), body)
    }
    switch piece {
    case .fixed(let bytes): unsafe bytes.withUnsafeBufferPointer { unsafe next($0, nil, nil) }
    case .cells(let cells):
      unsafe cells.texts.bytes.withUnsafeBufferPointer { bytes in
        unsafe cells.texts.offsets.withUnsafeBufferPointer { offsets in
          guard let codes = cells.codes else { return unsafe next(bytes, offsets.baseAddress, nil) }
          unsafe codes.withUnsafeBufferPointer {
            unsafe next(bytes, offsets.baseAddress, $0.baseAddress)
          }
        }
      }
    }
  }
}
