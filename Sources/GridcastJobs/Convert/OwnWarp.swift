import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastReproject

/// The moving of a raster's cells without GDAL's warper, for the usual methods and types.
///
/// GDAL says what stands in the file beside the cells: it makes a raster of one cell, as it would make the
/// whole, and all but the cells is taken from there.
struct OwnWarp {
  private let plan: RasterPlan
  private let map: PixelMap
  private let sampler: CellSampler
  private let blocks: CellBlocks
  private let nodata: Double

  /// More cells than these are not held for one block of the output.
  private static let mostCells = 1 << 22
  /// More cells than these under one that is made are left to GDAL.
  private static let greatestDensity = 250_000.0

  /// Prepares it for a raster, which may be a copy of the input; nil where GDAL's warper must do it.
  init?(_ plan: RasterPlan, _ dataset: borrowing RasterDataset) throws(GridcastError) {
    guard let name = plan.resampling?.rawValue, let method = CellMethod(rawValue: name),
      plan.blocks == nil, let nodata = plan.nodata, !plan.values.addsAlpha,
      plan.values.recoding?.codes == nil, plan.from.vertical == nil, plan.to.vertical == nil
    else { return nil }
    let info = try dataset.info()
    guard let transform = info.transform, min(info.columns, info.rows) >= 4,
      !info.bands.contains(where: { $0.isPacked || $0.isAlpha || $0.isComplex })
    else { return nil }
    // The most frequent of other numbers GDAL finds by rules of its own.
    let short: Set = ["Byte", "UInt16", "Int16"]
    if method == .mode, !info.bands.allSatisfy({ short.contains($0.type) }) { return nil }
    guard
      let map = try PixelMap(
        from: .init(
          columns: info.columns, rows: info.rows, transform: transform, system: plan.from),
        to: .init(
          columns: plan.columns, rows: plan.rows,
          transform: [
            plan.box.minX, plan.box.width / Double(plan.columns), 0, plan.box.maxY, 0,
            -plan.box.height / Double(plan.rows),
          ], system: plan.to))
    else { return nil }
    let sampler = try CellSampler(method, map)
    let isInput = plan.values.recoding == nil && plan.trimmed == nil
    guard sampler.density <= Self.greatestDensity else { return nil }
    var blocks = isInput ? plan.values.blocks : nil
    if blocks == nil { blocks = try CellBlocks(of: dataset) }
    guard let blocks else { return nil }
    (self.plan, self.map, self.sampler, self.blocks) = (plan, map, sampler, blocks)
    self.nodata = nodata
  }

  /// Writes the raster.
  ///
  /// - Parameters:
  ///   - dataset: The raster that was given to `init`.
  ///   - source: The input, whose classes are taken.
  ///   - final: The file to write.
  ///   - folder: A folder for files that are not kept.
  ///   - progress: Told the share that is done.
  /// - Returns: The totals of the bands; nil where GDAL stores the raster in a way that is not known here.
  /// - Throws: `.unwritable` or `.unreadable`.
  func write(
    _ dataset: borrowing RasterDataset, source: borrowing RasterDataset, to final: String,
    folder: String, _ progress: (Double) -> Void
  ) throws(GridcastError) -> [Double?]? {
    let shell = folder + "/shell.tif"
    try dataset.warp(to: folder + "/cell.tif", plan.cellOptions) { _ in }
    _ = try describe(source, folder, statistics: nil)
    guard
      let writer = TIFFWriter(
        like: shell, columns: plan.columns, rows: plan.rows,
        cell: (plan.box.width / Double(plan.columns), plan.box.height / Double(plan.rows)),
        nodata: nodata),
      writer.cells.bandCount == blocks.bandCount
    else { return nil }
    let whole = Double(plan.columns) * Double(plan.rows)
    var statistics = (0..<blocks.bandCount).map { _ in CellStatistics(cellCount: whole) }
    var done = 0
    try writer.write(to: final, for: final) {
      (piece) throws(GridcastError) -> (TIFFWriter.Packed, [CellStatistics]) in
      let isComputed = sampler.method != .near && sampler.method != .mode
      var bands = try values(piece.columns, piece.rows)
      var found: [CellStatistics] = []
      for band in bands.indices {
        writer.cells.round(&bands[band], isComputed: isComputed)
        var own = CellStatistics(cellCount: whole)
        own.add(bands[band])
        found.append(own)
      }
      return (writer.pack(bands, piece), found)
    } take: { (found: [CellStatistics]) in
      for band in found.indices { statistics[band].add(found[band]) }
      done += 1
      progress(Double(done) / Double(writer.pieces.count))
    } described: { () throws(GridcastError) in
      try describe(source, folder, statistics: statistics)
    }
    // What a TIFF has no tag for GDAL writes beside it.
    let beside = shell + ".aux.xml"
    if FileManager.default.fileExists(atPath: beside) {
      do { try FileManager.default.moveItem(atPath: beside, toPath: final + ".aux.xml") } catch {
        throw GridcastError(.unwritable, final, Sentence(message: error.localizedDescription))
      }
    }
    return statistics.map { $0.hasValues ? $0.total : nil }
  }

