import GridcastAnalyse
package import GridcastBase
import GridcastBin
package import GridcastFiles
package import GridcastForecast
import GridcastWrite

/// A forecast over counts, ready to be written.
package struct Forecast: Sendable {
  /// What may be asked of a forecast of years.
  package struct Options: Sendable {
    /// The counts of the year that is forecast, to compare with, and their name.
    package var observed: DensityPair.Input?
    /// How many members to use; nil for all.
    package var members: Int?
    /// The band to forecast from; nil for that of the training, or the only one.
    package var band: String?

    /// Nothing asked.
    package init() {}
  }

  /// What is forecast, in words.
  package let title: String
  /// The bands of `ForecastBand`.
  package let raster: Raster
  /// How it stands to what was observed, where that was given.
  package let comparison: Comparison?
  /// What the user should know.
  package let notes: [Sentence]

  /// Forecasts over a raster of counts.
  ///
  /// - Throws: `.badData` where a band is missing; `.usage` where the model cannot do what is asked.
  package init(
    _ forecaster: Forecaster, over counts: Raster, subject: String, _ options: Options = Options()
  ) throws(GridcastError) {
    switch forecaster {
    case .perceptron(let model):
      let isAsked = options.observed != nil || options.members != nil || options.band != nil
      if isAsked {
        throw GridcastError(
          .usage, "forecast",
          "this is a BP network, which compares with the counts at hand; \(.leaveOutYearsSettings)")
      }
      (raster, notes) = try model.forecast(counts, subject: subject)
      title = "\(model.target) per cell"
      comparison = nil
    case .convDeconv(let model):
      let forecast = try model.forecast(
        .init(subject, counts, band: options.band), observed: options.observed,
        members: options.members)
      raster = forecast.raster
      comparison = forecast.comparison
      notes = forecast.notes
      title = "density per cell" + (model.years.map { ", \($0) years on" } ?? "")
    }
  }

  /// How the forecast is drawn: what was counted and what is predicted in the same classes.
  package var style: MapStyle { MapStyle(ForecastBand.predicted, raster.forecastClasses) }

  /// How each band is drawn: densities in the same classes, differences in classes of their own.
  func bandStyles() -> [MapStyle] {
    let symbols = style.symbols
    let differences = [ForecastBand.change, ForecastBand.error]
    return raster.bands.map { band in
      differences.contains(band.name)
        ? MapStyle(
          band.name,
          Classification.natural.classes(of: band.values.lazy.map(Double.init), isChange: true))
        : MapStyle(band.name, symbols)
    }
  }

  /// Writes the forecast as GeoTIFF, and its cells as layers or tables.
  ///
  /// - Returns: Sentences that the user should see.
  package func write(raster path: String?, cells: [String], staging: Staging) throws(GridcastError)
    -> [Sentence]
  {
    let style = style
    if let path {
      try raster.write(to: path, style: style, others: bandStyles, staging: staging)
    }
    var notes: [Sentence] = []
    let predicted = raster.band(ForecastBand.predicted)?.values ?? []
    let fishnet = Fishnet(grid: raster.grid, mask: predicted.map { !$0.isNaN })
    for path in cells {
      notes += try Counts.writeCells(
        of: fishnet, raster.bands.map(CellValues.init), isCount: false, to: path, style: style,
        staging: staging)
    }
    return notes
  }
}
