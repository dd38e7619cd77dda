import ArgumentParser
import GridcastBase
import GridcastForecast
import GridcastJobs
import Neural

/// The options for targets, features and folds of a model of what a cell ought to have.
struct PredictionOptions: ParsableArguments {
  @Argument(.raster, help: "The GeoTIFF of counts.") var raster: String
  @Option(
    .band(of: "raster"),
    help: ArgumentHelp(
      "The band to predict; several with commas between them, or given again.", valueName: "band"))
  var target: [String]
  @Option(
    .band(of: "raster"),
    parsing: .upToNextOption,
    help: ArgumentHelp("The bands to predict it from. Default: all others.", valueName: "band"))
  var features: [String] = []
  @Option(
    .number(from: -1, to: 1), .front,
    help: ArgumentHelp(
      "Predict only from bands whose correlation with the target is at least this, −1 to 1. Default: from all.",
      valueName: "r"))
  var minCorrelation: Double?
  @OptionGroup(title: "Neighbourhood") var neighbours: NeighbourhoodOptions
  @Option(
    .choice,
    help:
      "What is done to counts before they are scaled: sqrt, since few cells hold most (the default), or none, as in the study."
  )
  var transform: CountTransform?
  @Option(
    .choice,
    help:
      "How predictions become counts again: unbiased, none below 0 and with the total of the training (the default), or plain, as in the study."
  )
  var wayBack: WayBack.Kind?
  @Option(
    .whole(2, 1000),
    help: ArgumentHelp("The number of folds of the cross-validation.", valueName: "number"))
  var folds = 10
  @Option(
    .whole(1, 1_000_000),
    help: ArgumentHelp("The side of a block of cells in spatial folds.", valueName: "cells"))
  var blockSize = 5
  @Option(
    .choice,
    help: ArgumentHelp(
      "Which held-out predictions the model keeps: random or blocks.", valueName: "folds"))
  var keep = Folds.Kind.random
  @Option(.whole(0), help: "The seed of all random numbers.") var seed: UInt64 = 0

  func validate() throws {
    if !features.isEmpty && minCorrelation != nil {
      throw misuse("Give either --features or --min-correlation.")
    }
    if let minCorrelation, !(-1...1 ~= minCorrelation) {
      throw misuse("--min-correlation is from -1 to 1.")
    }
    guard 1...1_000_000 ~= blockSize else {
      throw misuse("--block-size must be from 1 to 1,000,000.")
    }
    guard 2...1000 ~= folds else { throw misuse("--folds must be from 2 to 1000.") }
  }

  /// The settings for each target in a raster of counts, whose bands are the available features.
  func settings(_ settings: CellSettings, for counts: Raster) throws -> [CellSettings] {
    var settings = settings
    settings.neighbourhood = neighbours.neighbourhood ?? settings.neighbourhood
    settings.transform = transform ?? settings.transform
    settings.wayBack = wayBack ?? settings.wayBack
    settings.foldCount = folds
    settings.blockSize = blockSize
    settings.keptFolds = keep
    settings.training.seed = seed
    let list = counts.list(raster)
    let targets = target.flatMap { text in
      list.names(in: text) ?? text.split(separator: ",").map(String.init)
    }
    guard !targets.isEmpty else { throw GridcastError(.usage, "target", "none is named") }
    if let twice = targets.first(where: { name in targets.count { $0 == name } > 1 }) {
      throw GridcastError(.usage, "target '\(twice)'", "it is named twice")
    }
    return try counts.settings(
      settings, for: targets, chosen: features, minCorrelation: minCorrelation, subject: raster)
  }
}
