import Foundation
import GridcastBase
import GridcastGeo
import GridcastReproject

/// Where a raster comes to lie in Web Mercator that reaches over its ends, for which GDAL finds cells as
/// large as countries (gdal#8730, #6112): beyond 85.06° north or south, or across the antimeridian.
struct MercatorCells {
  /// The extent, which may reach beyond the antimeridian, so that the raster stays in one piece.
  let box: Box
  /// The side of a cell that keeps the resolution.
  let cellSize: Double
  /// What is cut off; nil where nothing is.
  let note: Sentence?

  /// The bounds of EPSG:3857's area of use.
  static let greatestLatitude = 85.06
  private static let radius = 6_378_137.0

  /// Finds the cells for a raster by its extent, the width and height of its cells, and its coordinate
  /// system; nil where it lies within the bounds.
  ///
  /// - Throws: `.badData` where it cannot be moved.
  init?(
    _ outline: Box, cell: (width: Double, height: Double), in system: CoordinateSystem
  ) throws(GridcastError) {
    var places = outline.outline()
    if !system.isGeographic {
      places = try Reprojection.project(places, from: system, to: .wgs84)
        .filter { $0.x.isFinite && $0.y.isFinite }
      guard let first = places.first else { return nil }
      for index in places.indices {
        places[index].x = first.x + (places[index].x - first.x).remainder(dividingBy: 360)
      }
    }
    var extent = Box(places)
    // Longitudes may count from 0 to 360, or from anywhere.
    let turn = ((extent.center.x - 180) / 360).rounded(.up) * 360
    extent = Box(
      minX: extent.minX - turn, minY: extent.minY, maxX: extent.maxX - turn, maxY: extent.maxY)
    let isHigh = extent.maxY > Self.greatestLatitude || extent.minY < -Self.greatestLatitude
    guard isHigh || turn != 0 || extent.minX < -180 || extent.maxX > 180 else { return nil }
    if extent.width > 359.999 {
      extent = Box(minX: -180, minY: extent.minY, maxX: 180, maxY: extent.maxY)
    }
    let south = max(extent.minY, -Self.greatestLatitude)
    let north = min(extent.maxY, Self.greatestLatitude)
    guard south < north else { return nil }
    let metres = Self.radius * .pi / 180
    func height(_ latitude: Double) -> Double {
      Self.radius * log(tan(.pi / 4 + latitude * .pi / 360))
    }
    box = Box(
      minX: extent.minX * metres, minY: height(south), maxX: extent.maxX * metres,
      maxY: height(north))
    let size = max(cell.width, cell.height)
    cellSize =
      system.isGeographic
      ? size * metres
      : size * system.metresPerUnit / cos(extent.center.y * .pi / 180)
    note =
      isHigh
      ? "Web Mercator ends at 85.06° north and south, where the raster is cut" : nil
  }
}
