import Foundation
package import GridcastAnalyse
package import GridcastBase
import GridcastDraw
import GridcastGeo
import GridcastReproject

extension CityStructure {
  /// A sentence about lengths that differ from those on the ground; nil where they do not.
  package var lengthRemark: Sentence? {
    GroundScale.remark(on: grid.box, in: grid.coordinateSystem)
  }
}

extension GroundScale {
  /// A sentence about a coordinate system whose lengths differ by more than a hundredth from those
  /// on the ground, such as Web Mercator.
  static func remark(on extent: Box, in system: CoordinateSystem) -> Sentence? {
    guard !system.isGeographic, !extent.isEmpty else { return nil }
    let way = Reprojection(from: system, to: .wgs84)
    // The middle may be true where the edges are not.
    let reach = max(extent.width, extent.height, 1 / system.metresPerUnit) / 100
    let factors = (extent.outline(pointsPerSide: 3) + [extent.center]).compactMap { place in
      (try? GroundScale(of: Box([place]).expanded(by: reach), in: system, by: way)).map {
        system.metresPerUnit / ($0.metresPerX * $0.metresPerY).squareRoot()
      }
    }.filter(\.isFinite)
    guard let least = factors.min(), let greatest = factors.max(),
      max(abs(least - 1), abs(greatest - 1)) > 0.01
    else { return nil }
    func range(_ power: Double) -> Sentence {
      let (low, high) = (spoken(pow(least, power), 2), spoken(pow(greatest, power), 2))
      return low == high ? Sentence(low) : "\(low) to \(high)"
    }
    return "lengths in \(system) are \(range(1)) times those on the ground here, areas "
      + "\(range(2)) times\(system.name.contains("UTM zone") ? "" : "; for true ones \(.takeUTM)" as Sentence)"
  }

  /// Computes the scale at the middle of a map.
  ///
  /// Lengths follow from WGS 84's radii of curvature (Snyder 1987, "Map Projections: A Working
  /// Manual", equations 4-18 and 4-20).
  ///
  /// - Throws: `.badData` where the middle has no longitude and latitude.
  init(of extent: Box, in system: CoordinateSystem) throws(GridcastError) {
    try self.init(of: extent, in: system, by: Reprojection(from: system, to: .wgs84))
  }

  /// The same by a transformation from the system to WGS 84.
  private init(of extent: Box, in system: CoordinateSystem, by way: Reprojection)
    throws(GridcastError)
  {
    let center = extent.center
    let step = max(extent.width, extent.height) / 1000
    let places = try way.project([
      center, Point(x: center.x + step, y: center.y), Point(x: center.x, y: center.y + step),
    ])
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
      // The step may cross the antimeridian.
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
