/// Sums per cell of the infinite tiling and category, kept only where there are any.
///
/// Counts stay exact: they are whole numbers below 2⁵³.
struct CellSums: Sendable {
  /// The side of a block of cells that is kept together.
  private static let side = 32

  private struct Block: Hashable {
    let x: Int, y: Int
    let category: Int32
  }

  private var index: [Block: Int] = [:]
  private var sums: [[Double]] = []
  private var last: (block: Block, position: Int)?
  /// The cells that were added to, as first and last column and row of the tiling.
  private(set) var columns: ClosedRange<Int>?
  private(set) var rows: ClosedRange<Int>?

  mutating func add(_ amount: Double, tileX: Int, tileY: Int, category: Int32) {
    let block = Block(x: tileX >> 5, y: tileY >> 5, category: category)
    let position: Int
    if let last, last.block == block {
      position = last.position
    } else if let known = index[block] {
      position = known
    } else {
      position = sums.count
      index[block] = position
      sums.append(Array(repeating: 0, count: Self.side * Self.side))
    }
    last = (block, position)
    sums[position][(tileY & 31) * Self.side + (tileX & 31)] += amount
    if !(columns?.contains(tileX) ?? false) {
      columns = min(columns?.lowerBound ?? tileX, tileX)...max(columns?.upperBound ?? tileX, tileX)
    }
    if !(rows?.contains(tileY) ?? false) {
      rows = min(rows?.lowerBound ?? tileY, tileY)...max(rows?.upperBound ?? tileY, tileY)
    }
  }

  /// The sums of categories over the cells of a fishnet, row-major with the north row first; NaN in
  /// cells that do not belong.
  func values(of categories: [Int32], on fishnet: Fishnet) -> [[Double]] {
    let grid = fishnet.grid
    let blank = (0..<grid.count).map { fishnet.contains($0) ? 0 : Double.nan }
    let blocks = Dictionary(grouping: index) { $0.key.category }
    return categories.map { category in
      var values = blank
      for (block, position) in blocks[category] ?? [] {
        for offset in 0..<Self.side * Self.side where sums[position][offset] != 0 {
          let x = block.x << 5 + offset & 31
          let y = block.y << 5 + offset >> 5
          if let cell = grid.cell(tileX: x, tileY: y) { values[cell] += sums[position][offset] }
        }
      }
      return values
    }
  }

  /// Ends a count that would take more memory than is right.
  ///
  /// - Throws: `.badData` beyond 2 GiB of sums.
  func checkSize() throws(GridcastError) {
    guard sums.count > 262_144 else { return }
    throw GridcastError(
      .badData, "counts",
      "the features lie in more cells than there is memory for; take larger cells, limit the area "
        + "with --within, or group the categories by rules")
  }
}
