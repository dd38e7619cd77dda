package import GridcastBase

extension CellSums {
  /// Hands over each sum that is not 0, what rounding took from it, the column and row of its cell in the
  /// tiling and its category; in the order of category, row and column.
  func forEach(
    _ body: (_ sum: Double, _ rest: Double, _ x: Int, _ y: Int, _ category: Int32)
      throws(GridcastError) -> Void
  ) throws(GridcastError) {
    let blocks = index.sorted { a, b in
      (a.key.category, a.key.y, a.key.x) < (b.key.category, b.key.y, b.key.x)
    }
    var start = 0
    while start < blocks.count {
      // The blocks of one strip lie side by side; their rows are gone through together.
      let first = blocks[start].key
      let end =
        blocks[start...].firstIndex { $0.key.category != first.category || $0.key.y != first.y }
        ?? blocks.count
      for row in 0..<Self.side {
        for (block, position) in blocks[start..<end] {
          for column in 0..<Self.side {
            let cell = position + row * Self.side + column
            let rest = areCounts ? 0 : rests[cell]
            guard sums[cell] != 0 || rest != 0 else { continue }
            try body(
              sums[cell], rest, block.x << 5 + column, block.y << 5 + row, block.category)
          }
        }
      }
      start = end
    }
  }
}

/// The bytes of sums, which hold nothing of cells that have none.
///
/// A sum is the steps from the one before in category, row and column of the tiling, then a count as its
/// difference from 0; or the 64 bits of a sum and of what rounding took from it, least significant byte
/// first. Whole numbers have their sign as the lowest bit and seven bits a byte, the lowest first, of which
/// all but the last have the highest bit set (as in Protocol Buffers' sint64).
extension BinnedSums {
  /// How far the sums reach: the ranges of columns and rows of the tiling; nil where there are none.
  package var reach: (columns: ClosedRange<Int>, rows: ClosedRange<Int>)? {
    guard let columns = sums.columns, let rows = sums.rows else { return nil }
    return (columns, rows)
  }
  /// The numbers of repaired polygons, and of features only partly in the study area.
  package var remarks: (repaired: Int, cut: Int) { (repairedCount, cutCount) }

  /// The sums as bytes.
  ///
  /// - Returns: The bytes, and the number of sums in them.
  package func bytes() throws(GridcastError) -> (bytes: [UInt8], count: Int) {
    var bytes: [UInt8] = []
    var (lastX, lastY, lastCategory, count) = (0, 0, 0, 0)
    try sums.forEach { (sum, rest, x, y, category) throws(GridcastError) in
      bytes.append(step: Int(category) - lastCategory)
      bytes.append(step: y - lastY)
      bytes.append(step: x - lastX)
      (lastX, lastY, lastCategory) = (x, y, Int(category))
      if areCounts {
        bytes.append(step: Int(sum))
      } else {
        bytes.append(littleEndian: sum.bitPattern)
        bytes.append(littleEndian: rest.bitPattern)
      }
      count += 1
    }
    return (bytes, count)
  }

  /// Reads sums from bytes.
  ///
  /// - Parameters:
  ///   - bytes: What `bytes()` made.
  ///   - count: The number of sums.
  ///   - cells: The cells.
  ///   - areCounts: Whether they are counts.
  ///   - categories: The names of the categories.
  ///   - field: The field that names the categories; nil where they are known beforehand.
  ///   - reach: How far the sums reach.
  ///   - remarks: The numbers of repaired polygons, and of features only partly in the study area.
  ///   - tally: What was read, counted and left out.
  ///   - subject: What is read, for errors.
  /// - Throws: `.badData` where they are damaged, or too many.
  package init(
    bytes: ArraySlice<UInt8>, count: Int, on cells: Cells, areCounts: Bool, categories: [String],
    of field: String?, reach: (columns: ClosedRange<Int>, rows: ClosedRange<Int>)?,
    remarks: (repaired: Int, cut: Int), tally: Tally, from subject: String
  ) throws(GridcastError) {
    self.init(CategoryNames(categories, of: field), areCounts: areCounts, on: cells)
    self.tally = tally
    (repairedCount, cutCount) = remarks
    if let reach { sums.reach(columns: reach.columns, rows: reach.rows) }
    var reader = StepReader(bytes: bytes)
    var (x, y, category) = (0, 0, 0)
    for _ in 0..<count {
      guard let step = reader.step(), let up = reader.step(), let aside = reader.step() else {
        throw Self.damaged(subject)
      }
      (category, y, x) = (category &+ step, y &+ up, x &+ aside)
      guard categories.indices.contains(category), let reach, reach.columns.contains(x),
        reach.rows.contains(y)
      else { throw Self.damaged(subject) }
      if areCounts {
        guard let sum = reader.step(), sum > 0, sum < 1 << 53 else { throw Self.damaged(subject) }
        sums.add(Double(sum), 0, tileX: x, tileY: y, category: Int32(category))
      } else {
        guard let sum = reader.bits(), let rest = reader.bits() else {
          throw Self.damaged(subject)
        }
        sums.add(
          Double(bitPattern: sum), Double(bitPattern: rest), tileX: x, tileY: y,
          category: Int32(category))
      }
      try sums.checkSize()
    }
    guard reader.isAtEnd else { throw Self.damaged(subject) }
  }

  private static func damaged(_ subject: String) -> GridcastError {
    GridcastError(.badData, subject, "its sums are damaged")
  }
}

/// Takes numbers from bytes.
private struct StepReader {
  private var rest: ArraySlice<UInt8>

  init(bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  /// The next whole number; nil where there is none.
  mutating func step() -> Int? {
    var bits: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = rest.popFirst(), shift < 64 {
      bits |= UInt64(byte & 0x7F) << shift
      guard byte & 0x80 != 0 else {
        return Int(truncatingIfNeeded: bits >> 1) ^ -Int(truncatingIfNeeded: bits & 1)
      }
      shift += 7
    }
    return nil
  }

  /// The next 64 bits; nil where there are no more.
  mutating func bits() -> UInt64? {
    guard rest.count >= 8 else { return nil }
    let bits = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    rest = rest.dropFirst(8)
    return bits
  }
}

extension [UInt8] {
  /// Adds a whole number, short where it is small.
  fileprivate mutating func append(step value: Int) {
    var bits = UInt64(bitPattern: Int64(value << 1 ^ value >> 63))
    while bits > 0x7F {
      append(UInt8(truncatingIfNeeded: bits) | 0x80)
      bits >>= 7
    }
    append(UInt8(truncatingIfNeeded: bits))
  }
}
