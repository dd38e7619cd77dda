import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastFormats
import GridcastJobs
import GridcastWrite

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on counts.",
    discussion: """
      `bp` and `linear` learn what a cell ought to have of one function from what it has of the \
      others; `growth` and `convdeconv` learn from the same cells in two years what comes some years \
      on. `linear` and `growth` take hardly any time, so begin with them; `gridcast forecast` uses \
      the models of all four.

      Examples:
        gridcast train linear counts.tif --target business -o model.safetensors
        gridcast train growth --before 2013.tif --after 2016.tif --years 3 \\
          -o growth.safetensors
      """,
    subcommands: [
      PerceptronCommand.self, LinearCommand.self, ConvDeconvCommand.self, GrowthCommand.self,
    ])
}

struct PerceptronCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bp",
    abstract: "Train BP networks: bands of a cell from the others.",
    discussion: """
      What a cell ought to have of one function, or of several in one file, by what it and its \
      neighbours have of the others. Five networks and a linear regression on square roots predict \
      together, and their total is corrected; --study trains the network of the study alone.

      Judged by cross-validation twice: with random folds, as in the study, and with blocks of \
      neighbouring cells, which is the honest score for places the model has not seen. The same \
      seed gives the same bytes.

      Examples:
        gridcast train bp counts.tif --target business -o model.safetensors
        gridcast train bp counts.tif --target business,office,medical \\
          -o three.safetensors
      """)

  @OptionGroup var prediction: PredictionOptions
  @OptionGroup(title: "Network and training") var network: NetworkOptions
  @Option(
    .newFile("safetensors"),
    name: [.short, .long], help: ArgumentHelp("The model file to write.", valueName: "file"))
  var output: String
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    try prediction.train(network.settings, to: output, outputs, report)
  }
}

struct LinearCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "linear",
    abstract: "Train a linear regression: bands of a cell from the others.",
    discussion: """
      What a cell ought to have of one function or several, by least squares on the square roots of \
      what it and its neighbours have of the others, with the total corrected; on the counts as they \
      are with --transform none. Where train bp says that a linear regression is nearer, this is it. \
      It takes a moment, with a hundred bands some seconds, and is judged and used as train bp's models are.

      Example:
        gridcast train linear counts.tif --target business -o model.safetensors
      """)

  @OptionGroup var prediction: PredictionOptions
  @Flag(help: "Predict the mean of all cells, whatever the features: the least a model must beat.")
  var mean = false
  @Option(
    .newFile("safetensors"),
    name: [.short, .long], help: ArgumentHelp("The model file to write.", valueName: "file"))
  var output: String
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    let usual = CellSettings(target: "", features: [])
    let settings = usual.asBaseline(mean ? .mean : .linear, mean ? .none : .sqrt)
    try prediction.train(settings, to: output, outputs, report)
  }
}

extension PredictionOptions {
  /// Trains a model for each target, writes them to one file, and tells how good they are.
  fileprivate func train(
    _ settings: CellSettings, to output: String, _ outputs: OutputOptions, _ report: ReportOptions
  ) throws {
    let staging = outputs.staging(reading: [raster])
    try staging.check(.model(output))
    let counts = try Raster(reading: raster, working: CellsModel.trainingBytesPerCell)
    let progress = report.progress
    let (model, validations) = try CellTraining.train(
      counts, try self.settings(settings, for: counts), subject: raster
    ) {
      progress("train", $0, $1)
    }
    try model.fileContent().write(to: output, staging: staging)
    try report.commit(staging)
    let notes = model.warnings
    report.warn(notes)
    try ScoreReport(model, validations, notes: notes).print(json: report.json)
  }
}
