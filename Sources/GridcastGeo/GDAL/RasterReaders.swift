internal import CGDAL
internal import Foundation
import GridcastBase

/// A raster opened as often as threads read it at once.
///
/// GDAL lets one thread at a time use a dataset. Formats whose libraries serve one thread are opened once,
/// and threads wait.
final class RasterReaders: @unchecked Sendable {
  /// A dataset, which as a value that cannot be copied lies in no array.
  private final class Reader {
    let dataset: RasterDataset
    init(_ other: borrowing RasterDataset) throws(GridcastError) { dataset = try other.reopened() }
  }

  private let condition = NSCondition()
  private let limit: Int
  private let first: Reader
  private var idle: [Reader]
  private var count = 1

  /// Opens a raster once more.
  ///
  /// - Throws: `.unreadable` with GDAL's message.
  init(_ dataset: borrowing RasterDataset) throws(GridcastError) {
    let driver = unsafe GDALGetDatasetDriver(dataset.handle).flatMap {
      unsafe GDALGetDriverShortName($0)
    }
    let isGeoTIFF = unsafe driver.map { unsafe String(cString: $0) } == "GTiff"
    limit = isGeoTIFF ? ProcessInfo.processInfo.activeProcessorCount : 1
    first = try Reader(dataset)
    idle = [first]
  }

  /// Reads with a dataset that no other thread uses meanwhile.
  ///
  /// - Throws: What `body` throws; `.unreadable` where GDAL cannot open the raster once more.
  func read<Value>(_ body: (borrowing RasterDataset) throws(GridcastError) -> Value)
    throws(GridcastError) -> Value
  {
    let reader = try take()
    defer {
      condition.lock()
      idle.append(reader)
      condition.signal()
      condition.unlock()
    }
    return try body(reader.dataset)
  }

  private func take() throws(GridcastError) -> Reader {
    condition.lock()
    while true {
      if let reader = idle.popLast() {
        condition.unlock()
        return reader
      }
      guard count < limit else {
        condition.wait()
        continue
      }
      count += 1
      condition.unlock()
      do throws(GridcastError) { return try Reader(first.dataset) } catch {
        condition.lock()
        count -= 1
        condition.signal()
        condition.unlock()
        throw error
      }
    }
  }
}

extension RasterDataset {
  /// Makes something of some rows of each band, those of a large raster on all cores.
  ///
  /// - Returns: What was made, in order of bands and rows.
  /// - Throws: What `make` throws.
  func ofPieces<Value: Sendable>(
    _ make: @Sendable (BandCells, Range<Int>) throws(GridcastError) -> Value
  ) throws(GridcastError) -> [Value] {
    var places: [(band: Int, rows: Range<Int>)] = []
    var cellCount = 0
    for number in 0..<Int(unsafe GDALGetRasterCount(handle)) {
      let band = unsafe try band(number)
      let cells = unsafe BandCells(band, path)
      var (across, down): (Int32, Int32) = (0, 0)
      unsafe GDALGetBlockSize(band, &across, &down)
      // Blocks of the file are not read in two parts.
      let block = max(1, Int(down))
      let height = max(1, 1_000_000 / (block * max(cells.columns, 1))) * block
      cellCount += cells.columns * cells.rows
      for top in stride(from: 0, to: cells.rows, by: height) {
        let rows = top..<min(top + height, cells.rows)
        places += cells.pieces(of: rows, at: max(1, 8_000_000 / max(cells.columns, 1))).map {
          (number, $0)
        }
      }
    }
    guard cellCount > 1_000_000 else {
      var values: [Value] = []
      for (number, rows) in places {
        values.append(try make(unsafe BandCells(try band(number), path), rows))
      }
      return values
    }
    let readers = try RasterReaders(self)
    var values: [Value] = []
    values.reserveCapacity(places.count)
    let all = places
    try orderedMap(all.count) { (index) throws(GridcastError) in
      try readers.read { (dataset) throws(GridcastError) in
        let band = unsafe try dataset.band(all[index].band)
        return try make(unsafe BandCells(band, dataset.path), all[index].rows)
      }
    } take: { (value: Value) throws(GridcastError) in
      values.append(value)
      return true
    }
    return values
  }
}
