package import GridcastAnalyse
package import GridcastBase
package import GridcastFiles
import GridcastFormats

/// A search for hot spots in a file, which is held or walked by what its size is.
package struct HotspotSearch: Sendable {
  /// The path of the raster.
  package var path: String
  /// The band; nil for the main one.
  package var band: String?
  /// Whether the residuals of a forecast are searched.
  package var ofResiduals = false
  /// The distance within which cells are neighbours; nil to take those of the options.
  package var reach: RasterDistance?
  /// The options.
  package var options = Hotspots.Options()
  /// The greatest number of cells that are held.
  package var wholeLimit = HotspotWalk.wholeLimit

  /// Searches a raster.
  package init(_ path: String) { self.path = path }

  /// Searches, and writes what is asked for.
  ///
  /// - Parameters:
  ///   - output: The GeoTIFF to write; nil for none.
  ///   - cells: The layers and tables of cells to write.
  ///   - staging: The staging that they belong to.
  /// - Returns: What is said of the hot spots, with all notes.
  /// - Throws: What `Hotspots` throws, and `.badData` where memory does not do.
  package func run(raster output: String?, cells: [String], staging: Staging)
    throws(GridcastError) -> (summary: HotspotSummary, notes: [Sentence])
  {
    let blocks = try RasterBlocks(reading: path)
    let grid = blocks.grid
    var options = options
    if let reach { options.neighbours = .within(try reach.inCells(of: grid)) }
    guard grid.count > wholeLimit else {
      var told: [Sentence] = []
      let read = try blocks.whole(working: 150, &told)
      let values =
        ofResiduals
        ? try CellValues.residuals(of: read, subject: path)
        : CellValues(try read.mainBand(band, subject: path))
      let found = try Hotspots(values, on: grid, subject: path, options)
      let notes = try found.write(raster: output, cells: cells, staging: staging)
      return (found.summary, found.notes + notes)
    }
    if let first = cells.first {
      throw GridcastError(
        .badData, first,
        "\(formatted(grid.count)) cells as features would need about "
          + "\(Memory.size(400 * Double(grid.count))) of memory; write the raster alone, or \(.cutOrCoarsen)"
      )
    }
    let (name, reading) = try self.reading(blocks)
    let found = try HotspotWalk(name, on: grid, subject: path, options, reading: reading)
    let (summary, notes) = try found.write(raster: output, staging: staging)
    return (summary, summary.notes + notes)
  }

  private func reading(_ blocks: RasterBlocks) throws(GridcastError) -> (
    name: String, HotspotWalk.Reading
  ) {
    let bands = blocks.bands.map(\.rows)
    guard ofResiduals else {
      let rows = bands[try blocks.list.main(band)]
      return (
        rows.name, { (range) throws(GridcastError) in try rows.values(range).map(Double.init) }
      )
    }
    guard let observed = bands.first(where: { $0.name == ForecastBand.observed }) else {
      throw CellValues.noResiduals(path, blocks.list.names)
    }
    for name in [ForecastBand.heldOut, ForecastBand.predicted] {
      guard let predicted = bands.first(where: { $0.name == name }) else { continue }
      let read: HotspotWalk.Reading = { (range) throws(GridcastError) in
        zip(try observed.values(range), try predicted.values(range)).map { Double($0) - Double($1) }
      }
      for rows in observed.blocks() where try read(rows).contains(where: { !$0.isNaN }) {
        return (CellValues.residualName(name), read)
      }
    }
    throw CellValues.noKnownResiduals(path)
  }
}
