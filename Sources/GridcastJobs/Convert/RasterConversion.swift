import Foundation
package import GridcastBase
package import GridcastFiles
package import GridcastFormats
import GridcastGeo
package import GridcastReproject

/// How values of new cells are made of those of old ones, under gdalwarp's names.
package enum Resampling: String, Sendable, CaseIterable, Codable {
  case near, bilinear, cubic, cubicspline, lanczos, average, rms, mode, max, min, med, q1, q3, sum
}

/// A raster written as GeoTIFF, in another coordinate system or as it is.
package struct RasterConversion: Sendable {
  /// The input.
  package var source: Source
  /// The coordinate system to move to; nil to stay.
  package var target: TargetChoice?
  /// The GeoTIFF to write.
  package var output: String
  /// The side of a cell; nil to keep the resolution.
  package var cellSize: CellSize?
  /// A raster whose coordinate system and cells to take.
  package var like: String?
  /// How new values are made; nil for near where values are whole numbers, else bilinear.
  package var resampling: Resampling?
  /// What stands for unknown; nil to keep the input's.
  package var nodata: Double?
  /// Only this box goes on, in the input's coordinates.
  package var extent: Box?
  /// Whether to write the layout of a cloud-optimised GeoTIFF.
  package var isCloudOptimized = false
  /// Whether to go on where something is lost.
  package var allowsLoss = false

  /// A conversion of an input to an output.
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

  /// Writes what was prepared; the staging puts it in place.
  ///
  /// - Throws: `.unwritable` in GDAL's words; `.badData` where something is lost and that is not
  ///   allowed.
  package func run(
    _ plan: RasterPlan, staging: Staging, progress: @escaping ProgressHandler = { _, _, _ in }
  ) throws(GridcastError) {
    if let loss = plan.losses.first, !allowsLoss {
      throw GridcastError(
        .badData, source.path, "\(loss), so nothing was written; \(.allowLoss)")
    }
    let dataset = try open()
    let final = try staging.temporaryPath(for: output)
    // Through a plain file, since blocks that are compressed twice leave holes.
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
