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
      throw GridcastError(
        .badData, subject,
        "it has no band 'observed', so it has no residuals; its bands are \(raster.bandNames)")
    }
    for name in [ForecastBand.heldOut, ForecastBand.predicted] {
      guard let predicted = raster.band(name) else { continue }
      let values = zip(observed.values, predicted.values).map { Double($0) - Double($1) }
      if values.contains(where: { !$0.isNaN }) {
        return CellValues(name: "observed − \(name)", values: values)
      }
    }
    throw GridcastError(
      .badData, subject,
      "no cell has both an observed and a predicted value, so there are no residuals")
  }
}