  /// Has GDAL make the raster of one cell, with names, classes and statistics.
  private func describe(
    _ source: borrowing RasterDataset, _ folder: String, statistics: [CellStatistics]?
  ) throws(GridcastError) -> String {
    let cell = folder + "/cell.tif"
    let shell = folder + "/shell.tif"
    let none = plan.packing.map { _ in CellStatistics(cellCount: 1) }
    _ = try source.complete(cell, plan.packing, statistics: statistics ?? none)
    let made = try RasterDataset(reading: cell, as: cell, drivers: Format.openRasterDrivers)
    try made.translate(to: shell, plan.writeOptions(false)) { _ in }
    return shell
  }

  /// The numbers of a block of cells, band by band.
  private func values(_ columns: Range<Int>, _ rows: Range<Int>) throws(GridcastError)
    -> [[Double]]
  {
    let count = columns.count * rows.count
    func unknown() -> [[Double]] {
      Array(repeating: [Double](repeating: .nan, count: count), count: blocks.bandCount)
    }
    let positions = try map.positions(columns, rows, isCorner: sampler.takesCorners)
    let margin = Double(sampler.margin)
    guard
      let bounds = positions.bounds(
        within: blocks.columns, blocks.rows,
        margin: sampler.takesCorners ? .greatestFiniteMagnitude : 1)
    else { return unknown() }
    let limits = (Double(blocks.columns), Double(blocks.rows))
    func cut(_ least: Double, _ greatest: Double, _ end: Double) -> Range<Int> {
      let first = min(max(0, least - margin), end)
      let last = min(max(0, greatest + margin), end)
      return Int(first.rounded(.down))..<Int(last.rounded(.up))
    }
    let across = cut(bounds.minX, bounds.maxX, limits.0)
    let down = cut(bounds.minY, bounds.maxY, limits.1)
    guard !across.isEmpty, !down.isEmpty else { return unknown() }
    if across.count * down.count > Self.mostCells, count > 1 {
      return try parts(columns, rows)
    }
    var windows: [CellWindow] = []
    for band in 0..<blocks.bandCount { windows.append(try blocks.window(band, across, down)) }
    return windows.indices.map { sampler.values($0, of: windows, at: positions) }
  }

  /// The same in two halves, as a block that lies over a large part of the source would hold too much of it.
  private func parts(_ columns: Range<Int>, _ rows: Range<Int>) throws(GridcastError)
    -> [[Double]]
  {
    if rows.count > 1, rows.count >= columns.count {
      let middle = rows.lowerBound + rows.count / 2
      let upper = try values(columns, rows.lowerBound..<middle)
      let lower = try values(columns, middle..<rows.upperBound)
      return zip(upper, lower).map { $0 + $1 }
    }
    let middle = columns.lowerBound + columns.count / 2
    let left = try values(columns.lowerBound..<middle, rows)
    let right = try values(middle..<columns.upperBound, rows)
    let (west, east) = (middle - columns.lowerBound, columns.upperBound - middle)
    return zip(left, right).map { left, right in
      var both: [Double] = []
      both.reserveCapacity(left.count + right.count)
      for line in 0..<rows.count {
        both += left[line * west..<(line + 1) * west]
        both += right[line * east..<(line + 1) * east]
      }
      return both
    }
  }
}
