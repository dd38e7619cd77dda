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
    try RasterDataset(of: source, &notes)
  }

  /// Runs a prepared conversion; the staging puts the output in place.
  ///
  /// - Throws: `.unwritable` with GDAL's message; `.badData` where something is lost and that is
  ///   not allowed.
  package func run(
    _ plan: RasterPlan, staging: Staging, progress: @escaping ProgressHandler = { _, _, _ in }
  ) throws(GridcastError) {
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
    do {
      let dataset = try copied(plan, to: folder + "/copy.tif")
      if plan.isWarped {
        try dataset.warp(to: work, plain + plan.warpOptions, share("warp"))
      } else {
        try dataset.translate(to: work, plain + plan.copyOptions, share("copy"))
      }
      let made = try decoded(work, plan, to: folder + "/codes.tif")
      try RasterDataset.complete(made, plan.packing)
      let result = try RasterDataset(reading: made, as: made, drivers: Format.openRasterDrivers)
      try result.translate(to: final, plan.writeOptions(isCloudOptimized), share("write"))
    } catch {
      throw GridcastError(
        error.kind, output, error.sentence.mapTexts { $0.replacing(final, with: output) })
    }
  }

  /// The input, or a copy of it whose cells GDAL understands.
  private func copied(_ plan: RasterPlan, to path: String) throws(GridcastError) -> RasterDataset {
    var told: [Sentence] = []
    let dataset = try open(&told)
    guard let recoding = plan.values.recoding else { return dataset }
    try dataset.recode(to: path, recoding)
    return try RasterDataset(reading: path, as: path, drivers: Format.openRasterDrivers)
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
