package import GridcastBase
import GridcastBin
package import GridcastForecast
package import GridcastFormats
import GridcastReproject

/// The training of a forecaster of growth on rasters of several years.
package struct GrowthTraining: Sendable {
  /// The pairs of years before and after.
  package var pairs: [(before: DensityPair.Input, after: DensityPair.Input)]
  /// The bands to forecast from; empty for all.
  package var bands: [String]
  /// The band to forecast; nil for the sum of all.
  package var target: String?
  /// The band to forecast in the later year, where years are bands of one raster.
  package var laterTarget: String?
  /// The stations around which windows are laid; nil for windows all over the rasters.
  package var stations: Source?
  /// The side of a window; nil for the largest, up to 40 km, that the rasters have room for.
  package var window: CellSize?
  /// The width of the strip around held-out cells; nil for that of the settings.
  package var guardWidth: CellSize?
  /// The settings, whose sizes in cells are set from those above.
  package var settings: GrowthSettings

  /// Makes a training on pairs of years.
  package init(
    _ pairs: [(before: DensityPair.Input, after: DensityPair.Input)], bands: [String] = [],
    target: String? = nil, laterTarget: String? = nil, stations: Source? = nil,
    window: CellSize? = nil, guardWidth: CellSize? = nil, settings: GrowthSettings
  ) {
    self.pairs = pairs
    self.bands = bands
    self.target = target
    self.laterTarget = laterTarget
    self.stations = stations
    self.window = window
    self.guardWidth = guardWidth
    self.settings = settings
  }

  /// What is ready to be trained on.
  private struct Ready {
    let choice: GrowthPair.Choice
    let pairs: [GrowthPair]
    let names: [String]
    let stations: [[(name: String, place: Point)]]?
    let settings: GrowthSettings
    let notes: [Sentence]
  }

  /// Refuses what no model can be trained on, before any is.
  ///
  /// - Throws: The errors of reading; `.badData` where the data do not suffice.
  package func check() throws(GridcastError) {
    let ready = try prepared()
    try Growth.check(
      ready.pairs, names: ready.names, stations: ready.stations, settings: ready.settings)
  }

  /// Trains the model.
  ///
  /// - Parameter progress: Receives the progress after each epoch.
  /// - Returns: The model with its scores on held-out data.
  /// - Throws: The errors of reading and training.
  package func train(progress: (ConvDeconv.Progress) -> Void = { _ in }) throws(GridcastError)
    -> Growth.Result
  {
    let ready = try prepared()
    var result = try Growth.train(
      ready.pairs, names: ready.names, choice: ready.choice, stations: ready.stations,
      settings: ready.settings, progress: progress)
    result.notes = ready.notes + result.notes
    return result
  }

  private func prepared() throws(GridcastError) -> Ready {
    let choice = try GrowthPair.Choice(
      of: pairs.map(\.before), named: bands, target: target, laterTarget: laterTarget)
    var ready: [GrowthPair] = []
    for (before, after) in pairs {
      guard before.name != after.name || (laterTarget ?? target) != target else {
        throw GridcastError(.usage, after.name, "it is before and after at once; give two years")
      }
      ready.append(try GrowthPair(before, after, choice))
    }
    var settings = settings
    let grid = ready[0].grid
    if let window {
      settings.window = try DensityTraining.cells(window, "window", grid, in: 8...1024)
    }
    if let guardWidth {
      settings.guardWidth = try DensityTraining.cells(guardWidth, "guard", grid, in: 1...1024)
    }
    settings.largestWindow = min(80, max(8, Self.cells("40km", of: grid) ?? 40))
    settings.blockSize = max(1, Self.cells("5km", of: grid) ?? 5)
    var stationNotes: [Sentence] = []
    var places: [[(name: String, place: Point)]]?
    if let stations {
      var known: [(system: CoordinateSystem, stations: Stations)] = []
      var found: [[(name: String, place: Point)]] = []
      for pair in ready {
        let system = pair.grid.coordinateSystem
        let own: Stations
        if let there = known.first(where: { $0.system == system }) {
          own = there.stations
        } else {
          own = try Stations(stations, in: system)
          known.append((system, own))
          stationNotes += own.notes.filter { !stationNotes.contains($0) }
        }
        found.append(own.all)
      }
      places = found
    }
    return Ready(
      choice: choice, pairs: ready, names: pairs.map { "\($0.before.name) and \($0.after.name)" },
      stations: places, settings: settings, notes: stationNotes)
  }

  /// A length in whole cells; nil where the coordinate system does not count in metres.
  private static func cells(_ length: String, of grid: Grid) -> Int? {
    guard let size = try? CellSize(length).inUnits(of: grid.coordinateSystem) else { return nil }
    return Int((size / grid.cellSize).rounded())
  }
}
