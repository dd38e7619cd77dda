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
  func findings(_ structure: CityStructure?, _ errors: Hotspots?) -> [String] {
    let ofErrors = errors.map { errors -> [String] in
      let isSpotted = errors.classes.contains { $0 != nil && $0 != 0 }
      let found = errors.findings.map(\.description)
      return found
        + (isSpotted
          ? ["There 'hot' is where the model predicts too little, 'cold' where too much."] : [])
    }
    let known: [String] = verdict + countFindings + targetFindings
    return known + modelFindings + totalFindings
      + (structure?.findings ?? []).map(\.description) + correlationFindings + (ofErrors ?? [])
  }

  /// The hot spots of the forecast's errors; nil where errors are unknown or equal everywhere.
  var errors: Hotspots? {
    guard let forecast,
      let residuals = try? CellValues.residuals(of: forecast, subject: "forecast")
    else { return nil }
    return try? Hotspots(residuals, on: forecast.grid, subject: "forecast")
  }

  /// How good a forecast is, in sentences for people who plan.
  private var verdict: [String] {
    let validations = record.steps.flatMap { $0.validations ?? [] }
    let blocks = validations.filter { $0.folds == .blocks }
    guard blocks.isEmpty else {
      return blocks.map { own in
        CellModel.verdict(
          on: own.target ?? record.target?.band ?? "", own.all, mean: own.mean.all
        ).description
      }
    }
    return verdictOfYears
  }

  private var verdictOfYears: [String] {
    let judged = record.steps.compactMap { step in step.comparisons?.last.map { (step.name, $0) } }
    guard let (step, comparison) = judged.last else { return [] }
    let own = comparison.delivered ?? comparison.model
    guard comparison.growth.rmse > 0 else { return [] }
    let gain = 1 - own.rmse / comparison.growth.rmse
    let what =
      step == "train"
      ? "On cells it had not seen" : "Against what came in \(comparison.name)"
    guard abs(gain) >= 0.005 else {
      return ["\(what), the forecast is as good as if all cells had grown alike, and no better."]
    }
    return [
      "\(what), the forecast errs by \(Self.percent(abs(gain))) \(gain > 0 ? "less" : "more") than if all "
        + "cells had grown alike" + (gain > 0 ? "." : ": do not plan by it.")
    ]
  }

  private var countFindings: [String] {
    record.steps.compactMap { step in
      guard let read = step.read, let kept = step.kept else { return nil }
      let year = step.name.hasPrefix("bin ") ? "In \(step.name.dropFirst(4)), " : ""
      let lost = read - kept
      return "\(year)\(formatted(kept)) of \(counted(read, "feature")) read lie in cells"
        + (lost > 0 ? "; \(formatted(lost)) were left out, as the section on losses tells." : ".")
    }
  }

  private var targetFindings: [String] {
    guard let target = record.target, let grid = forecast?.grid else { return [] }
    let names = (target.bands ?? [target.band].compactMap { $0 }).map { "'\($0)'" }
    let what = names.isEmpty ? "what was counted" : names.joined(separator: ", ")
    let cell = "cell of \(grid.sizeInWords)"
    guard let from = target.from, let to = target.to else {
      return ["The model predicts \(what) per \(cell) from the other functions at the same time."]
    }
    return ["The model forecasts \(what) per \(cell) in \(to) from that in \(from)."]
  }

  /// The totals of the forecasts.
  private var totalFindings: [String] {
    forecasts.flatMap { totalFindings($0.forecast, of: distinguished($0.target)) }
  }

  /// The forecast's total compared with the observed one, and how often the bounds contain the
  /// observed values.
  private func totalFindings(_ forecast: Raster, of target: String?) -> [String] {
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
    let compared =
      spoken(total, 0) == spoken(there, 0)
      ? "as many as there are"
      : "\(Self.percent(abs(share))) \(share < 0 ? "less" : "more") than the \(spoken(there, 0)) there are"
    var findings = [
      "In all it predicts \(spoken(total, 0))\(target.map { " of '\($0)'" } ?? ""), \(compared)"
        + (abs(share) > 0.1 ? ": read the difference with care." : ".")
    ]
    if let lower = forecast.band(ForecastBand.lower), let upper = forecast.band(ForecastBand.upper),
      !known.isEmpty
    {
      let inside = known.count {
        lower.values[$0] <= observed.values[$0] && observed.values[$0] <= upper.values[$0]
      }
      findings.append(
        "In \(Self.percent(Double(inside) / Double(known.count))) of the cells what came lies between the "
          + "bounds (5 and 95 %).")
    }
    return findings
  }

  private var modelFindings: [String] {
    var findings: [String] = []
    for step in record.steps {
      findings += validationFindings(step.validations ?? [])
      guard let comparison = step.comparisons?.last else { continue }
      let own = comparison.delivered ?? comparison.model
      let errors = [
        ("the forecast", own), ("persistence", comparison.persistence),
        ("uniform growth", comparison.growth),
      ].map { "\(spoken($1.rmse, 2)) of \($0)" }
      let what =
        step.name == "train" ? "On cells that were not trained on" : "Against \(comparison.name)"
      let rival = min(comparison.persistence.rmse, comparison.growth.rmse)
      let verdict =
        own.rmse < rival
        ? "the forecast is nearest" : "a forecast without a model is nearer"
      findings.append(
        "\(what) the root mean squared error is \(errors.joined(separator: ", ")): \(verdict).")
    }
    return findings
  }

  /// The scores of cross-validations, and for each target and kind of folds the baseline that is nearer.
  private func validationFindings(_ all: [RunRecord.Validation]) -> [String] {
    var findings: [String] = []
    var targets: [String?] = []
    for validation in all where !targets.contains(validation.target) {
      targets.append(validation.target)
    }
    for target in targets {
      let own = all.filter { $0.target == target }
      let name = targets.count > 1 ? target.map { " of '\($0)'" } ?? "" : ""
      let scores = own.compactMap { validation in
        validation.all.r2.map { r2 in
          let best = validation.baselines.max { ($0.scores.all.r2 ?? 0) < ($1.scores.all.r2 ?? 0) }
          let rival = best.map {
            " (a \($0.baseline.rawValue) \($0.scores.all.r2.map(Self.percent) ?? "unknown"))"
          }
          return "\(Self.percent(r2)) in \(validation.folds.label.description)\(rival ?? "")"
        }
      }
      guard !scores.isEmpty else { continue }
      findings.append(
        "On cells it had not seen, the model explains \(scores.joined(separator: " and ")) of the "
          + "variance\(name) (R²).")
      for validation in own {
        let rivals = validation.baselines.filter { $0.scores.all.rmse < validation.all.rmse }
        guard let best = rivals.min(by: { $0.scores.all.rmse < $1.scores.all.rmse }) else {
          continue
        }
        let sentence: Sentence =
          "A \(best.baseline.rawValue)\(name) is nearer in \(validation.folds.label.description); \(best.baseline.step)."
        findings.append(sentence.worded(for: .plan))
      }
    }
    return findings
  }

  private var correlationFindings: [String] {
    guard let matrix = correlation else { return [] }
    // Two bands with one point each may have a correlation of 1.
    let many = Set(
      (counts?.bands ?? []).filter { $0.values.count { $0 > 0 } >= Self.fewestCells }.map(\.name))
    let pairs = matrix.pairs().filter { $0.r != nil && many.contains($0.a) && many.contains($0.b) }
      .sorted { ($0.r ?? 0) > ($1.r ?? 0) }
    guard let best = pairs.first, let least = pairs.last else { return [] }
    func said(_ pair: CorrelationPair) -> String {
      "\(pair.a) and \(pair.b) (r = \(spoken(pair.r ?? 0, 2)))"
    }
    let which =
      many.count < matrix.names.count
      ? "Of the functions in \(Self.fewestCells) cells or more" : "Of all functions"
    guard pairs.count > 1 else { return ["Two functions can be compared: \(said(best))."] }
    return ["\(which), \(said(best)) go together most, \(said(least)) least."]
  }

  /// The least number of cells with a function for which its correlation is mentioned.
  private static let fewestCells = 10

  private static func percent(_ share: Double) -> String { "\(spoken(100 * share, 1)) %" }
}
