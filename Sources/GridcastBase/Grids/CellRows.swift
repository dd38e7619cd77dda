/// The values of one band by rows: all in memory, or read where they lie when they are wanted.
///
/// It is the one way in which a raster is walked that may be larger than memory: block by block from the
/// north, in as many walks as the work needs.
package struct CellRows: Sendable {
  /// The name of the band.
  package let name: String
  /// The cells.
  package let grid: Grid
  /// The values of all cells; nil where they are read.
  package let whole: [Float]?
  private let read: @Sendable (Range<Int>) throws(GridcastError) -> [Float]

  /// Takes values that are in memory, one for each cell.
  package init(_ name: String, _ grid: Grid, _ values: [Float]) {
    precondition(values.count == grid.count, "one value a cell")
    self.name = name
    self.grid = grid
    whole = values
    read = { rows in Array(values[rows.lowerBound * grid.columns..<rows.upperBound * grid.columns])
    }
  }

  /// Takes values that a function reads by rows, the north row first.
  package init(
    _ name: String, _ grid: Grid,
    reading read: @escaping @Sendable (Range<Int>) throws(GridcastError) -> [Float]
  ) {
    self.name = name
    self.grid = grid
    whole = nil
    self.read = read
  }

  /// The values of some rows, row-major; NaN where a cell is unknown.
  package func values(_ rows: Range<Int>) throws(GridcastError) -> [Float] { try read(rows) }

  /// About how many values a block holds.
  package static let blockSize = 2_097_152

  /// The rows in blocks from the north.
  ///
  /// - Parameter size: About how many values a block holds.
  /// - Returns: The ranges of rows.
  package func blocks(of size: Int = Self.blockSize) -> [Range<Int>] { grid.blocks(of: size) }

  /// Passes on the values of block after block, from the north.
  package func walk(
    by size: Int = Self.blockSize,
    _ body: (_ rows: Range<Int>, _ values: [Float]) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    for rows in blocks(of: size) { try body(rows, try read(rows)) }
  }
}

extension Grid {
  /// The rows in blocks from the north, each of about some number of cells.
  package func blocks(of size: Int) -> [Range<Int>] {
    let height = max(1, size / columns)
    return stride(from: 0, to: rows, by: height).map { $0..<min($0 + height, rows) }
  }
}
