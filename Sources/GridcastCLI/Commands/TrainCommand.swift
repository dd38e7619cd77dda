import ArgumentParser
import Gridcast
import Neural

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a model on counts.",
    subcommands: [PerceptronCommand.self, ConvDeconvCommand.self])
}

struct PerceptronCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bp",
    abstract: "Train the BP network: one band of a cell from the others.",
    discussion: """
      Judged by cross-validation twice: with random folds, as in the study, and with blocks of \
      neighbouring cells, which is the honest score for places the model has not seen. The same \
      seed gives the same bytes.

      Example:
        gridcast train bp counts.tif --target business -o model.safetensors
      """)

  @Argument(help: "The GeoTIFF of counts.") var raster: String
  @Option(help: ArgumentHelp("The band to predict.", valueName: "band")) var target: String
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The bands to predict it from. Default: all others.", valueName: "band"))
  var features: [String] = []
  @Option(
    help: ArgumentHelp(
      "Predict only from bands that correlate with the target so much.", valueName: "r"))
  var minCorrelation: Double?
  @OptionGroup(title: "Neighbourhood") var neighbours: NeighbourhoodOptions
  @OptionGroup(title: "Network and training") var network: NetworkOptions
  @Option(
    name: [.short, .long], help: ArgumentHelp("The model file to write.", valueName: "file"))
  var output: String
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if !features.isEmpty && minCorrelation != nil {
      throw ValidationError("Give either --features or --min-correlation.")
    }
  }

  func run() throws {
    TrainingProcess.keepFreedMemory()
    let staging = outputs.staging(reading: [raster])
    try staging.check(output)
    let counts = try Raster(reading: raster)
    var settings = PerceptronSettings(
      target: target,
      features: try counts.features(
        for: target, chosen: features, minCorrelation: minCorrelation, subject: raster))
    network.apply(to: &settings)
    settings.neighbourhood = neighbours.neighbourhood
    let progress = report.progress
    let (forecaster, validations) = try Perceptron.train(counts, settings, subject: raster) {
      progress("train", $0, $1)
    }
    try forecaster.fileContent().write(to: output, staging: staging)
    try staging.commit()
    let notes = forecaster.warnings
    report.warn(notes)
    try ScoreReport(forecaster, validations, notes: notes).print(json: report.json)
  }
}

/// How the BP network is built and trained.
struct NetworkOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The nodes of each hidden layer.", valueName: "nodes"))
  var hidden = [50, 90, 90]
  @Option(help: "The activation of the first hidden layer: sigmoid, relu, tanh or identity.")
  var firstActivation = Activation.tanh
  @Option(help: "The activation of the other hidden layers.") var laterActivation = Activation.tanh
  @Option(name: .customLong("output-activation"), help: "The activation of the output.")
  var outputActivation = Activation.sigmoid
  @Option(
    help:
      "What is done to counts before they are scaled: none, as in the study, or sqrt, which helps where few cells hold most."
  )
  var transform = CountTransform.none
  @Option(help: ArgumentHelp("The learning rate.", valueName: "rate")) var rate: Float = 0.04
  @Option(help: "The momentum.") var momentum: Float = 0.5
  @Option(help: ArgumentHelp("The samples of one step.", valueName: "samples")) var batch = 32
  @Option(help: "How often all samples are gone through.") var epochs = 200
  @Option(
    help: ArgumentHelp(
      "End a training after so many epochs without a smaller loss.", valueName: "epochs"))
  var patience: Int?
  @Option(help: "The number of folds of the cross-validation.") var folds = 10
  @Option(
    help: ArgumentHelp("The side of a block of cells in spatial folds.", valueName: "cells"))
  var blockSize = 5
  @Option(
    help: ArgumentHelp(
      "Which held-out predictions the model keeps: random or blocks.", valueName: "folds"))
  var keep = Folds.Kind.random
  @Option(help: "The seed of all random numbers.") var seed: UInt64 = 0

  func validate() throws {
    if hidden.isEmpty || hidden.contains(where: { $0 < 1 || $0 > 10_000 }) {
      throw ValidationError("--hidden takes numbers from 1 to 10000, one a layer.")
    }
    if !(rate > 0 && rate.isFinite) { throw ValidationError("--rate must be above 0.") }
    if !(0..<1 ~= momentum) { throw ValidationError("--momentum must be from 0 to below 1.") }
    for (name, value) in [("batch", batch), ("epochs", epochs), ("block-size", blockSize)] {
      guard 1...1_000_000 ~= value else {
        throw ValidationError("--\(name) must be from 1 to 1,000,000.")
      }
    }
    guard 2...1000 ~= folds else { throw ValidationError("--folds must be from 2 to 1000.") }
    if let patience, patience < 1 { throw ValidationError("--patience must be at least 1.") }
  }

  func apply(to settings: inout PerceptronSettings) {
    settings.hidden = hidden
    settings.firstActivation = firstActivation
    settings.laterActivation = laterActivation
    settings.outputActivation = outputActivation
    settings.transform = transform
    settings.training = TrainingPlan(
      learningRate: rate, momentum: momentum, batchSize: batch, epochs: epochs, seed: seed,
      patience: patience)
    settings.foldCount = folds
    settings.blockSize = blockSize
    settings.keptFolds = keep
  }
}

/// What a training tells the user.
struct ScoreReport: Encodable {
  let target: String
  let features: [String]
  let parameters: Int
  let validations: [RunRecord.Validation]
  let notes: [String]

  init(_ forecaster: PerceptronModel, _ validations: [CrossValidation], notes: [String]) {
    target = forecaster.target
    features = forecaster.features
    parameters = forecaster.network.parameterCount
    self.validations = validations.map(RunRecord.Validation.init)
    self.notes = notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    Console.print("\(target) from \(features.joined(separator: ", "))")
    for validation in validations {
      Console.print()
      Console.print("Cross-validation with \(validation.folds.label)")
      var table = Table(
        [
          "fold", "R²", "RMSE", "MAE", "bias of total", "linear R²", "RMSE", "mean R²", "RMSE",
          "cells",
        ], right: Set(1...9))
      for (index, scores) in validation.perFold.enumerated() {
        table.add(
          Self.row(
            "\(index + 1)", scores, validation.linearRegression.perFold[index],
            validation.mean.perFold[index]))
      }
      table.add(
        Self.row("all", validation.all, validation.linearRegression.all, validation.mean.all))
      Console.print(table.text)
    }
  }

  private static func row(_ name: String, _ model: Scores, _ linear: Scores, _ mean: Scores)
    -> [String]
  {
    func r2(_ scores: Scores) -> String { scores.r2.map { formatted($0, 4) } ?? "" }
    return [
      name, r2(model), formatted(model.rmse, 3), formatted(model.mae, 3),
      model.bias.map { formatted(100 * $0, 1) + " %" } ?? "", r2(linear),
      formatted(linear.rmse, 3), r2(mean), formatted(mean.rmse, 3), formatted(model.count),
    ]
  }
}
