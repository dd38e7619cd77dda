/// The names of the bands of a forecast.
package enum ForecastBand {
  /// The target as it was counted.
  package static let observed = "observed"
  /// Out of fold: the prediction of a network that had not seen the cell.
  package static let heldOut = "pred_oof"
  /// The prediction of the network trained on all cells.
  package static let predicted = "predicted"
  /// Predicted − observed, or − before where years are forecast.
  package static let change = "change"
  /// The density that the years are forecast from.
  package static let before = "before"
  /// Below this lie 5 % of what the members predict.
  package static let lower = "p05"
  /// Below this lie 95 % of what the members predict.
  package static let upper = "p95"
  /// Predicted − observed in the year that was forecast.
  package static let error = "error"
}

extension Raster {
  /// The band of a name; without a name `predicted` of a forecast, or the only one.
  ///
  /// - Throws: `.badData` where there is no such band, `.usage` where one must be chosen.
  package func mainBand(_ name: String?, subject: String) throws(GridcastError) -> Band {
    if let name { return try band(named: name, subject: subject) }
    if let band = band(ForecastBand.predicted) { return band }
    if bands.count == 1 { return bands[0] }
    throw GridcastError(
      .usage, subject,
      "it is no forecast and has \(bands.count) bands, \(bandNames); \(.nameBand)"
    )
  }
}
