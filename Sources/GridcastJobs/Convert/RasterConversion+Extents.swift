import GridcastBase
import GridcastGeo
import GridcastReproject

extension RasterConversion {
  /// An extent in degrees without what reaches beyond a pole or twice round the Earth by up to a cell, as
  /// that of rasters whose cells have their middles on the pole or on a meridian.
  static func onEarth(_ box: Box, of info: RasterInfo, in system: CoordinateSystem) -> Box {
    guard system.isGeographic, let cell = info.cell else { return box }
    let world = Box(minX: -360, minY: -90, maxX: 360, maxY: 90)
    let wide = Box(
      minX: world.minX - cell.width, minY: world.minY - cell.height,
      maxX: world.maxX + cell.width, maxY: world.maxY + cell.height)
    guard wide.contains(box) else { return box }
    return Box(
      minX: max(box.minX, world.minX), minY: max(box.minY, world.minY),
      maxX: min(box.maxX, world.maxX), maxY: min(box.maxY, world.maxY))
  }

  /// How many columns go round the Earth, of a raster that has more, whose last ones are the first again;
  /// nil for others.
  ///
  /// GDAL finds places on both sides of a raster only where it goes round once at most.
  static func onceRound(_ info: RasterInfo, _ system: CoordinateSystem) -> Int? {
    guard system.isGeographic, let cell = info.cell, !info.isMirrored else { return nil }
    let count = Int((360 / cell.width + 1e-6).rounded(.down))
    return count > 0 && count < info.columns && count + 1 >= info.columns ? count : nil
  }

  /// The part of an extent that Web Mercator has a place for.
  static func cut(_ box: Box, from: CoordinateSystem, to: CoordinateSystem) -> Box {
    guard to.code == "EPSG:3857", from.isGeographic else { return box }
    let limit = MercatorCells.greatestLatitude
    let cut = Box(
      minX: box.minX, minY: max(box.minY, -limit), maxX: box.maxX, maxY: min(box.maxY, limit))
    return cut.isEmpty ? box : cut
  }

  /// What is lost where points on the edge of a raster cannot be moved.
  static func loss(_ reason: Sentence, _ to: CoordinateSystem) -> Sentence {
    switch reason {
    case Reprojection.tooFar:
      "a part of the raster lies too far from where \(to) is meant to be used"
    case Reprojection.notProjectable: "a part of the raster has no position in \(to)"
    case Reprojection.notDegrees:
      "a part of the raster lies where no degrees are, as beyond 90° north"
    default: "a part of the raster is left out: \(reason)"
    }
  }
}
