import GridcastAnalyse
import GridcastBase
import GridcastForecast

extension RunReport {
  /// The centres and axes of the forecast, or of the counts if there is none; nil, with a note,
  /// where they cannot be found.
  func structure(_ notes: inout [Sentence]) -> CityStructure? {
    guard let raster = forecast ?? counts.map(Self.total) else { return nil }
    var options = CityStructure.Options(for: raster.grid)
    if let counts, forecast != nil,
      CityStructure.usualOverlap.allSatisfy({ counts.band($0) != nil })
    {
      options.counts = (counts, "counts")
    }
    do {
      let subject = forecast == nil ? "counts" : "forecast"
      let structure = try CityStructure(raster, subject: subject, options)
      if let remark = structure.lengthRemark { notes.append(remark) }
      return structure
    } catch {
      notes.append("the report tells no centres: \(error.sentence)")
      return nil
    }
  }

  /// The sum of all bands in each cell, unknown where any is.
  static func total(of counts: Raster) -> Raster {
    guard counts.bands.count > 1 else { return counts }
    let total = counts.bands.dropFirst().reduce(counts.bands[0].values) {
      zip($0, $1.values).map(+)
    }
    return Raster(grid: counts.grid, bands: [Raster.Band(name: "total", values: total)])
  }

  /// The findings in sentences.
  func findings(_ structure: CityStructure?, _ errors: Hotspots?) -> [Sentence] {
    let ofErrors = errors.map { errors -> [Sentence] in
      let isSpotted = errors.classes.contains { $0 != nil && $0 != 0 }
      return errors.findings
        + (isSpotted
          ? ["There 'hot' is where the model predicts too little, 'cold' where too much."] : [])
    }
    let known: [Sentence] = verdict + countFindings + targetFindings
    return known + modelFindings + totalFindings + (structure?.findings ?? [])
      + correlationFindings + (ofErrors ?? [])
  }

  /// The hot spots of the forecast's errors; nil where errors are unknown or equal everywhere.
  var errors: Hotspots? {
    guard let forecast,
      let residuals = try? CellValues.residuals(of: forecast, subject: "forecast")
    else { return nil }
    return try? Hotspots(residuals, on: forecast.grid, subject: "forecast")
  }

  /// How good a forecast is, in sentences for people who plan.
  private var verdict: [Sentence] {
    let validations = record.steps.flatMap { $0.validations ?? [] }
    let blocks = validations.filter { $0.folds == .blocks }
    guard blocks.isEmpty else {
      return blocks.map { own in
        CellModel.verdict(
          on: own.target ?? record.target?.band ?? "", own.all, mean: own.mean.all)
      }
    }
    return verdictOfYears
  }

  private var verdictOfYears: [Sentence] {
    guard let (step, comparison) = judged else { return [] }
    let own = comparison.own
    guard comparison.growth.rmse > 0 else { return [] }
    let gain = 1 - own.rmse / comparison.growth.rmse
    let what: Sentence =
      step.name == "train" ? "On cells it had not seen" : "Against what came in \(comparison.title)"
    guard abs(gain) >= 0.005 else {
      return ["\(what), the forecast is as good as if all cells had grown alike, and no better."]
    }
    let share = Self.percent(abs(gain))
    return [
      gain > 0
        ? "\(what), the forecast errs by \(share) less than if all cells had grown alike."
        : "\(what), the forecast errs by \(share) more than if all cells had grown alike: do not plan by it."
    ]
  }

  private var countFindings: [Sentence] {
    record.steps.compactMap { step in
      guard let read = step.read, let kept = step.kept else { return nil }
      let lost = read - kept
      let found: Sentence =
        lost > 0
        ? "\(formatted(kept)) of \(counted(read, "feature")) read lie in cells; \(formatted(lost)) were left out, as the section on losses tells."
        : "\(formatted(kept)) of \(counted(read, "feature")) read lie in cells."
      return step.year.map { "In \($0), \(found)" } ?? found
    }
  }

  private var targetFindings: [Sentence] {
    guard let target = record.target, let grid = forecast?.grid else { return [] }
    let names = (target.bands ?? [target.band].compactMap { $0 }).map { "'\($0)'" as Sentence }
    let what = names.isEmpty ? "what was counted" : names.joined(separator: ", ")
    let size = grid.sizeInWords
    guard let from = target.from, let to = target.to else {
      return [
        "The model predicts \(what) per cell of \(size) from the other functions at the same time."
      ]
    }
    return ["The model forecasts \(what) per cell of \(size) in \(to) from that in \(from)."]
  }

  /// The totals of the forecasts.
  private var totalFindings: [Sentence] {
    forecasts.flatMap { totalFindings($0.forecast, of: distinguished($0.target)) }
  }

