import GridcastAnalyse
import GridcastBase
import GridcastForecast

extension RunReport {
  /// The centres and axes of the forecast or, without one, of the counts; nil, said why, where there are
  /// none.
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

  /// The sum of all functions in a cell, unknown where any is.
  static func total(of counts: Raster) -> Raster {
    guard counts.bands.count > 1 else { return counts }
    let total = counts.bands.dropFirst().reduce(counts.bands[0].values) {
      zip($0, $1.values).map(+)
    }
    return Raster(grid: counts.grid, bands: [Raster.Band(name: "total", values: total)])
  }

  /// What was found, in sentences.
  func findings(_ structure: CityStructure?, _ errors: Hotspots?) -> [String] {
    let ofErrors = errors.map { errors in
      let isSpotted = errors.classes.contains { $0 != nil && $0 != 0 }
      return errors.findings
        + (isSpotted
          ? ["There 'hot' is where the model predicts too little, 'cold' where too much."] : [])
    }
    return countFindings + targetFindings + modelFindings + totalFindings
      + (structure?.findings ?? []) + correlationFindings + (ofErrors ?? [])
  }

  /// Where the errors of a forecast gather; nil where they are not known, or alike everywhere.
  var errors: Hotspots? {
    guard let forecast,
      let residuals = try? CellValues.residuals(of: forecast, subject: "forecast")
    else { return nil }
    return try? Hotspots(residuals, on: forecast.grid, subject: "forecast")
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
    let what = target.band.map { "'\($0)'" } ?? "what was counted"
    let cell = "cell of \(grid.sizeInWords)"
    guard let from = target.from, let to = target.to else {
      return ["The model predicts \(what) per \(cell) from the other functions at the same time."]
    }
    return ["The model forecasts \(what) per \(cell) in \(to) from that in \(from)."]
  }

  /// How the forecast stands to what there is in all, and how often that lies within its bounds.
  private var totalFindings: [String] {
    guard let forecast, let predicted = forecast.band(ForecastBand.predicted),
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
      "In all it predicts \(spoken(total, 0)), \(compared)"
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
          + "bounds of the members (5 and 95 %).")
    }
    return findings
  }

  private var modelFindings: [String] {
    var findings: [String] = []
    for step in record.steps {
      let all = step.validations ?? []
      let scores = all.compactMap { validation in
        validation.all.r2.map {
          "\(Self.percent($0)) in \(validation.folds.label) (a linear regression "
            + "\(validation.linearRegression.all.r2.map(Self.percent) ?? "unknown"))"
        }
      }
      if !scores.isEmpty {
        findings.append(
          "On cells it had not seen, the network explains \(scores.joined(separator: " and ")) of the "
            + "variance (R²).")
        let beaten = all.filter { $0.all.rmse >= $0.linearRegression.all.rmse }
        if !beaten.isEmpty {
          findings.append(
            "A linear regression from the same functions is nearer in "
              + "\(beaten.map(\.folds.label).joined(separator: " and in ")): there the network is no gain."
          )
        }
      }
      guard let comparison = step.comparisons?.last else { continue }
      let errors = [
        ("the forecast", comparison.model), ("persistence", comparison.persistence),
        ("uniform growth", comparison.growth),
      ].map { "\(spoken($1.rmse, 2)) of \($0)" }
      let what =
        step.name == "train" ? "On cells that were not trained on" : "Against \(comparison.name)"
      let rival = min(comparison.persistence.rmse, comparison.growth.rmse)
      let verdict =
        comparison.model.rmse < rival
        ? "the forecast is nearest" : "a forecast without a model is nearer"
      findings.append(
        "\(what) the root mean squared error is \(errors.joined(separator: ", ")): \(verdict).")
    }
    return findings
  }

  private var correlationFindings: [String] {
    guard let matrix = correlation else { return [] }
    // Two bands of a point each may correlate by 1.
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

  /// In how many cells a function must lie for its correlation to be worth a sentence.
  private static let fewestCells = 10

  private static func percent(_ share: Double) -> String { "\(spoken(100 * share, 1)) %" }
}
