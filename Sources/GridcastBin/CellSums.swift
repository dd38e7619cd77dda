import GridcastBase

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
  /// Block after block, each row-major from its south-west.
  private var sums: [Double] = []
  /// The cells that were added to, as first and last column and row of the tiling.
  private(set) var columns: ClosedRange<Int>?
  private(set) var rows: ClosedRange<Int>?

  /// Adds what a batch has for the cells, in its order; `categories` tells what its codes stand for.
  mutating func add(_ batch: CellHits, categories: [Int32]) {
    guard let (batchColumns, batchRows) = Self.reach(of: batch.hits) else { return }
    columns = Self.joined(columns, batchColumns)
    rows = Self.joined(rows, batchRows)
    // Where the batch lies close together, a table tells where each block is.
    let west = batchColumns.lowerBound >> 5
    let south = batchRows.lowerBound >> 5
    let across = batchColumns.upperBound >> 5 - west + 1
    let down = batchRows.upperBound >> 5 - south + 1
    let isClose = across < 65_536 && down < 65_536 && across * down * categories.count <= 262_144
    var places = [Int](repeating: -1, count: isClose ? across * down * categories.count : 0)
    for (row, hit) in batch.hits.enumerated() {
      let x = hit.tileX >> 5
      let y = hit.tileY >> 5
      let place: Int
      if isClose {
        let entry = ((y - south) * across + x - west) * categories.count + Int(hit.category)
        if places[entry] < 0 {
          places[entry] = position(of: Block(x: x, y: y, category: categories[Int(hit.category)]))
        }
        place = places[entry]
      } else {
        place = position(of: Block(x: x, y: y, category: categories[Int(hit.category)]))
      }
      sums[place + (hit.tileY & 31) * Self.side + (hit.tileX & 31)] +=
        batch.amounts.isEmpty ? 1 : batch.amounts[row]
    }
  }

  /// Where the sums of a block begin.
  private mutating func position(of block: Block) -> Int {
    if let known = index[block] { return known }
    index[block] = sums.count
    sums.append(contentsOf: repeatElement(0, count: Self.side * Self.side))
    return sums.count - Self.side * Self.side
  }

  private static func reach(of hits: [CellHits.Hit]) -> (ClosedRange<Int>, ClosedRange<Int>)? {
    guard let first = hits.first else { return nil }
    var (west, east, south, north) = (first.tileX, first.tileX, first.tileY, first.tileY)
    for hit in hits {
      west = min(west, hit.tileX)
      east = max(east, hit.tileX)
      south = min(south, hit.tileY)
      north = max(north, hit.tileY)
    }
    return (west...east, south...north)
  }

  private static func joined(_ a: ClosedRange<Int>?, _ b: ClosedRange<Int>) -> ClosedRange<Int> {
    guard let a else { return b }
    return min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
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
        for offset in 0..<Self.side * Self.side where sums[position + offset] != 0 {
          let x = block.x << 5 + offset & 31
          let y = block.y << 5 + offset >> 5
          if let cell = grid.cell(tileX: x, tileY: y) { values[cell] += sums[position + offset] }
        }
      }
      return values
    }
  }

  /// Ends a count that would take more memory than is right.
  ///
  /// - Throws: `.badData` beyond 2 GiB of sums.
  func checkSize() throws(GridcastError) {
    guard sums.count > 268_435_456 else { return }
    throw GridcastError(
      .badData, "counts",
      "the features lie in more cells than there is memory for; \(.largerCells), \(.limitArea), "
        + "or \(.groupCategories)")
  }
}
