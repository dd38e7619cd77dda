/// The names of the bands of a forecast.
package enum ForecastBand {
  /// The counted target.
  package static let observed = "observed"
  /// The out-of-fold prediction, by a network that had not seen the cell.
  package static let heldOut = "pred_oof"
  /// The prediction by the network that was trained on all cells.
  package static let predicted = "predicted"
  /// Predicted − observed, or predicted − before where years are forecast.
  package static let change = "change"
  /// The density that the years are forecast from.
  package static let before = "before"
  /// The 5th percentile of the predictions of the ensemble's members.
  package static let lower = "p05"
  /// The 95th percentile of the predictions of the ensemble's members.
  package static let upper = "p95"
  /// Predicted − observed in the year that was forecast.
  package static let error = "error"
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
