/// The names of the bands of a forecast.
package enum ForecastBand {
  /// The counted target.
  package static let observed = "observed"
  /// The out-of-fold prediction, by a model that had not seen the cell.
  package static let heldOut = "pred_oof"
  /// The prediction by the model that was trained on all cells.
  package static let predicted = "predicted"
  /// Predicted − observed, or predicted − before where years are forecast.
  package static let change = "change"
  /// The density that the years are forecast from.
  package static let before = "before"
  /// The lower bound: what 5 % of cells are expected to stay below, or of the study's networks the 5th
  /// percentile of the members.
  package static let lower = "p05"
  /// The upper bound, likewise with 95 %.
  package static let upper = "p95"
  /// How far the middle 90 % of the members lie apart.
  package static let spread = "spread"
  /// Predicted − observed in the year that was forecast.
  package static let error = "error"

  /// The name of a band where a forecast is of several functions: the function before it.
  package static func name(_ band: String, of target: String) -> String { "\(target)_\(band)" }

  /// What people are told in place of a band's name: the same in English; nil for a band of none of these names, also
  /// with a function or a step before it.
  package static func told(_ name: String) -> Sentence? {
    let told: [String: Sentence] = [
      observed: "observed", heldOut: Sentence(heldOut, as: "band pred_oof"),
      predicted: "predicted", change: "change", before: "before",
      lower: Sentence(lower, as: "band p05"), upper: Sentence(upper, as: "band p95"),
      spread: Sentence(spread, as: "band spread"), error: Sentence(error, as: "band error"),
    ]
    if let own = told[name] { return own }
    for (band, words) in told where name.hasSuffix("_\(band)") {
      let target = Sentence(String(name.dropLast(band.count + 1)))
      return Sentence(key: "%@_%@ of a forecast", "%@_%@", [target, words])
    }
    return nil
  }

  /// Whether a band, of one function or of several, is a bound of each cell; the sum of bounds is no bound of the sum.
  package static func isBound(_ name: String) -> Bool {
    [lower, upper].contains { name == $0 || name.hasSuffix("_\($0)") }
  }
}

extension Raster {
  /// The band with this name; without a name the band `predicted` of a forecast, or else the only
  /// band.
  ///
  /// - Throws: `.badData` where there is no such band, `.usage` where one must be chosen.
  package func mainBand(_ name: String?, subject: String) throws(GridcastError) -> Band {
    bands[try list(subject).main(name)]
  }
}
