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

  func open() throws(GridcastError) -> RasterDataset {
    let opening = try Opening(source)
    return try RasterDataset(
      reading: source.path, as: opening.gdalPath,
      drivers: source.allowsRemote ? [] : Format.openRasterDrivers)
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
    let dataset = try open()
    let final = try staging.temporaryPath(for: output)
    // The intermediate file is uncompressed, since blocks that are compressed twice leave gaps.
    let work = try staging.workFolder(for: output) + "/work.tif"
    let share = { (step: String) in
      { (done: Double) in progress(step, Int(done * 1000), 1000) }
    }
    let plain = ["-of", "GTiff", "-co", "TILED=YES", "-co", "BIGTIFF=IF_SAFER"]
    do {
      if plan.isWarped {
        try dataset.warp(to: work, plain + plan.warpOptions, share("warp"))
      } else {
        try dataset.translate(to: work, plain + plan.copyOptions, share("copy"))
      }
      try RasterDataset.complete(work, names: plan.bandNames)
      let result = try RasterDataset(reading: work, as: work, drivers: Format.openRasterDrivers)
      try result.translate(to: final, plan.writeOptions(isCloudOptimized), share("write"))
    } catch {
      throw GridcastError(
        error.kind, output, error.sentence.mapTexts { $0.replacing(final, with: output) })
    }
  }
}
