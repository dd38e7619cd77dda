import GridcastAnalyse
package import GridcastBase
import GridcastBin
package import GridcastFiles
package import GridcastForecast
import GridcastWrite

/// A forecast from counts, which can be written.
package struct Forecast: Sendable {
  /// The options for a forecast of years.
  package struct Options: Sendable {
    /// The counts of the forecast year, for comparison, with their name.
    package var observed: DensityPair.Input?
    /// The number of members to use; nil for all.
    package var members: Int?
    /// The band to start from, or of several functions the one to forecast; nil for that of the training, the
    /// only one, or all functions.
    package var band: String?
    /// How many times the years of the training are gone on.
    package var steps = 1

    /// Makes the default options.
    package init() {}
  }

  /// The title of the forecast.
  package let title: Sentence
  /// The bands of `ForecastBand`, of several functions each with its name before it.
  package let raster: Raster
  /// The functions whose names the bands bear; empty where there is one.
  private let targets: [String]
  /// The comparison with the observed year, where that is known.
  package let comparison: Comparison?
  /// Sentences for the user, such as warnings.
  package let notes: [Sentence]

  /// Makes a forecast from a raster of counts.
  ///
  /// - Throws: `.badData` where a band is missing; `.usage` where an option does not apply to the
  ///   model.
  package init(
    _ forecaster: Forecaster, over counts: Raster, subject: String, _ options: Options = Options()
  ) throws(GridcastError) {
    switch forecaster {
    case .cells(let model):
      let isAsked = options.observed != nil || options.members != nil || options.steps > 1
      if isAsked { throw Self.onlyOfYears }
      (raster, notes) = try model.only(options.band).forecast(counts, subject: subject)
      comparison = nil
    case .growth(let model):
      if let band = options.band { _ = try counts.list(subject).amounts(band) }
      guard options.band.map({ $0 == model.choice.target }) ?? true || model.choice.bands.count == 1
      else { throw Self.bandOfTraining(subject) }
      var before = DensityPair.Input(subject, counts)
      if let band = options.band { before = try before.only(band) }
      let forecast = try model.with(members: options.members).forecast(
        before, observed: options.observed, steps: options.steps)
      raster = forecast.raster
      comparison = forecast.comparison
      notes = forecast.notes
    case .convDeconv(let model):
      guard options.steps == 1 else { throw Self.oneStep }
      let forecast = try model.forecast(
        .init(subject, counts, band: options.band), observed: options.observed,
        members: options.members)
      raster = forecast.raster
      comparison = forecast.comparison
      notes = forecast.notes
    }
    title = Self.title(of: forecaster, band: options.band, steps: options.steps)
    targets = Self.targets(of: forecaster, band: options.band)
  }

  /// The error of options that a model of cells has no use for.
  static let onlyOfYears = GridcastError(
    .usage, "forecast",
    "this model does not forecast years, and compares with the counts at hand; \(.leaveOutYearsSettings)"
  )

  /// The error of several steps by the study's networks, whose bounds do not widen.
  static let oneStep = GridcastError(
    .usage, "forecast", "this model is of the study's form, which goes one step on")

  /// The error of another band than that of the training.
  static func bandOfTraining(_ subject: String) -> GridcastError {
    GridcastError(
      .usage, subject,
      "the model forecasts what it was trained on, from all the functions; leave out the band")
  }

  /// The functions whose names the bands of a forecast bear.
  private static func targets(of forecaster: Forecaster, band: String?) -> [String] {
    let targets = forecaster.targets
    return targets.count < 2 || band != nil ? [] : targets
  }

  /// The title of what a model forecasts.
  static func title(of forecaster: Forecaster, band: String?, steps: Int = 1) -> Sentence {
    switch forecaster {
    case .cells(let model): "\(band ?? model.targets.joined(separator: ", ")) per cell"
    case .growth(let model):
      perCell(model.choice.target, years: model.years(after: steps))
    case .convDeconv(let model): perCell(nil, years: model.years)
    }
  }

  private static func perCell(_ target: String?, years: String?) -> Sentence {
    let what = target.map { Sentence($0) } ?? "density"
    return years.map { "\(what) per cell, \($0) years on" } ?? "\(what) per cell"
  }

  /// The style of the forecast, of the first function where there are several, with the same classes for
  /// counts and predictions.
  package var style: MapStyle {
    guard let first = targets.first else {
      return MapStyle(ForecastBand.predicted, raster.forecastClasses)
    }
    return MapStyle(
      ForecastBand.name(ForecastBand.predicted, of: first), raster.part(of: first).forecastClasses)
  }

  /// The style of each band: densities of a function have common classes, differences their own.
  func bandStyles() -> [MapStyle] {
    guard !targets.isEmpty else { return Self.styles(of: raster) }
    return targets.flatMap { target in
      Self.styles(of: raster.part(of: target)).map { style in
        MapStyle(ForecastBand.name(style.name, of: target), style.symbols)
      }
    }
  }

  private static func styles(of raster: Raster) -> [MapStyle] {
    let symbols = MapStyle("", raster.forecastClasses).symbols
    let differences = [ForecastBand.change, ForecastBand.error]
    return raster.bands.map { band in
      differences.contains(band.name)
        ? MapStyle(
          band.name,
          Classification.natural.classes(of: band.values.map(Double.init), isChange: true))
        : MapStyle(band.name, symbols)
    }
  }

  /// Writes the forecast as GeoTIFF, and its cells as layers or tables.
  ///
  /// - Returns: Sentences for the user.
  package func write(raster path: String?, cells: [String], staging: Staging) throws(GridcastError)
    -> [Sentence]
  {
    let style = style
    if let path {
      try raster.write(to: path, style: style, others: bandStyles, staging: staging)
    }
    var notes: [Sentence] = []
    // A cell is there where anything is forecast for it.
    let predicted =
      targets.isEmpty
      ? [ForecastBand.predicted]
      : targets.map { ForecastBand.name(ForecastBand.predicted, of: $0) }
    let bands = predicted.compactMap { raster.band($0)?.values }
    let mask = (0..<raster.grid.count).map { cell in bands.contains { !$0[cell].isNaN } }
    let fishnet = Fishnet(grid: raster.grid, mask: mask)
    for path in cells {
      notes += try Counts.writeCells(
        of: fishnet, raster.bands.map(CellValues.init), isCount: false, to: path, style: style,
        staging: staging)
    }
    return notes
  }
}
