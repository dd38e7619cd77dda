import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastFormats
import GridcastJobs
import GridcastWrite
import Neural

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a model on counts.",
    subcommands: [PerceptronCommand.self, ConvDeconvCommand.self, GrowthCommand.self])
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

  @OptionGroup var prediction: PredictionOptions
  @Option(
    .newFile("safetensors"),
    name: [.short, .long], help: ArgumentHelp("The model file to write.", valueName: "file"))
  var output: String
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    let staging = outputs.staging(reading: [prediction.raster])
    try staging.check(output)
    let counts = try Raster(
      reading: prediction.raster, working: PerceptronModel.trainingBytesPerCell)
    let settings = try prediction.settings(for: counts)
    let progress = report.progress
    let (forecaster, validations) = try Perceptron.train(
      counts, settings, subject: prediction.raster
    ) {
      progress("train", $0, $1)
    }
    try forecaster.fileContent().write(to: output, staging: staging)
    try report.commit(staging)
    let notes = forecaster.warnings
    report.warn(notes)
    try ScoreReport(forecaster, validations, notes: notes).print(json: report.json)
  }
}

/// The report of a training.
struct ScoreReport: Encodable {
  let target: String
  let features: [String]
  let parameters: Int
  let validations: [RunRecord.Validation]
  let notes: [Sentence]

  init(_ forecaster: PerceptronModel, _ validations: [CrossValidation], notes: [Sentence]) {
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
            "\(index + 1)", model: scores, linear: validation.linearRegression.perFold[index],
            mean: validation.mean.perFold[index]))
      }
      table.add(
        Self.row(
          "all", model: validation.all, linear: validation.linearRegression.all,
          mean: validation.mean.all))
      Console.print(table.text)
    }
  }

  private static func row(
    _ name: String, model: Scores, linear: Scores, mean: Scores
  ) -> [String] {
    func r2(_ scores: Scores) -> String { scores.r2.map { spoken($0, 4) } ?? "" }
    return [
      name, r2(model), spoken(model.rmse, 3), spoken(model.mae, 3),
      model.bias.map { spoken(100 * $0, 1) + " %" } ?? "", r2(linear),
      spoken(linear.rmse, 3), r2(mean), spoken(mean.rmse, 3), formatted(model.count),
    ]
  }
}
