import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastReproject
import GridcastWrite

extension Pipeline {
  /// Counts the points of several years, and forecasts the density of a later year.
  func forecastYears(
    by model: YearsModel, _ earlier: EarlierRun?, record: inout RunRecord, staging: Staging,
    progress: @escaping ProgressHandler
  ) throws(GridcastError) -> RunResults {
    let outputs = plan.outputs
    var years: [(number: Int, counts: Counts)] = []
    for year in plan.years {
      let counting = counting(of: year, after: years.first?.counts)
      let counts = try record.step("bin \(year.number)") { step throws(GridcastError) in
        let counts = try counting.counts(progress: progress)
        step.take(counts.tally)
        return counts
      }
      record.describe(counts, of: year.inputs)
      years.append((year.number, counts))
    }
    let counts = try counts(of: years, model)
    record.describe(counts)
    try checkAnalyses(of: counts.raster)
    try record.step("write counts") { step throws(GridcastError) in
      let style = counts.style
      if let path = outputs.counts {
        try counts.raster.write(
          to: path, style: style, others: counts.bandStyles, staging: staging)
      }
      for path in outputs.cells {
        step.notes += try Counts.writeCells(
          of: counts.fishnet, counts.sums, isCount: counts.isCount, to: path, style: style,
          staging: staging)
      }
    }
    let modelKey = modelKey(of: record)
    let (forecaster, history) = try record.step("train") { step throws(GridcastError) in
      step.key = modelKey
      if let (forecaster, done) = earlier?.forecaster(modelKey),
        let history = model.hasNetworks ? earlier?.history : ConvDeconv.table(of: [])
      {
        step.keep(done)
        return (forecaster, history)
      }
      let trained = try train(model, on: counts, &step) { epoch in
        let done = (epoch.last.member - 1) * epoch.epochs + epoch.last.epoch
        progress("train", done, epoch.members * epoch.epochs)
      }
      step.parameters?["train"] = model.pairs.map { "\($0.before)-\($0.after)" }
        .joined(separator: ",")
      return trained
    }
    var results = RunResults(counts: counts.raster, history: history)
    try record.step("forecast \(model.to)") { step throws(GridcastError) in
      var options = Forecast.Options()
      func input(_ year: Int) -> DensityPair.Input {
        model.growth == nil ? counts.raster(of: year) : counts.categories(of: year)
      }
      if model.isCompared { options.observed = input(model.to) }
      let from = input(model.from)
      let forecast = try Forecast(
        forecaster, over: from.raster, subject: from.name, options)
      step.notes += forecast.notes
      step.comparisons = forecast.comparison.map { [$0] }
      step.notes += try forecast.write(
        raster: outputs.forecast, cells: outputs.forecastCells, staging: staging)
      if let path = outputs.model {
        try forecaster.fileContent().write(to: path, staging: staging)
      }
      if let path = outputs.history {
        try history.write(to: path, staging: staging)
      }
      results.forecast = forecast.raster
    }
    return results
  }

  /// What is counted of one year, on the cells of the first.
  func counting(of year: Plan.Year, after first: Counts?) -> Counting {
    var counting = plan.counting
    counting.inputs = Array(plan.counting.inputs[year.inputs])
    // The first year decides the zone, so that all years have the same.
    if let system = first?.raster.grid.coordinateSystem {
      counting.target = .named(system.code ?? system.wkt)
    }
    return counting
  }

  /// The counts of all years on common cells.
  func counts(of years: [(number: Int, counts: Counts)], _ model: YearsModel)
    throws(GridcastError) -> YearCounts
  {
    try YearCounts(
      years, band: model.band, summing: model.growth == nil ? nil : model.bands,
      isLimited: plan.counting.studyArea != nil)
  }

  /// The training of a model of the study's form.
  func densityTraining(_ model: YearsModel, on counts: YearCounts) throws(GridcastError)
    -> DensityTraining
  {
    let usual = try CellSize("40km")
    return DensityTraining(
      model.pairs.map { (counts.raster(of: $0.before), counts.raster(of: $0.after)) },
      stations: model.stations, window: model.window ?? usual,
      guardWidth: model.guardWidth, settings: model.settings)
  }

  /// The training of a model of growth.
  func growthTraining(_ model: YearsModel, _ settings: GrowthSettings, on counts: YearCounts)
    -> GrowthTraining
  {
    GrowthTraining(
      model.pairs.map { (counts.categories(of: $0.before), counts.categories(of: $0.after)) },
      bands: model.bands, target: model.band, stations: model.stations, window: model.window,
      guardWidth: model.guardWidth, settings: settings)
  }

  /// Trains a model of the study's form, or of growth.
  private func train(
    _ model: YearsModel, on counts: YearCounts, _ step: inout RunRecord.Step,
    progress: (ConvDeconv.Progress) -> Void
  ) throws(GridcastError) -> (forecaster: Forecaster, history: String) {
    guard let settings = model.growth else {
      let result = try densityTraining(model, on: counts).train(progress: progress)
      step.take(result)
      return (.convDeconv(result.model), result.historyTable)
    }
    let result = try growthTraining(model, settings, on: counts).train(progress: progress)
    step.take(result)
    return (.growth(result.model), ConvDeconv.table(of: result.history))
  }
}
