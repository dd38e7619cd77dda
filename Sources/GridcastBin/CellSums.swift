import GridcastBase
import GridcastFiles

/// Sums by cell of an infinite tiling and by category, stored only where there are any.
///
/// Counts are exact, as they are integers below 2⁵³. Other sums are kept with what rounding took from
/// them, as if they were of twice the digits (Ogita, Rump and Oishi, SIAM J. Sci. Comput. 26, 2005,
/// algorithm 4.4), so that it all but never matters in which order or in how many parts they were made.
struct CellSums: Sendable {
  /// The number of cells along a side of a block of cells that are stored together.
  static let side = 32

  struct Block: Hashable {
    let x: Int, y: Int
    let category: Int32
  }

  /// Whether all sums are counts.
  let areCounts: Bool
  private(set) var index: [Block: Int] = [:]
  /// The sums of all blocks, each row-major from its south-west corner.
  private(set) var sums: [Double] = []
  /// What rounding took from each sum; empty for counts.
  private(set) var rests: [Double] = []
  /// From how many sums on the system is asked for memory again, as asking takes longer than counting a block.
  private var nextCheck = 134_217_728
  /// The ranges of columns and rows of the tiling that contain any sums.
  private(set) var columns: ClosedRange<Int>?
  private(set) var rows: ClosedRange<Int>?

  /// No sums yet.
  init(areCounts: Bool) { self.areCounts = areCounts }

  /// Adds the contributions of a batch in order; `categories` maps its codes to those of the sums.
  mutating func add(_ batch: CellHits, categories: [Int32]) {
    guard let (batchColumns, batchRows) = Self.reach(of: batch.hits) else { return }
    reach(columns: batchColumns, rows: batchRows)
    // For a batch that is close together, a table gives the position of each block.
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
      let cell = place + (hit.tileY & 31) * Self.side + (hit.tileX & 31)
      if areCounts { sums[cell] += 1 } else { add(batch.amounts[row], to: cell) }
    }
  }

  /// Adds a sum of one cell, and what rounding took from it.
  mutating func add(_ sum: Double, _ rest: Double, tileX: Int, tileY: Int, category: Int32) {
    let place = position(of: Block(x: tileX >> 5, y: tileY >> 5, category: category))
    let cell = place + (tileY & 31) * Self.side + (tileX & 31)
    if areCounts {
      sums[cell] += sum
    } else {
      add(sum, to: cell)
      rests[cell] += rest
    }
  }

  /// Adds columns and rows to those that contain any sums.
  mutating func reach(columns: ClosedRange<Int>, rows: ClosedRange<Int>) {
    self.columns = Self.joined(self.columns, columns)
    self.rows = Self.joined(self.rows, rows)
  }

  /// Adds an amount, and what rounding takes from the sum to its rest (Knuth's two-sum).
  private mutating func add(_ amount: Double, to cell: Int) {
    let old = sums[cell]
    let sum = old + amount
    let part = sum - old
    sums[cell] = sum
    rests[cell] += (old - (sum - part)) + (amount - part)
  }

  /// The sum of a cell, rounded once.
  func value(_ cell: Int) -> Double {
    guard !areCounts, sums[cell].isFinite else { return sums[cell] }
    return sums[cell] + rests[cell]
  }

  /// The index of the first sum of a block.
  private mutating func position(of block: Block) -> Int {
    if let known = index[block] { return known }
    index[block] = sums.count
    sums.append(contentsOf: repeatElement(0, count: Self.side * Self.side))
    if !areCounts { rests.append(contentsOf: repeatElement(0, count: Self.side * Self.side)) }
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

  /// The sums of categories for the cells of a fishnet, row-major from the north; NaN in cells that
  /// are not part of it.
  func values(of categories: [Int32], on fishnet: Fishnet) -> [[Double]] {
    let grid = fishnet.grid
    let blank = (0..<grid.count).map { fishnet.contains($0) ? 0 : Double.nan }
    let blocks = Dictionary(grouping: index) { $0.key.category }
    return categories.map { category in
      var values = blank
      for (block, position) in blocks[category] ?? [] {
        for offset in 0..<Self.side * Self.side where value(position + offset) != 0 {
          let x = block.x << 5 + offset & 31
          let y = block.y << 5 + offset >> 5
          if let cell = grid.cell(tileX: x, tileY: y) { values[cell] = value(position + offset) }
        }
      }
      return values
    }
  }

  /// Stops a sum that would need too much memory.
  ///
  /// - Throws: `.badData` where as much again, by which arrays grow, is not free.
  mutating func checkSize() throws(GridcastError) {
    let count = sums.count + rests.count
    guard count > nextCheck else { return }
    nextCheck = count + 16_777_216
    try Memory.require(
      8 * Double(count), to: "hold the cells in which the features lie", of: "counts",
      or: "\(.largerCells), \(.limitArea), or \(.groupCategories)")
  }
}
