import ArgumentParser
import GridcastBase
import GridcastForecast
import GridcastJobs
import Neural

/// The options for a conv–deconv network and its training.
struct ConvDeconvOptions: ParsableArguments {
  @Flag(
    help:
      "Train the study's form: one band, the change of the density, one network of 32 channels, Adam."
  )
  var study = false
  @Option(
    .length,
    help: ArgumentHelp(
      "The side of a window. Default: 40km, or the largest that gives 16 windows; of --study 40km.",
      valueName: "size"))
  var window: String?
  @Option(.number(above: 0), help: "The years from before to after; said again by the forecast.")
  var years: Double?
  @Option(
    .whole(1, 1024),
    help: ArgumentHelp(
      "The channels of the first convolution. Default: 8, of --study 32.", valueName: "channels"))
  var width: Int?
  @Option(
    .choice,
    help:
      "What the network says: ratio (to Poisson-linear growth, the default), or with one band only change (what is added to the density before, the default of --study) or level (the density after, as in the study)."
  )
  var predict: YearsPrediction?
  @Option(
    .number(from: 0, to: 1),
    help: ArgumentHelp(
      "The share of the model in forecasts, 0 (uniform growth) to 1. Default: chosen on what is held out.",
      valueName: "share"))
  var alpha: Double?
  @Option(
    .choice,
    help:
      "How the study's form scales densities: none, maximum (divided by the greatest), rms (divided by the root of their mean square, the default) or log1p (ln(1 + x))."
  )
  var scaling: DensityScaling.Kind?
  @Option(
    .number(from: 0),
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The weights of mean squared error, cosine and Fourier amplitudes in the loss of the study's form. Default: 1 1 1.",
      valueName: "weight"))
  var lossWeights: [Float] = []
  @Option(
    .number(above: 0),
    help: ArgumentHelp(
      "The learning rate. Default: 0.002 of AdamW, of --study 0.0001 of Adam.", valueName: "rate"))
  var rate: Float?
  @Option(.whole(1, 10_000), help: ArgumentHelp("The windows of one step.", valueName: "windows"))
  var batch = 16
  @Option(
    .whole(1, 1_000_000),
    help:
      "How often all windows are gone through. Default: 200 steps, of --study at most 500 epochs.")
  var epochs: Int?
  @Option(
    .whole(0),
    help: ArgumentHelp(
      "End a training of the study's form after so many epochs without a smaller loss on what is held out; 0 for never. Default: 50.",
      valueName: "epochs"))
  var patience: Int?
  @Flag(help: "Show windows as they are only, not in the eight symmetries of the square.")
  var noSymmetries = false
  @Option(
    .whole(1, 100),
    help: ArgumentHelp(
      "The number of networks, each with other random numbers and another fold held out. Default: 5, of --study 1.",
      valueName: "number")
  )
  var members: Int?
  @Option(
    .whole(1, 1000),
    help: ArgumentHelp(
      "The number of folds that stations, tiles or blocks are dealt into; 1 holds nothing out. Default: 10, of --study 5.",
      valueName: "number")
  )
  var folds: Int?
  @Option(
    .length,
    name: .customLong("guard"),
    help: ArgumentHelp(
      "The width of the strip around what is held out. Default: none, of --study two cells.",
      valueName: "size"))
  var guardWidth: String?
  @Flag(help: "Let windows reach over the edge of the raster, where nothing is known.")
  var partialWindows = false
  @Option(.whole(0), help: "The seed of all random numbers.") var seed: UInt64 = 0

  /// Whether the study's form is asked for.
  var isStudy: Bool { study || predict == .change || predict == .level }
  var windowSize: CellSize? { get throws { try window.map { try CellSize($0) } } }
  var guardSize: CellSize? { get throws { try guardWidth.map { try CellSize($0) } } }

  func validate() throws {
    if study && predict == .ratio {
      throw misuse("--predict ratio is not the study's form: leave out --study.")
    }
    if !isStudy {
      let given = [
        ("scaling", scaling != nil), ("loss-weights", !lossWeights.isEmpty),
        ("patience", patience != nil),
      ]
      for (name, isGiven) in given where isGiven {
        throw misuse("--\(name) goes with --study.")
      }
    } else if alpha != nil {
      throw misuse("--alpha does not go with the study's form.")
    }
    if let alpha, !(0...1 ~= alpha) { throw misuse("--alpha must be from 0 to 1.") }
    if let rate, !(rate > 0 && rate.isFinite) { throw misuse("--rate must be above 0.") }
    for (name, value, most) in [
      ("width", width ?? 1, 1024), ("batch", batch, 10_000), ("epochs", epochs ?? 1, 1_000_000),
      ("members", members ?? 1, 100), ("folds", folds ?? 1, 1000),
    ] {
      guard 1...most ~= value else {
        throw misuse("--\(name) must be from 1 to \(formatted(most)).")
      }
    }
    _ = try windowSize
    _ = try guardSize
    if let years, !(years > 0 && years.isFinite) {
      throw misuse("--years must be above 0.")
    }
    if let patience, patience < 0 { throw misuse("--patience must be 0 or more.") }
    guard lossWeights.isEmpty || lossWeights.count == 3,
      lossWeights.allSatisfy({ $0 >= 0 && $0.isFinite }),
      lossWeights.isEmpty || lossWeights.contains(where: { $0 > 0 })
    else {
      throw misuse("--loss-weights takes three numbers, none below 0 and not all 0.")
    }
  }

  var settings: ConvDeconvSettings {
    var settings = ConvDeconvSettings()
    settings.width = width ?? settings.width
    settings.prediction = predict == .level ? .level : .change
    settings.scaling = scaling ?? settings.scaling
    if lossWeights.count == 3 {
      settings.loss = CombinedLoss.Weights(
        squaredError: lossWeights[0], cosine: lossWeights[1], amplitude: lossWeights[2])
    }
    settings.learningRate = rate ?? settings.learningRate
    settings.batchSize = batch
    settings.epochs = epochs ?? settings.epochs
    if let patience { settings.patience = patience == 0 ? nil : patience }
    settings.isAugmented = !noSymmetries
    settings.members = members ?? settings.members
    settings.foldCount = folds ?? settings.foldCount
    settings.allowsPartialWindows = partialWindows
    settings.years = years
    settings.seed = seed
    return settings
  }
  var growthSettings: GrowthSettings {
    var settings = GrowthSettings()
    settings.width = width ?? settings.width
    settings.learningRate = rate ?? settings.learningRate
    settings.batchSize = batch
    settings.epochs = epochs
    settings.isAugmented = !noSymmetries
    settings.members = members ?? settings.members
    settings.foldCount = folds ?? settings.foldCount
    settings.allowsPartialWindows = partialWindows
    settings.alpha = alpha
    settings.years = years
    settings.seed = seed
    return settings
  }
}
