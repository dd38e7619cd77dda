public import GridcastBase
internal import GridcastFiles
internal import GridcastForecast
internal import GridcastJobs
import GridcastWrite

/// A trained model: one that predicts functions of a cell from the others, or one that forecasts the density
/// of a later year.
public struct Model: Sendable {
  private let forecaster: Forecaster
  /// Warnings about the quality of forecasts.
  public let notes: [String]

  /// Reads a model file that was written by `write(to:overwriting:)` or the command.
  ///
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  public init(contentsOf path: String) throws(GridcastError) {
    forecaster = try Forecaster(reading: path)
    notes = []
  }

  /// Trains BP networks and a linear regression to predict one band of a raster from others.
  ///
  /// - Parameters:
  ///   - target: The name of the band to predict.
  ///   - raster: The raster of counts.
  ///   - features: The names of the bands to predict from; empty for all others.
  /// - Throws: `.badData` where a band is missing, or too few cells are known.
  public init(predicting target: String, in raster: Raster, from features: [String] = [])
    throws(GridcastError)
  {
    let settings = CellSettings(
      target: target,
      features: try raster.features(
        for: target, chosen: features, minCorrelation: nil, subject: "raster"))
    let (model, _) = try CellTraining.train(raster, [settings], subject: "raster")
    forecaster = .cells(model)
    notes = model.warnings.worded(for: .library)
  }

  /// Forecasts a raster with the same bands and cell size as the training data.
  ///
  /// The result has a band `predicted`, and further bands that depend on the kind of model.
  ///
  /// - Throws: `.badData` where the raster lacks a band that the model needs.
  public func forecast(over raster: Raster) throws(GridcastError) -> Raster {
    try Forecast(forecaster, over: raster, subject: "raster").raster
  }

  /// Writes the model as safetensors.
  ///
  /// - Throws: `.unwritable` where the file exists already or cannot be written.
  public func write(to path: String, overwriting: Bool = false) throws(GridcastError) {
    let staging = Staging(overwrite: overwriting)
    try staging.check(.model(path))
    try forecaster.fileContent().write(to: path, staging: staging)
    try staging.commit()
  }
}