  /// The forecast's total compared with the observed one, and how often the bounds contain the
  /// observed values.
  private func totalFindings(_ forecast: Raster, of target: String?) -> [Sentence] {
    guard let predicted = forecast.band(ForecastBand.predicted),
      let observed = forecast.band(ForecastBand.observed)
    else { return [] }
    let known = (0..<forecast.grid.count).filter {
      !predicted.values[$0].isNaN && !observed.values[$0].isNaN
    }
    func sum(_ band: Raster.Band) -> Double { known.reduce(0) { $0 + Double(band.values[$1]) } }
    let (total, there) = (sum(predicted), sum(observed))
    guard there > 0 else { return [] }
    let share = total / there - 1
    let (difference, present) = (Self.percent(abs(share)), spoken(there, 0))
    let compared: Sentence =
      spoken(total, 0) == present
      ? "as many as there are"
      : share < 0
        ? "\(difference) less than the \(present) there are"
        : "\(difference) more than the \(present) there are"
    let sum: Sentence =
      target.map { "In all it predicts \(spoken(total, 0)) of '\($0)'" }
      ?? "In all it predicts \(spoken(total, 0))"
    var findings: [Sentence] = [
      abs(share) > 0.1
        ? "\(sum), \(compared): read the difference with care." : "\(sum), \(compared)."
    ]
    if let lower = forecast.band(ForecastBand.lower), let upper = forecast.band(ForecastBand.upper),
      !known.isEmpty
    {
      let inside = known.count {
        lower.values[$0] <= observed.values[$0] && observed.values[$0] <= upper.values[$0]
      }
      findings.append(
        "In \(Self.percent(Double(inside) / Double(known.count))) of the cells what came lies between the bounds (5 and 95 %)."
      )
    }
    return findings
  }

  private var modelFindings: [Sentence] {
    var findings: [Sentence] = []
    for step in record.steps {
      findings += validationFindings(step.validations ?? [])
      guard let comparison = step.comparisons?.last else { continue }
      let own = comparison.own
      var errors: [Sentence] = [
        "\(spoken(own.rmse, 2)) of the forecast",
        "\(spoken(comparison.persistence.rmse, 2)) of persistence",
        "\(spoken(comparison.growth.rmse, 2)) of uniform growth",
      ]
      if let linear = comparison.linear, linear != comparison.model {
        errors.append("\(spoken(linear.rmse, 2)) of Poisson-linear growth")
      }
      let what: Sentence =
        step.name == "train"
        ? "On cells that were not trained on" : "Against \(comparison.title)"
      let rival = min(comparison.persistence.rmse, comparison.growth.rmse)
      let verdict: Sentence =
        own.rmse < 0.995 * rival
        ? "the forecast is nearest"
        : own.rmse <= 1.005 * rival
          ? "the forecast is as near as one without a model, and no nearer"
          : "a forecast without a model is nearer"
      findings.append(
        "\(what) the root mean squared error is \(errors.joined(separator: ", ")): \(verdict).")
    }
    return findings
  }

  /// The scores of cross-validations, and for each target and kind of folds the baseline that is nearer.
  private func validationFindings(_ all: [RunRecord.Validation]) -> [Sentence] {
    var findings: [Sentence] = []
    var targets: [String?] = []
    for validation in all where !targets.contains(validation.target) {
      targets.append(validation.target)
    }
    for target in targets {
      let own = all.filter { $0.target == target }
      let name = targets.count > 1 ? target : nil
      let scores = own.compactMap { validation in
        validation.all.r2.map { r2 -> Sentence in
          let share: Sentence = "\(spoken(100 * r2, 1)) % in \(validation.folds.label)"
          let best = validation.baselines.max { ($0.scores.all.r2 ?? 0) < ($1.scores.all.r2 ?? 0) }
          guard let best else { return share }
          let other = best.scores.all.r2.map { Sentence(Self.percent($0)) } ?? "unknown"
          return "\(share) (a \(best.baseline.name) \(other))"
        }
      }
      guard !scores.isEmpty else { continue }
      findings.append(
        name.map {
          "On cells it had not seen, the model explains \(scores.listed) of the variance of '\($0)' (R²)."
        } ?? "On cells it had not seen, the model explains \(scores.listed) of the variance (R²).")
      for validation in own {
        let rivals = validation.baselines.filter { $0.scores.all.rmse < validation.all.rmse }
        guard
          let best = rivals.min(by: { $0.scores.all.rmse < $1.scores.all.rmse })?.baseline
        else { continue }
        let folds = validation.folds.label
        findings.append(
          name.map { "A \(best.name) of '\($0)' is nearer in \(folds); \(best.step)." }
            ?? "A \(best.name) is nearer in \(folds); \(best.step).")
      }
    }
    return findings
  }

  private var correlationFindings: [Sentence] {
    guard let matrix = correlation else { return [] }
    // Two bands with one point each may have a correlation of 1.
    let many = Set(
      (counts?.bands ?? []).filter { $0.values.count { $0 > 0 } >= Self.fewestCells }.map(\.name))
    let pairs = matrix.pairs().filter { $0.r != nil && many.contains($0.a) && many.contains($0.b) }
      .sorted { ($0.r ?? 0) > ($1.r ?? 0) }
    guard let best = pairs.first, let least = pairs.last else { return [] }
    func said(_ pair: CorrelationPair) -> Sentence {
      "\(pair.a) and \(pair.b) (r = \(spoken(pair.r ?? 0, 2)))"
    }
    let which: Sentence =
      many.count < matrix.names.count
      ? "Of the functions in \(Self.fewestCells) cells or more" : "Of all functions"
    guard pairs.count > 1 else { return ["Two functions can be compared: \(said(best))."] }
    return ["\(which), \(said(best)) go together most, \(said(least)) least."]
  }

  /// The least number of cells with a function for which its correlation is mentioned.
  private static let fewestCells = 10

  private static func percent(_ share: Double) -> String { "\(spoken(100 * share, 1)) %" }
}
