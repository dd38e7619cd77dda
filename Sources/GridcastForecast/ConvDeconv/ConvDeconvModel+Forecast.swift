package import GridcastBase

extension ConvDeconvModel {
  /// The result of a forecast.
  package struct Forecast: Sendable {
    /// The bands of `ForecastBand`.
    package let raster: Raster
    /// The comparison with the observed year, where that is known.
    package let comparison: Comparison?
    /// Sentences for the user, such as warnings.
    package let notes: [Sentence]
  }

  /// Forecasts the density of a whole raster.
  ///
  /// The bands are `before`, `predicted` (the mean of the members) and `change` (predicted −
  /// before); with several members also `p05` and `p95` (their 5th and 95th percentiles); and where
  /// the later year is known, `observed` and `error` (predicted − observed).
  ///
  /// - Parameters:
  ///   - before: The density to start from.
  ///   - observed: The density of the forecast year, for comparison.
  ///   - members: The number of members to use; nil for all.
  /// - Returns: The forecast on the cells of `before`, with the comparison.
  /// - Throws: `.badData` where a band is missing or the years do not match; `.usage` where there
  ///   are fewer members.
  package func forecast(
    _ before: DensityPair.Input, observed: DensityPair.Input? = nil, members: Int? = nil
  ) throws(GridcastError) -> Forecast {
    try GridcastError.loadingBLAS()
    let used = try memberCount(members)
    let grid = before.raster.grid
    let before = DensityPair.Input(
      before.name, before.raster,
      band: before.band ?? (before.raster.bands.count == 1 ? nil : band))
    let values = try DensityPair(before, before).before
    var notes = ModelFile.differences(
      of: grid, fromCellSize: cellSize, coordinateSystem: coordinateSystem)

    let forecasts = blending(used).answers([values], on: grid)
    let predicted = values.indices.map { cell in
      forecasts.reduce(0) { $0 + $1[cell] } / Float(used)
    }
    var bands: [Raster.Band] = [
      .init(name: ForecastBand.before, values: values),
      .init(name: ForecastBand.predicted, values: predicted),
      .init(name: ForecastBand.change, values: zip(predicted, values).map { $0 - $1 }),
    ]
    if used > 1 {
      for (name, share) in [(ForecastBand.lower, 0.05), (ForecastBand.upper, 0.95)] {
        bands.append(
          .init(
            name: name,
            values: values.indices.map { cell in
              Self.quantile(forecasts.map { $0[cell] }, share)
            }))
      }
    }
    guard zip(predicted, values).allSatisfy({ $1.isNaN || $0.isFinite }) else {
      throw Self.endless(before.name)
    }
    if predicted.allSatisfy({ $0.isNaN || $0 == 0 }) { notes.append(Self.useless) }
    let raster = Raster(grid: grid, bands: bands)
    guard let observed else {
      return Forecast(raster: raster, comparison: nil, notes: notes + warnings)
    }
    let later = DensityPair.Input(
      observed.name, observed.raster,
      band: observed.band ?? (observed.raster.bands.count == 1 ? nil : before.band))
    guard before.name != later.name || before.band != later.band else {
      throw Forecast.isItself(later.name)
    }
    let pair = try DensityPair(before, later)
    let known = grid.values(pair.after, of: pair.grid)
    return Forecast(raster: raster, comparison: nil, notes: notes + pair.notes).beside(
      before.name, later.name, known, isTrainedOn: trainedPairs.contains(pair.fingerprint)
    ) { name in
      let map = ForecastMap(
        columns: grid.columns, before: values, observed: known, predicted: predicted,
        growth: growth)
      return Comparison(name, [map])
    }
  }

  /// The number of members to use.
  ///
  /// - Throws: `.usage` where there are fewer.
  func memberCount(_ members: Int?) throws(GridcastError) -> Int {
    try ModelFile.memberCount(members, of: networks.count)
  }

  /// What joins the forecasts of windows by the first members.
  func blending(_ members: Int) -> Blending {
    Blending(
      side: window, scaling: scaling, prediction: prediction,
      networks: Array(networks.prefix(members)))
  }

  /// The error of a forecast that is not finite.
  static func endless(_ subject: String) -> GridcastError {
    GridcastError(
      .badData, subject,
      "the forecast has no end in some cells: the model is damaged, or these densities are far beyond "
        + "those it was trained on")
  }

  /// What is said of a forecast that is 0 everywhere.
  static let useless: Sentence = "the forecast is 0 in every cell: the model is of no use here"

  /// The quantile of numbers by linear interpolation (Hyndman and Fan 1996, type 7).
  static func quantile(_ numbers: [Float], _ share: Double) -> Float {
    guard !numbers.contains(where: \.isNaN) else { return .nan }
    let sorted = numbers.sorted()
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + Float(place - Double(below)) * (sorted[above] - sorted[below])
  }
}
