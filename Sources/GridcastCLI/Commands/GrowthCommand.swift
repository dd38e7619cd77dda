import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastJobs
import GridcastWrite

struct GrowthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "growth",
    abstract: "Train growth that is linear in the functions: the density some years on.",
    discussion: """
      Each function of the year before has a weight, none below 0, that tells how much of what is \
      forecast a point of it has some years on (Poisson-linear growth). Forecasts are drawn back to \
      uniform growth as far as cells that were held out ask for, and have bounds of which nine in \
      ten cells stay within. It takes no networks and less than a second; `train convdeconv` adds \
      networks. With --alpha 0 it is uniform growth.

      Example:
        gridcast train growth --before 2013.tif --after 2016.tif --years 3 \\
          -o growth.safetensors
      """)

  @OptionGroup var inputs: YearsInputs
  @Option(
    .band(of: "before"), .front,
    help: ArgumentHelp("The band to forecast. Default: the sum of all.", valueName: "band"))
  var band: String?
  @OptionGroup var others: YearsBands
  @Option(.number(above: 0), help: "The years from before to after; said again by the forecast.")
  var years: Double?
  @Option(
    .number(from: 0, to: 1),
    help: ArgumentHelp(
      "The share of the model in forecasts, 0 (uniform growth) to 1. Default: chosen on what is held out.",
      valueName: "share"))
  var alpha: Double?
  @Option(
    .whole(1, 1000),
    help: ArgumentHelp(
      "The number of folds that blocks of 5 km are dealt into; 1 holds nothing out.",
      valueName: "number"))
  var folds = 10
  @Option(
    .length,
    name: .customLong("guard"),
    help: ArgumentHelp(
      "The width of the strip around what is held out. Default: none.", valueName: "size"))
  var guardWidth: String?
  @Option(.whole(0), help: "The seed by which blocks are dealt into folds.") var seed: UInt64 = 0
  @Option(
    .newFile("safetensors"),
    name: [.short, .long], help: ArgumentHelp("The model file to write.", valueName: "file"))
  var output: String
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard 1...1000 ~= folds else { throw misuse("--folds must be from 1 to 1,000.") }
    if let alpha, !(0...1 ~= alpha) { throw misuse("--alpha must be from 0 to 1.") }
    if let years, !(years > 0 && years.isFinite) {
      throw misuse("--years must be above 0.")
    }
    _ = try guardWidth.map { try CellSize($0) }
  }

  func run() throws {
    let staging = outputs.staging(reading: inputs.paths)
    try staging.check(.model(output))
    var settings = GrowthSettings()
    settings.hasNetworks = false
    settings.foldCount = folds
    settings.alpha = alpha
    settings.years = years
    settings.seed = seed
    let training = GrowthTraining(
      try inputs.pairs(band, others), bands: others.bands, target: band,
      laterTarget: others.afterBand, guardWidth: try guardWidth.map { try CellSize($0) },
      settings: settings)
    try training.run(to: output, staging, report)
  }
}
