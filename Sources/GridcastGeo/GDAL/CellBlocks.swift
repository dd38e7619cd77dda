internal import CGDAL
internal import Foundation
package import GridcastBase

/// The cells of a raster in its file, read in blocks by several threads at once and kept while they are
/// likely to be wanted again.
package final class CellBlocks: @unchecked Sendable {
  /// The number of columns.
  package let columns: Int
  /// The number of rows.
  package let rows: Int
  /// The number of bands.
  package let bandCount: Int
  /// Whether numbers come with 64 bits, as those of 32 would not hold all of them.
  package let isDouble: Bool

  private struct Place: Hashable {
    let band: Int, column: Int, row: Int
  }
  private enum Block {
    case reading
    case read(CellWindow.Values, use: Int)
  }

  private let condition = NSCondition()
  private let width: Int
  private let height: Int
  private let limit: Int
  private let readers: RasterReaders
  private let path: String
  private var blocks: [Place: Block] = [:]
  private var kept = 0
  private var uses = 0
  private var odd: [Place: OddNumbers] = [:]

  /// The types whose numbers a `Float` holds, and those that need a `Double`.
  private static let short: Set<String> = ["Byte", "UInt16", "Int16", "Float32"]
  private static let long: Set<String> = ["UInt32", "Int32", "Float64"]

  /// Opens the raster once more to read it in blocks; nil where its numbers are of other kinds or its blocks
  /// too large.
  package init?(of dataset: borrowing RasterDataset) throws(GridcastError) {
    let info = try dataset.info()
    let types = Set(info.bands.map(\.type))
    guard types.isSubset(of: Self.short.union(Self.long)), !info.bands.isEmpty,
      !info.bands.contains(where: { $0.isMistaken || $0.isAlpha })
    else { return nil }
    let band = unsafe try dataset.band(0)
    var (across, down): (Int32, Int32) = (0, 0)
    unsafe GDALGetBlockSize(band, &across, &down)
    guard across > 0, down > 0, Int(across) * Int(down) <= 1 << 25 else { return nil }
    path = dataset.path
    columns = info.columns
    rows = info.rows
    bandCount = info.bands.count
    isDouble = !types.isSubset(of: Self.short)
    // Small blocks are read together.
    let cells = 1 << 18
    let isStrip = Int(across) >= columns
    width = isStrip ? columns : Int(across) * max(1, 512 / Int(across))
    height = Int(down) * max(1, cells / (min(width, columns) * Int(down)))
    let size = isDouble ? 8 : 4
    let wanted = (isStrip ? 1024 * columns : 1 << 25) * size * bandCount
    limit = min(1 << 29, max(1 << 27, wanted))
    readers = try RasterReaders(dataset)
  }

  /// The numbers of a rectangle of a band, counted from 0.
  ///
  /// - Throws: `.unreadable` where the file is damaged.
  package func window(_ band: Int, _ columns: Range<Int>, _ rows: Range<Int>)
    throws(GridcastError) -> CellWindow
  {
    let count = columns.count * rows.count
    let values: CellWindow.Values
    if isDouble {
      var all = [Double](repeating: .nan, count: count)
      try fill(&all, band, columns, rows) { block in
        if case .doubles(let values) = block { values } else { [] }
      }
      values = .doubles(all)
    } else {
      var all = [Float](repeating: .nan, count: count)
      try fill(&all, band, columns, rows) { block in
        if case .floats(let values) = block { values } else { [] }
      }
      values = .floats(all)
    }
    return CellWindow(columns: columns, rows: rows, values: values)
  }

  /// What is odd among the numbers of all bands; what is read for that and fits is kept.
  package func oddNumbers() throws(GridcastError) -> OddNumbers {
    let across = (columns + width - 1) / width
    let down = (rows + height - 1) / height
    try orderedMap(across * down * bandCount) { (index) throws(GridcastError) in
      let place = Place(
        band: index / (across * down), column: index % across, row: index / across % down)
      _ = try block(place)
    } take: { (_: Void) throws(GridcastError) in
      true
    }
    return condition.withLock { odd.values.reduce(into: OddNumbers()) { $0.add($1) } }
  }

  private func fill<Value>(
    _ all: inout [Value], _ band: Int, _ columns: Range<Int>, _ rows: Range<Int>,
    _ values: (CellWindow.Values) -> [Value]
  ) throws(GridcastError) {
    guard !columns.isEmpty, !rows.isEmpty else { return }
    for row in rows.lowerBound / height...(rows.upperBound - 1) / height {
      for column in columns.lowerBound / width...(columns.upperBound - 1) / width {
        let block = values(try self.block(Place(band: band, column: column, row: row)))
        let left = column * width
        let top = row * height
        let own = min(width, self.columns - left)
        let across = columns.clamped(to: left..<left + own)
        for line in rows.clamped(to: top..<min(top + height, self.rows)) {
          let from = (line - top) * own + across.lowerBound - left
          let to =
            (line - rows.lowerBound) * columns.count + across.lowerBound - columns.lowerBound
          all.replaceSubrange(
            to..<to + across.count, with: block[from..<from + across.count])
        }
      }
    }
  }

  /// One block, which is read once however many threads want it.
  private func block(_ place: Place) throws(GridcastError) -> CellWindow.Values {
    condition.lock()
    while true {
      switch blocks[place] {
      case .read(let values, _)?:
        uses += 1
        blocks[place] = .read(values, use: uses)
        condition.unlock()
        return values
      case .reading?: condition.wait()
      case nil:
        blocks[place] = .reading
        condition.unlock()
        let result = Result { () throws(GridcastError) in try read(place) }
        condition.lock()
        switch result {
        case .success(let window):
          odd[place] = window.odd
          keep(window.values, place)
        case .failure: blocks[place] = nil
        }
        condition.broadcast()
        condition.unlock()
        return try result.get().values
      }
    }
  }

  /// Keeps a block, and drops those that nobody wanted for the longest time; the lock is held.
  private func keep(_ values: CellWindow.Values, _ place: Place) {
    let size = width * height * (isDouble ? 8 : 4)
    uses += 1
    blocks[place] = .read(values, use: uses)
    kept += size
    while kept > limit {
      var oldest: (place: Place, use: Int)?
      for (place, block) in blocks {
        if case .read(_, let use) = block, use < oldest?.use ?? uses { oldest = (place, use) }
      }
      guard let oldest else { return }
      blocks[oldest.place] = nil
      kept -= size
    }
  }

  private func read(_ place: Place) throws(GridcastError) -> BandCells.Window {
    let left = place.column * width
    let top = place.row * height
    return try readers.read { (dataset) throws(GridcastError) in
      let cells = unsafe BandCells(try dataset.band(place.band), path)
      return try cells.window(
        left..<min(left + width, columns), top..<min(top + height, rows), isDouble: isDouble)
    }
  }
}
