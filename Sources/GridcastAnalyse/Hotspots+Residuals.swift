package import GridcastBase

extension CellValues {
  /// The residuals of a forecast: observed minus `pred_oof` where both are known in any cell,
  /// otherwise observed minus predicted.
  ///
  /// - Throws: `.badData` where the raster has no such bands, or they are unknown everywhere.
  package static func residuals(of raster: Raster, subject: String) throws(GridcastError)
    -> CellValues
  {
    guard let observed = raster.band(ForecastBand.observed) else {
      throw noResiduals(subject, raster.bandNames)
    }
    for name in [ForecastBand.heldOut, ForecastBand.predicted] {
      guard let predicted = raster.band(name) else { continue }
      let values = zip(observed.values, predicted.values).map { Double($0) - Double($1) }
      if values.contains(where: { !$0.isNaN }) {
        return CellValues(name: residualName(name), values: values)
      }
    }
    throw noKnownResiduals(subject)
  }

  /// What the residuals of a band are called.
  package static func residualName(_ predicted: String) -> String { "observed − \(predicted)" }

  /// The error of a raster that is no forecast.
  package static func noResiduals(_ subject: String, _ names: Sentence) -> GridcastError {
    GridcastError(
      .badData, subject,
      "it has no band 'observed', so it has no residuals; its bands are \(names)")
  }

  /// The error of a forecast of which no cell is known.
  package static func noKnownResiduals(_ subject: String) -> GridcastError {
    GridcastError(
      .badData, subject,
      "no cell has both an observed and a predicted value, so there are no residuals")
  }
}
