import Foundation
package import GridcastBase
import GridcastForecast
import GridcastFormats
import GridcastGeo
import GridcastReproject

/// A cell in which more is expected than there is: where it lies, and how much that is.
package struct Strongest: Sendable, Codable, Equatable {
  /// The function that is forecast; nil where the run does not say it.
  package let target: String?
  /// The name of the cell in tables.
  package let cell: String
  /// The centre in degrees.
  package let longitude: Double
  /// The centre in degrees.
  package let latitude: Double
  /// What there is, or was in the year that the forecast starts from.
  package let now: Double
  /// What is expected.
  package let expected: Double
  /// Between which numbers it lies most likely; nil where that is not known.
  package let bounds: [Double]?
  /// The nearest thing with a name; nil where there is none.
  package private(set) var place: String?
  /// How far the centre is from it, in metres.
  package private(set) var metres: Double?
  /// In which direction from it the centre lies, as in "NE".
  package private(set) var direction: String?

  /// How many more are expected than there are.
  package var more: Double { expected - now }

  /// The greatest number of cells for each function.
  static let most = 10

  /// The cells with the most growth of each forecast, the strongest first, of equals in the order of the grid.
  static func all(of forecasts: [(target: String?, forecast: Raster)]) throws(GridcastError)
    -> [Strongest]
  {
    var all: [Strongest] = []
    for (target, raster) in forecasts {
      guard let predicted = raster.band(ForecastBand.predicted),
        let now = raster.band(ForecastBand.before) ?? raster.band(ForecastBand.observed)
      else { continue }
      let lower = raster.band(ForecastBand.lower)
      let upper = raster.band(ForecastBand.upper)
      let grid = raster.grid
      let growing = (0..<grid.count).filter { predicted.values[$0] > now.values[$0] }
        .sorted {
          let (a, b) = (
            predicted.values[$0] - now.values[$0], predicted.values[$1] - now.values[$1]
          )
          return (b, $0) < (a, $1)
        }.prefix(most)
      let centres = growing.map { grid.box(of: $0).center }
      let degrees = try Reprojection.project(centres, from: grid.coordinateSystem, to: .wgs84)
      for (cell, place) in zip(growing, degrees) where place.isFinite {
        let both = [lower, upper].compactMap { $0.map { Double($0.values[cell]) } }
        all.append(
          Strongest(
            target: target, cell: grid.name(of: cell), longitude: place.x, latitude: place.y,
            now: Double(now.values[cell]), expected: Double(predicted.values[cell]),
            bounds: both.count == 2 && both.allSatisfy(\.isFinite) ? both : nil))
      }
    }
    return all
  }

  /// Finds for each of some cells the nearest thing with a name.
  ///
  /// - Parameters:
  ///   - cells: The cells, which receive the names.
  ///   - sources: The layers to look in.
  ///   - field: The field of the names; nil for one that is usually called so.
  /// - Throws: The errors of reading; `.badData` where the field is missing.
  static func name(
    _ cells: inout [Strongest], from sources: [Source], field: String?
  ) throws(GridcastError) {
    guard !cells.isEmpty else { return }
    let centres = cells.map { Point(x: $0.longitude, y: $0.latitude) }
    var nearest = [(metres: Double, name: String, bearing: Double)?](
      repeating: nil, count: cells.count)
    var told = Tally()
    for source in sources {
      let reader = try LayerReader(source, for: .features)
      guard let field = try Places.field(field, of: reader) else { continue }
      _ = try [reader].readMoved(
        .named([field]), into: .wgs84, notes: &told, progress: { _, _ in }
      ) { (features, _) in
        features
      } take: { (features, _) in
        guard let names = features.column(field)?.spelled else { return }
        for index in 0..<features.count {
          guard let name = names[index]?.trimmed, !name.isEmpty else { continue }
          let place = Box(features.shapes.points[features.shapes.vertices(of: index)]).center
          guard place.isFinite else { continue }
          for (number, centre) in centres.enumerated() {
            let step = Self.step(from: place, to: centre)
            let metres = (step.east * step.east + step.north * step.north).squareRoot()
            if metres < nearest[number]?.metres ?? .infinity {
              nearest[number] = (
                metres, name, Compass.bearing(east: step.east, north: step.north)
              )
            }
          }
        }
      }
    }
    for (index, found) in nearest.enumerated() {
      guard let found else { continue }
      cells[index].place = found.name.bounded(to: 80)
      cells[index].metres = found.metres.rounded()
      cells[index].direction = Compass.name(Compass.sector(of: found.bearing, among: 8), among: 8)
    }
  }

  /// The step from one position in degrees to another, in metres, on a sphere that is flat nearby.
  private static func step(from: Point, to: Point) -> (east: Double, north: Double) {
    let metresPerDegree = 111_195.0
    let shrinking = Compass.step(bearing: 90 - (from.y + to.y) / 2).east
    var east = to.x - from.x
    if east > 180 { east -= 360 } else if east < -180 { east += 360 }
    return (east * shrinking * metresPerDegree, (to.y - from.y) * metresPerDegree)
  }

  /// The centre in degrees, as in "109.4327° E, 34.5012° N".
  package var coordinates: Sentence { Self.words(Point(x: longitude, y: latitude)) }

  /// A position of a grid in degrees, likewise.
  static func coordinates(of point: Point, in grid: Grid) throws(GridcastError) -> Sentence {
    words(try Reprojection.project([point], from: grid.coordinateSystem, to: .wgs84)[0])
  }

  /// A number and its letter stay in one line.
  private static func words(_ degrees: Point) -> Sentence {
    func text(_ value: Double) -> String { String(format: "%.4f", abs(value)) }
    let (x, y) = (text(degrees.x), text(degrees.y))
    let longitude: Sentence = degrees.x < 0 ? "\(x)°\u{A0}W" : "\(x)°\u{A0}E"
    let latitude: Sentence = degrees.y < 0 ? "\(y)°\u{A0}S" : "\(y)°\u{A0}N"
    return "\(longitude), \(latitude)"
  }

  /// Where it lies by the nearest name, as in "0.4 km north-east of 火车站1"; nil where there is none.
  package var whereabouts: Sentence? {
    guard let place, let metres, let direction else { return nil }
    if metres < 100 { return "at \(place)" }
    return "\(spoken(metres / 1000, 1)) km \(Compass.words(direction)) of \(place)"
  }
}
