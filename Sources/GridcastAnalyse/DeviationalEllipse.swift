internal import Foundation
package import GridcastBase

/// The standard deviational ellipse of weights on cells: their mean centre, their spread and its
/// direction.
///
/// The axes are those of the weighted covariance matrix (Lefever, "Measuring geographic
/// concentration by means of the standard deviational ellipse", 1926; Yuill 1971). The half-lengths
/// are √2 times the standard deviations along them, as in CrimeStat and ArcGIS, so that the ellipse
/// contains 63 % of a normal distribution. The weight of a cell is at its centre.
package struct DeviationalEllipse: Sendable, Equatable {
  /// The mean centre, in the coordinates of the grid.
  package let center: Point
  /// Half the long axis, in metres.
  package let semiMajor: Double
  /// Half the short axis, in metres; 0 where all weight lies on one line.
  package let semiMinor: Double
  /// The direction of the long axis in degrees clockwise from north, from 0 to below 180.
  package let rotation: Double
  /// The outline as a closed ring, clockwise, in the coordinates of the grid.
  package let ring: [Point]

  /// The area in square metres.
  package var area: Double { .pi * semiMajor * semiMinor }

  /// Computes the ellipse of weights, one for each cell; unknown, zero and negative weights are
  /// ignored.
  ///
  /// nil where fewer than two cells have weight.
  package init?(_ weights: [Double], on grid: Grid) {
    let cells = weights.indices.filter { weights[$0] > 0 }
    guard let first = cells.first, cells.count > 1 else { return nil }
    // Coordinates relative to one of the cells: large ones would lose digits.
    let origin = grid.box(of: first).center
    let steps = cells.map { cell in
      let step = grid.metres(from: origin, to: grid.box(of: cell).center)
      return (east: step.east, north: step.north, weight: weights[cell])
    }
    let total = steps.reduce(0) { $0 + $1.weight }
    let east = steps.reduce(0) { $0 + $1.weight * $1.east } / total
    let north = steps.reduce(0) { $0 + $1.weight * $1.north } / total
    let xx = steps.reduce(0) { $0 + $1.weight * ($1.east - east) * ($1.east - east) } / total
    let yy = steps.reduce(0) { $0 + $1.weight * ($1.north - north) * ($1.north - north) } / total
    let xy = steps.reduce(0) { $0 + $1.weight * ($1.east - east) * ($1.north - north) } / total
    let mean = (xx + yy) / 2
    let difference = hypot((xx - yy) / 2, xy)
    let major = (2 * (mean + difference)).squareRoot()
    let minor = (2 * max(0, mean - difference)).squareRoot()
    // The doubled angle of the long axis, clockwise from north.
    let angle = atan2(2 * xy, yy - xx) / 2
    let degrees = angle * 180 / .pi
    let center = grid.point(from: origin, east: east, north: north)
    self.center = center
    semiMajor = major
    semiMinor = minor
    rotation = degrees < 0 ? degrees + 180 : degrees
    let corners = (0..<72).map { step in
      let turn = Double(step) * .pi / 36
      let (along, aside) = (major * cos(turn), minor * sin(turn))
      return grid.point(
        from: center, east: along * sin(angle) + aside * cos(angle),
        north: along * cos(angle) - aside * sin(angle))
    }
    ring = corners + corners.prefix(1)
  }
}
