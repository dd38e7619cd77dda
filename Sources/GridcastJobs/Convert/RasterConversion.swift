import Foundation
package import GridcastBase
package import GridcastFiles
package import GridcastFormats
import GridcastGeo
package import GridcastReproject

/// The methods of resampling, named as in gdalwarp.
package enum Resampling: String, Sendable, CaseIterable, Codable {
  case near, bilinear, cubic, cubicspline, lanczos, average, rms, mode, max, min, med, q1, q3, sum
}

/// A conversion of a raster to GeoTIFF, possibly in another coordinate system.
package struct RasterConversion: Sendable {
  /// The input.
  package var source: Source
  /// The target coordinate system; nil to keep that of the input.
  package var target: TargetChoice?
  /// The path of the GeoTIFF.
  package var output: String
  /// The side of a cell; nil to keep the resolution.
  package var cellSize: CellSize?
  /// The path of a raster whose coordinate system and cells are used.
  package var like: String?
  /// The resampling method; nil for nearest neighbour with integers, otherwise bilinear.
  package var resampling: Resampling?
  /// The nodata value; nil to keep the input's.
  package var nodata: Double?
  /// The box to write, in the input's coordinates; nil for everything.
  package var extent: Box?
  /// Whether the output is a cloud-optimised GeoTIFF.
  package var isCloudOptimized = false
  /// Whether to continue with losses.
  package var allowsLoss = false

  /// Makes a conversion of an input to an output.
  package init(_ source: Source, to target: TargetChoice?, output: String) {
    self.source = source
    self.target = target
    self.output = output
  }

  func open(_ notes: inout [Sentence]) throws(GridcastError) -> RasterDataset {
    // What is lost is announced, and then refused or allowed.
    try RasterDataset(of: source.allowingLoss(true), &notes)
  }

  /// Runs a prepared conversion; the staging puts the output in place.
  ///
  /// - Returns: Sentences for the user.
  /// - Throws: `.unwritable` with GDAL's message; `.badData` where something is lost and that is
  ///   not allowed.
  package func run(
    _ plan: RasterPlan, staging: Staging, progress: @escaping ProgressHandler = { _, _, _ in }
  ) throws(GridcastError) -> [Sentence] {
    if let loss = plan.losses.first, !allowsLoss {
      throw GridcastError(
        .badData, source.path, "\(loss), so nothing was written; \(.allowLoss)")
    }
    let final = try staging.temporaryPath(for: output)
    // The intermediate files are uncompressed, since blocks that are compressed twice leave gaps.
    let folder = try staging.workFolder(for: output)
    let work = folder + "/work.tif"
    let share = { (step: String) in
      { (done: Double) in progress(step, Int(done * 1000), 1000) }
    }
    let plain = ["-of", "GTiff", "-co", "TILED=YES", "-co", "BIGTIFF=IF_SAFER"]
    var totals: [Double?]
    do {
      let dataset = try copied(plan, to: folder + "/copy.tif")
      if !isCloudOptimized, let own = try OwnWarp(plan, dataset) {
        var told: [Sentence] = []
        let totals = try own.write(
          dataset, source: open(&told), to: final, folder: folder, share("warp"))
        if let totals {
          copyClassTable(to: final)
          return try checkTotals(totals, plan)
        }
      }
      if let blocks = plan.blocks {
        try dataset.sum(blocks, to: work, share("sum"))
      } else if plan.isWarped {
        try dataset.warp(to: work, plain + plan.warpOptions, share("warp"))
      } else {
        try dataset.translate(to: work, plain + plan.copyOptions, share("copy"))
      }
      let made = try decoded(work, plan, to: folder + "/codes.tif")
      var told: [Sentence] = []
      totals = try open(&told).complete(made, plan.packing)
      let result = try RasterDataset(reading: made, as: made, drivers: Format.openRasterDrivers)
      try result.translate(to: final, plan.writeOptions(isCloudOptimized), share("write"))
      copyClassTable(to: final)
    } catch {
      try refuseDamage()
      throw GridcastError(
        error.kind, output, error.sentence.mapTexts { $0.replacing(final, with: output) })
    }
    return try checkTotals(totals, plan)
  }

  /// Compares the totals of sums with those of the input.
  ///
  /// GDAL leaves out what lies at the very edge of a map, and fills cells beyond it a second time.
  private func checkTotals(_ totals: [Double?], _ plan: RasterPlan) throws(GridcastError)
    -> [Sentence]
  {
    guard plan.isTotalKept else { return [] }
    var notes: [Sentence] = []
    for (index, band) in plan.info.bands.enumerated() where plan.totals.indices.contains(index) {
      let packing = plan.packing[index]
      guard packing.isPlain, totals.indices.contains(index), let made = totals[index] else {
        continue
      }
      let whole = plan.totals[index] / packing.scale
      let share = abs(made - whole) / max(abs(whole), .leastNormalMagnitude)
      guard share > 1e-6 else { continue }
      let words: Sentence =
        "the total of band '\(band.name)' becomes \(spoken(made, 1)) instead of \(spoken(whole, 1)), as some "
        + "of it lies at the edge of the map"
      guard share < 1e-3 || allowsLoss else {
        throw GridcastError(
          .badData, source.path, "\(words), so nothing was written; \(.allowLoss)")
      }
      notes.append(words)
    }
    return notes
  }

  /// Looks whether it is the input that cannot be read where something failed: GDAL does not tell.
  private func refuseDamage() throws(GridcastError) {
    var told: [Sentence] = []
    let dataset = try open(&told)
    for number in try dataset.info().bands.indices { _ = try dataset.values(ofBand: number) }
  }

  /// Copies the table of classes that lies beside the input, as ArcGIS writes it.
  private func copyClassTable(to final: String) {
    for added in [".vat.dbf", ".vat.cpg"] {
      try? FileManager.default.copyItem(atPath: source.path + added, toPath: final + added)
    }
  }

  /// The input, or a copy of it whose cells GDAL understands.
  private func copied(_ plan: RasterPlan, to path: String) throws(GridcastError) -> RasterDataset {
    var told: [Sentence] = []
    let dataset = try open(&told)
    guard let recoding = plan.values.recoding else { return try trimmed(dataset, plan, path) }
    try dataset.recode(to: path, recoding)
    let copy = try RasterDataset(reading: path, as: path, drivers: Format.openRasterDrivers)
    return try trimmed(copy, plan, path)
  }

  /// The raster without columns that are there twice.
  private func trimmed(
    _ dataset: consuming RasterDataset, _ plan: RasterPlan, _ path: String
  ) throws(GridcastError) -> RasterDataset {
    guard let columns = plan.trimmed else { return dataset }
    let target = path + ".trimmed.tif"
    try dataset.translate(
      to: target,
      [
        "-of", "GTiff", "-co", "BIGTIFF=IF_SAFER", "-srcwin", "0", "0", "\(columns)",
        "\(plan.info.rows)",
      ]
    ) { _ in }
    return try RasterDataset(reading: target, as: target, drivers: Format.openRasterDrivers)
  }

  /// The path of the file with the numbers themselves where that at `path` has their places.
  private func decoded(_ path: String, _ plan: RasterPlan, to target: String)
    throws(GridcastError) -> String
  {
    guard let codes = plan.values.recoding?.codes, let nodata = plan.values.codedNodata else {
      return path
    }
    let places = try RasterDataset(reading: path, as: path, drivers: Format.openRasterDrivers)
    try places.decode(to: target, codes, nodata: nodata)
    return target
  }
}
