extension RunReport {
  /// The centres and axes of the forecast or, without one, of the counts; nil, said why, where there are
  /// none.
  func structure(_ notes: inout [String]) -> CityStructure? {
    guard let raster = forecast ?? counts.map(Self.total) else { return nil }
    var options = CityStructure.Options(for: raster.grid)
    if let counts, forecast != nil,
      CityStructure.usualOverlap.allSatisfy({ counts.band($0) != nil })
    {
      options.counts = (counts, "counts")
    }
    do {
      return try CityStructure(raster, subject: forecast == nil ? "counts" : "forecast", options)
    } catch {
      notes.append("the report tells no centres: \(error.reason)")
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
  func findings(_ structure: CityStructure?) -> [String] {
    countFindings + modelFindings + (structure?.findings ?? []) + correlationFindings
      + dependenceFindings
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
      }
      guard let comparison = step.comparisons?.last else { continue }
      let errors = [
        ("the forecast's", comparison.model), ("persistence's", comparison.persistence),
        ("uniform growth's", comparison.growth),
      ].map { "\($0) root mean squared error is \(formatted($1.rmse, 3))" }
      let what =
        step.name == "train" ? "On cells that were not trained on" : "Against \(comparison.name)"
      let rival = min(comparison.persistence.rmse, comparison.growth.rmse)
      let verdict =
        comparison.model.rmse < rival
        ? "the forecast is nearest" : "a forecast without a model is nearer"
      findings.append("\(what), \(errors.joined(separator: ", ")): \(verdict).")
    }
    return findings
  }

  private var correlationFindings: [String] {
    guard let matrix = correlation else { return [] }
    let pairs = matrix.pairs().filter { $0.r != nil }.sorted { ($0.r ?? 0) > ($1.r ?? 0) }
    guard let best = pairs.first, let least = pairs.last else { return [] }
    func said(_ pair: CorrelationPair) -> String {
      "\(pair.a) and \(pair.b) (r = \(formatted(pair.r ?? 0, 2)))"
    }
    return [
      "Of all functions, \(said(best)) go together most"
        + (pairs.count > 1 ? ", \(said(least)) least." : ".")
    ]
  }

  private var dependenceFindings: [String] {
    guard let forecast,
      let residuals = try? CellValues.residuals(of: forecast, subject: "forecast"),
      let hotspots = try? Hotspots(residuals, on: forecast.grid, subject: "forecast")
    else { return [] }
    return hotspots.findings
  }

  private static func percent(_ share: Double) -> String { "\(formatted(100 * share, 1)) %" }
}
