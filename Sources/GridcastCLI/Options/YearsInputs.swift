import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastFormats
import GridcastJobs
import GridcastWrite

/// The rasters of two years that a training learns from.
struct YearsInputs: ParsableArguments {
  @Option(
    .raster, help: ArgumentHelp("The density before; may be given again.", valueName: "raster"))
  var before: [String]
  @Option(
    .raster,
    help: ArgumentHelp(
      "The density some years on, one for each --before, in their order.", valueName: "raster"))
  var after: [String]

  func validate() throws {
    guard before.count == after.count else {
      throw misuse(
        "Each --before needs its --after: there are \(before.count) and \(after.count).")
    }
  }

  /// All files.
  var paths: [String] { before + after }

  /// Reads the rasters, of which a band is forecast; nil for the sum of all.
  func pairs(_ band: String?, _ bands: YearsBands) throws -> [(
    before: DensityPair.Input, after: DensityPair.Input
  )] {
    try zip(before, after).map { before, after in
      (
        before: .init(before, try Raster(reading: before, working: 60), band: band),
        after: .init(
          after, try Raster(reading: after, working: 60), band: bands.afterBand ?? band)
      )
    }
  }
}

/// The bands beside the one that is forecast.
struct YearsBands: ParsableArguments {
  @Option(
    .band(of: "before"),
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The bands to forecast from. Default: all of --before.", valueName: "band"))
  var bands: [String] = []
  @Option(
    .band(of: "after"), .front,
    help: ArgumentHelp(
      "The band of --after, where years are bands of one raster. Default: that of --before.",
      valueName: "band"))
  var afterBand: String?
}

extension GrowthTraining {
  /// Trains the model, puts it in place, with the losses of all epochs where they are wanted, and says how
  /// good it is.
  func run(
    to output: String, history: String? = nil, _ staging: Staging, _ report: ReportOptions
  ) throws {
    let progress = report.trainingProgress
    let result = try train(progress: progress)
    try result.model.fileContent().write(to: output, staging: staging)
    if let history {
      try ConvDeconv.table(of: result.history).write(to: history, staging: staging)
    }
    try report.commit(staging)
    report.warn(result.notes)
    try GrowthReport(result).print(json: report.json)
  }
}
