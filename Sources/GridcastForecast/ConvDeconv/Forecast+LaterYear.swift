internal import Foundation
import GridcastBase

extension ConvDeconvModel.Forecast {
  /// This forecast beside the year that it is of, as it came.
  ///
  /// - Parameters:
  ///   - before: The name of the year that it begins with.
  ///   - later: The name of the year that it is of.
  ///   - observed: The density in that year, NaN where it is unknown.
  ///   - isTrainedOn: Whether the model was trained on both years.
  ///   - compare: Makes the comparison of a name.
  /// - Returns: The forecast with the bands `observed` and `error` (predicted − observed), the comparison,
  ///   and what is to be said of both.
  func beside(
    _ before: String, _ later: String, _ observed: [Float], isTrainedOn: Bool,
    _ compare: (_ name: String) -> Comparison?
  ) -> ConvDeconvModel.Forecast {
    var notes = notes
    if isTrainedOn {
      notes.append("\(before) and \(later) are what the model was trained on: these scores flatter")
    }
    let comparison = compare(URL(filePath: later).lastPathComponent)
    if let warning = comparison?.warning { notes.append(warning) }
    let predicted = raster.bands.first { $0.name == ForecastBand.predicted }?.values ?? []
    let added: [Raster.Band] = [
      .init(name: ForecastBand.observed, values: observed),
      .init(name: ForecastBand.error, values: zip(predicted, observed).map { $0 - $1 }),
    ]
    return .init(
      raster: Raster(grid: raster.grid, bands: raster.bands + added), comparison: comparison,
      notes: notes)
  }

  /// The error of a year that would be compared with itself.
  static func isItself(_ later: String) -> GridcastError {
    GridcastError(.usage, later, "it would be compared with itself; give the later year")
  }
}
