internal import CGDAL
internal import Foundation
package import GridcastBase

/// An open raster file, to be inspected and converted.
@safe package struct RasterDataset: ~Copyable {
  let handle: GDALDatasetH
  /// The path by which the user knows it.
  let path: String
  /// The path that GDAL opens.
  let gdalPath: String
  /// What must last as long as the dataset, such as a copy that is read in its place.
  package let shelter: (any Sendable)?
  private let options: [String]
  private let drivers: [String]

  /// Opens a raster with one of the drivers; an empty list allows all, including those that reach
  /// the network.
  ///
  /// - Throws: `.unreadable` with GDAL's message.
  package init(
    reading path: String, as gdalPath: String, options: [String] = [], drivers: [String],
    keeping shelter: (any Sendable)? = nil
  ) throws(GridcastError) {
    let (handle, _) = try unsafe Gate.open(
      gdalPath, GDAL_OF_RASTER | GDAL_OF_READONLY, options: options, drivers: drivers,
      failing: .unreadable, path)
    self.path = path
    self.shelter = shelter
    self.gdalPath = gdalPath
    self.options = options
    self.drivers = drivers
    unsafe self.handle = handle
  }

  /// The same raster opened once more, for another thread.
  ///
  /// - Throws: `.unreadable` with GDAL's message.
  func reopened() throws(GridcastError) -> RasterDataset {
    try RasterDataset(
      reading: path, as: gdalPath, options: options, drivers: drivers, keeping: shelter)
  }

  deinit { unsafe GDALClose(handle) }

  /// The extent and cell size in another coordinate system that keep the resolution.
  ///
  /// - Throws: `.badData` where GDAL cannot transform to that system.
  package func suggestion(from source: String, to target: String) throws(GridcastError) -> (
    box: Box, cellSize: Double
  ) {
    var transform = [Double](repeating: 0, count: 6)
    var box = [Double](repeating: 0, count: 4)
    var columns: Int32 = 0
    var rows: Int32 = 0
    _ = try gdal(.badData, path) { () -> Bool? in
      unsafe withStringList(["SRC_SRS=\(source)", "DST_SRS=\(target)"]) { options in
        guard
          let transformer = unsafe GDALCreateGenImgProjTransformer2(handle, nil, options)
        else { return nil }
        defer { unsafe GDALDestroyGenImgProjTransformer(transformer) }
        return unsafe GDALSuggestedWarpOutput2(
          handle, GDALGenImgProjTransform, transformer, &transform, &columns, &rows, &box, 0)
          == CE_None ? true : nil
      }
    }
    return (Box(minX: box[0], minY: box[1], maxX: box[2], maxY: box[3]), abs(transform[1]))
  }

  /// Warps the raster into a file, with the options of gdalwarp.
  package func warp(to target: String, _ options: [String], _ progress: @escaping (Double) -> Void)
    throws(GridcastError)
  {
    try unsafe make(target, options: options, progress: progress) { arguments, box in
      let settings = unsafe GDALWarpAppOptionsNew(arguments, nil)
      defer { unsafe GDALWarpAppOptionsFree(settings) }
      unsafe GDALWarpAppOptionsSetProgress(settings, reportProgress, box)
      var sources: [GDALDatasetH?] = unsafe [handle]
      return unsafe GDALWarp(WrittenRaster.watched(target), nil, 1, &sources, settings, nil)
    }
  }

  /// Copies the raster, or a window of it, into a file, with the options of gdal_translate.
  package func translate(
    to target: String, _ options: [String], _ progress: @escaping (Double) -> Void
  )
    throws(GridcastError)
  {
    try unsafe make(target, options: options, progress: progress) { arguments, box in
      let settings = unsafe GDALTranslateOptionsNew(arguments, nil)
      defer { unsafe GDALTranslateOptionsFree(settings) }
      unsafe GDALTranslateOptionsSetProgress(settings, reportProgress, box)
      return unsafe GDALTranslate(WrittenRaster.watched(target), handle, settings, nil)
    }
  }

  private func make(
    _ target: String, options: [String], progress: @escaping (Double) -> Void,
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, UnsafeMutableRawPointer) ->
      GDALDatasetH?
  ) throws(GridcastError) {
    let box = ProgressBox(progress)
    let words = collectingMessages { messages in
      // Where a point has no position in the other system, there is no cell.
      messages.isHarmless = { line in
        line.hasPrefix("PROJ: ") && (line.contains("Invalid") || line.contains("outside"))
      }
      let made = unsafe withStringList(options) { arguments in
        unsafe body(arguments, Unmanaged.passUnretained(box).toOpaque())
      }
      if let made = unsafe made {
        unsafe GDALClose(made)
      } else if messages.lines.isEmpty {
        return "GDAL failed and did not say why"
      }
      return messages.text
    }
    withExtendedLifetime(box) {}
    try WrittenRaster.check(target, words, for: target)
  }
}

private final class ProgressBox {
  let report: (Double) -> Void
  init(_ report: @escaping (Double) -> Void) { self.report = report }
}

private func reportProgress(
  done: Double, message: UnsafePointer<CChar>?, box: UnsafeMutableRawPointer?
) -> Int32 {
  if let box = unsafe box {
    unsafe Unmanaged<ProgressBox>.fromOpaque(box).takeUnretainedValue().report(done)
  }
  return 1
}
