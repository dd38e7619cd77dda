import Foundation
package import GridcastAnalyse
package import GridcastBase
import GridcastDraw
import GridcastGeo
import GridcastReproject

extension CityStructure {
  /// A sentence where its lengths are not those on the ground; nil where they are.
  package var lengthRemark: Sentence? {
    GroundScale.remark(on: grid.box, in: grid.coordinateSystem)
  }
}

extension GroundScale {
  /// A sentence where lengths in a coordinate system are more than a hundredth off those on the ground, as
  /// in Web Mercator.
  static func remark(on extent: Box, in system: CoordinateSystem) -> Sentence? {
    guard !system.isGeographic, let scale = try? GroundScale(of: extent, in: system) else {
      return nil
    }
    let factor = system.metresPerUnit / (scale.metresPerX * scale.metresPerY).squareRoot()
    guard abs(factor - 1) > 0.01 else { return nil }
    return "lengths in \(system) are \(spoken(factor, 2)) times those on the ground here, areas "
      + "\(spoken(factor * factor, 2)) times; for true ones \(.takeUTM)"
  }

  /// The scale in the middle of a map.
  ///
  /// Lengths are those of WGS 84's radii of curvature there (Snyder 1987, "Map Projections: A Working
  /// Manual", equations 4-18 and 4-20).
  ///
  /// - Throws: `.badData` where the middle has no longitude and latitude.
  init(of extent: Box, in system: CoordinateSystem) throws(GridcastError) {
    let center = extent.center
    let step = max(extent.width, extent.height) / 1000
    let places = try Reprojection.project(
      [
        center, Point(x: center.x + step, y: center.y), Point(x: center.x, y: center.y + step),
      ], from: system, to: .wgs84)
    guard places.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
      throw GridcastError(
        .badData, "\(system)", "the middle of the map has no place on the Earth in it")
    }
    let radius = 6_378_137.0
    let eccentricity2 = 0.006_694_379_990_141
    let latitude = places[0].y * .pi / 180
    let flattened = 1 - eccentricity2 * sin(latitude) * sin(latitude)
    let east = radius / flattened.squareRoot() * cos(latitude) * .pi / 180
    let north = radius * (1 - eccentricity2) / (flattened * flattened.squareRoot()) * .pi / 180
    func ground(_ place: Point) -> (east: Double, north: Double) {
      // A step may lead across the antimeridian.
      let turn = (place.x - places[0].x).remainder(dividingBy: 360)
      return (turn * east, (place.y - places[0].y) * north)
    }
    let right = ground(places[1])
    let up = ground(places[2])
    self.init(
      metresPerX: hypot(right.east, right.north) / step,
      metresPerY: hypot(up.east, up.north) / step,
      north: -atan2(up.east, up.north) * 180 / .pi, isGeographic: system.isGeographic)
  }
}
