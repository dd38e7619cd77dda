import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastReproject
import GridcastWrite

extension Pipeline {
  /// Counts the points of several years, and forecasts the density of a later year.
  func forecastYears(
    by model: YearsModel, record: inout RunRecord, staging: Staging,
    progress: @escaping ProgressHandler
  ) throws(GridcastError) -> RunResults {
    let outputs = plan.outputs
    var years: [(number: Int, counts: Counts)] = []
    for year in plan.years {
      var counting = plan.counting
      counting.inputs = Array(plan.counting.inputs[year.inputs])
      // The first year decides the zone, so that all years have the same.
      if let first = years.first {
        let system = first.counts.raster.grid.coordinateSystem
        counting.target = .named(system.code ?? system.wkt)
      }
      let counts = try record.step("bin \(year.number)") { step throws(GridcastError) in
        let counts = try counting.counts(progress: progress)
        step.take(counts.tally)
        return counts
      }
      record.describe(counts, of: year.inputs)
      years.append((year.number, counts))
    }
    let counts = try YearCounts(
      years, band: model.band, isLimited: plan.counting.studyArea != nil)
    record.describe(counts)
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
    let result = try record.step("train") { step throws(GridcastError) in
      let training = DensityTraining(
        model.pairs.map { (counts.raster(of: $0.before), counts.raster(of: $0.after)) },
        stations: model.stations, window: model.window, guardWidth: model.guardWidth,
        settings: model.settings)
      let result = try training.train { epoch in
        let done = (epoch.last.member - 1) * epoch.epochs + epoch.last.epoch
        progress("train", done, epoch.members * epoch.epochs)
      }
      step.take(result)
      step.parameters?["train"] = model.pairs.map { "\($0.before)-\($0.after)" }
        .joined(separator: ",")
      return result
    }
    var results = RunResults(counts: counts.raster, history: result.historyTable)
    try record.step("forecast \(model.to)") { step throws(GridcastError) in
      var options = Forecast.Options()
      if model.isCompared { options.observed = counts.raster(of: model.to) }
      let from = counts.raster(of: model.from)
      let forecast = try Forecast(
        .convDeconv(result.model), over: from.raster, subject: from.name, options)
      step.notes += forecast.notes
      step.comparisons = forecast.comparison.map { [$0] }
      step.notes += try forecast.write(
        raster: outputs.forecast, cells: outputs.forecastCells, staging: staging)
      if let path = outputs.model {
        try result.model.fileContent().write(to: path, staging: staging)
      }
      if let path = outputs.history {
        try result.historyTable.write(to: path, staging: staging)
      }
      results.forecast = forecast.raster
    }
    return results
  }
}
