public import GridcastBase
internal import GridcastFiles
internal import GridcastForecast
internal import GridcastJobs

/// A trained model: a BP network that says what a cell ought to have, or a convolution–deconvolution
/// network that forecasts the density some years on.
public struct Model: Sendable {
  private let forecaster: Forecaster
  /// What is worth knowing before its forecasts are trusted.
  public let notes: [String]

  /// Reads a model file, which `write(to:overwriting:)` or the command wrote.
  ///
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  public init(contentsOf path: String) throws(GridcastError) {
    forecaster = try Forecaster(reading: path)
    notes = []
  }

  /// Trains the BP network of the study to predict one band of a raster from others.
  ///
  /// - Parameters:
  ///   - target: The band to predict.
  ///   - raster: The counts.
  ///   - features: The bands to predict it from; empty for all others.
  /// - Throws: `.badData` where there is no such band, or too few cells are known.
  public init(predicting target: String, in raster: Raster, from features: [String] = [])
    throws(GridcastError)
  {
    let settings = PerceptronSettings(
      target: target,
      features: try raster.features(
        for: target, chosen: features, minCorrelation: nil, subject: "raster"))
    let (model, _) = try Perceptron.train(raster, settings, subject: "raster") { _, _ in }
    forecaster = .perceptron(model)
    notes = model.warnings.worded(for: .library)
  }

  /// The forecast over a raster of the same bands and cell size: predicted values, and what else the kind
  /// of model tells.
  ///
  /// - Throws: `.badData` where the raster lacks what the model was trained on.
  public func forecast(over raster: Raster) throws(GridcastError) -> Raster {
    try Forecast(forecaster, over: raster, subject: "raster").raster
  }

  /// Writes the model as safetensors.
  ///
  /// - Throws: `.unwritable` where the file is there already or cannot be written.
  public func write(to path: String, overwriting: Bool = false) throws(GridcastError) {
    let staging = Staging(overwrite: overwriting)
    try staging.check(path)
    try forecaster.fileContent().write(to: path, staging: staging)
    try staging.commit()
  }
}
