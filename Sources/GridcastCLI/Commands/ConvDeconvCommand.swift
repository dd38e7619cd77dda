import ArgumentParser
import Foundation
import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastFormats
import GridcastJobs
import GridcastWrite
import Neural

/// The units by which windows are laid.
enum WindowUnits: String, CaseIterable, ExpressibleByArgument { case stations, tiles }

struct ConvDeconvCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convdeconv",
    abstract: "Train the conv–deconv network: the density some years on.",
    discussion: """
      Learns from the same cells in two years, in windows around stations or all over the raster \
      (--windows tiles). Stations or tiles are dealt into folds; a fold and a strip around it are \
      not trained on, and the score on it stands beside those of persistence (after = before) and \
      uniform growth. With --members 5 there are five networks, each with another fold held out. \
      The same seed gives the same bytes.

      Examples:
        gridcast train convdeconv --before 2013.tif --after 2016.tif \\
          --stations stations.shp --years 3 -o model.safetensors
        gridcast train convdeconv --before 2013.tif --after 2016.tif \\
          --windows tiles --window 16km --members 5 -o model.safetensors
      """)

  @Option(
    .raster, help: ArgumentHelp("The density before; may be given again.", valueName: "raster"))
  var before: [String]
  @Option(
    .raster,
    help: ArgumentHelp(
      "The density some years on, one for each --before, in their order.", valueName: "raster"))
  var after: [String]
  @Option(
    .band(of: "before"), .front,
    help: ArgumentHelp("The band to take. Default: the only one.", valueName: "band"))
  var band: String?
  @Option(
    .band(of: "after"), .front,
    help: ArgumentHelp(
      "The band of --after, where years are bands of one raster. Default: that of --before.",
      valueName: "band"))
  var afterBand: String?
  @Option(
    .points, .front, help: ArgumentHelp("Points that windows are laid around.", valueName: "file"))
  var stations: String?
  @Option(
    .condition(on: "stations"),
    help: ArgumentHelp(
      "Take only the stations for which this SQL condition holds.", valueName: "condition"))
  var stationsWhere: String?
  @Option(
    .nameOfLayer(in: "stations"), .nowhere,
    help: ArgumentHelp("The layer of --stations.", valueName: "name"))
  var stationsLayer: String?
  @Option(
    .system(of: "stations"),
    help: ArgumentHelp("The coordinate system of --stations.", valueName: "system"))
  var stationsFrom: String?
  @Option(
    .choice, .front,
    help: ArgumentHelp(
      "Where windows lie: stations, or tiles, all over the raster. Default: stations where they are given.",
      valueName: "units"))
  var windows: WindowUnits?
  @OptionGroup(title: "Network and training") var network: ConvDeconvOptions
  @Option(
    .newFile("safetensors"),
    name: [.short, .long], help: ArgumentHelp("The model file to write.", valueName: "file"))
  var output: String
  @Option(
    .newTable,
    help: ArgumentHelp(
      "Write the losses of all epochs, as a table (.csv).", valueName: "file"))
  var history: String?
  @Flag(
    help: "Go on from the checkpoint that an interrupted training left beside the output.")
  var resume = false
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard before.count == after.count else {
      throw ValidationError(
        "Each --before needs its --after: there are \(before.count) and \(after.count).")
    }
    switch (windows, stations) {
    case (.tiles, .some): throw ValidationError("Give either --stations or --windows tiles.")
    case (.tiles, nil), (.stations, .some), (nil, .some): break
    case (_, nil):
      throw ValidationError("Say where the windows lie: --stations file, or --windows tiles.")
    }
    if stations == nil && (stationsWhere ?? stationsLayer ?? stationsFrom) != nil {
      throw ValidationError("--stations-where, -layer and -from go with --stations.")
    }
    if history.map({ !$0.lowercased().hasSuffix(".csv") }) ?? false {
      throw ValidationError("--history is a table; end its name in .csv.")
    }
  }

  func run() throws {
    let staging = outputs.staging(
      reading: before + after + [stations])
    try staging.check([output, history].compactMap { $0 })
    var pairs: [(before: DensityPair.Input, after: DensityPair.Input)] = []
    for (before, after) in zip(before, after) {
      pairs.append(
        (
          .init(before, try Raster(reading: before, working: 60), band: band),
          .init(after, try Raster(reading: after, working: 60), band: afterBand ?? band)
        ))
    }
    let source = stations.map {
      Source(
        $0, layers: stationsLayer.map { [$0] } ?? [], coordinateSystem: stationsFrom,
        filter: stationsWhere, role: .stations)
    }
    let training = DensityTraining(
      pairs, stations: source, window: try network.windowSize,
      guardWidth: try network.guardSize, settings: network.settings)
    let checkpoint = DensityTraining.checkpoint(for: output)
    let progress = report.trainingProgress
    let result = try training.train(
      checkpoint: checkpoint, resumes: resume, overwrites: outputs.overwrite, progress: progress)
    try result.model.fileContent().write(to: output, staging: staging)
    if let history { try result.historyTable.write(to: history, staging: staging) }
    try report.commit(staging)
    Ending.note(checkpoint: nil)
    try? FileManager.default.removeItem(atPath: checkpoint)
    // Of the folder that checkpoint and model share the commit has told.
    report.warn(result.notes.filter { !staging.notes.contains($0) })
    try ConvDeconvReport(result).print(json: report.json)
  }
}

/// The options for a conv–deconv network and its training.
struct ConvDeconvOptions: ParsableArguments {
  @Option(.length, help: ArgumentHelp("The side of a window.", valueName: "size")) var window =
    "40km"
  @Option(.number(above: 0), help: "The years from before to after; said again by the forecast.")
  var years: Double?
  @Option(
    .whole(1, 1024),
    help: ArgumentHelp("The channels of the first convolution.", valueName: "channels"))
  var width = 32
  @Option(
    .choice,
    help:
      "What the network says: level (the density after, as in the study) or change (what is added to the density before)."
  )
  var predict = Prediction.change
  @Option(
    .choice,
    help:
      "How densities are scaled: none, maximum (divided by the greatest), rms (divided by the root of their mean square) or log1p (ln(1 + x))."
  )
  var scaling = DensityScaling.Kind.rms
  @Option(
    .number(from: 0),
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The weights of mean squared error, cosine and Fourier amplitudes in the loss. Default: 1 1 1.",
      valueName: "weight"))
  var lossWeights: [Float] = []
  @Option(.number(above: 0), help: ArgumentHelp("Adam's learning rate.", valueName: "rate"))
  var rate: Float = 1e-4
  @Option(.whole(1, 10_000), help: ArgumentHelp("The windows of one step.", valueName: "windows"))
  var batch = 16
  @Option(.whole(1, 1_000_000), help: "How often all windows are gone through at most.")
  var epochs = 500
  @Option(
    .whole(0),
    help: ArgumentHelp(
      "End a training after so many epochs without a smaller loss on what is held out; 0 for never.",
      valueName: "epochs"))
  var patience = 50
  @Flag(help: "Show windows as they are only, not in the eight symmetries of the square.")
  var noSymmetries = false
  @Option(
    .whole(1, 100),
    help:
      "The number of networks, each with other random numbers and another fold held out; several give bounds."
  )
  var members = 1
  @Option(
    .whole(1, 1000),
    help: "The number of folds that stations or tiles are dealt into; 1 holds nothing out.")
  var folds = 5
  @Option(
    .length,
    name: .customLong("guard"),
    help: ArgumentHelp(
      "The width of the strip around what is held out. Default: two cells.", valueName: "size"))
  var guardWidth: String?
  @Flag(help: "Let windows reach over the edge of the raster, where nothing is known.")
  var partialWindows = false
  @Option(.whole(0), help: "The seed of all random numbers.") var seed: UInt64 = 0

  var windowSize: CellSize { get throws { try CellSize(window) } }
  var guardSize: CellSize? { get throws { try guardWidth.map { try CellSize($0) } } }

  func validate() throws {
    if !(rate > 0 && rate.isFinite) { throw ValidationError("--rate must be above 0.") }
    for (name, value, most) in [
      ("width", width, 1024), ("batch", batch, 10_000), ("epochs", epochs, 1_000_000),
      ("members", members, 100), ("folds", folds, 1000),
    ] {
      guard 1...most ~= value else {
        throw ValidationError("--\(name) must be from 1 to \(formatted(most)).")
      }
    }
    _ = try windowSize
    _ = try guardSize
    if let years, !(years > 0 && years.isFinite) {
      throw ValidationError("--years must be above 0.")
    }
    if patience < 0 { throw ValidationError("--patience must be 0 or more.") }
    guard lossWeights.isEmpty || lossWeights.count == 3,
      lossWeights.allSatisfy({ $0 >= 0 && $0.isFinite }),
      lossWeights.isEmpty || lossWeights.contains(where: { $0 > 0 })
    else {
      throw ValidationError("--loss-weights takes three numbers, none below 0 and not all 0.")
    }
  }

  var settings: ConvDeconvSettings {
    var settings = ConvDeconvSettings()
    settings.width = width
    settings.prediction = predict
    settings.scaling = scaling
    if lossWeights.count == 3 {
      settings.loss = CombinedLoss.Weights(
        squaredError: lossWeights[0], cosine: lossWeights[1], amplitude: lossWeights[2])
    }
    settings.learningRate = rate
    settings.batchSize = batch
    settings.epochs = epochs
    settings.patience = patience == 0 ? nil : patience
    settings.isAugmented = !noSymmetries
    settings.members = members
    settings.foldCount = folds
    settings.allowsPartialWindows = partialWindows
    settings.years = years
    settings.seed = seed
    return settings
  }
}

/// The report of the training of a conv–deconv network.
struct ConvDeconvReport: Encodable {
  let parameters: Int
  let members: Int
  let windows: [Int]
  let epochs: Int
  let millisecondsPerStep: Double?
  let growth: Double
  let comparisons: [Comparison]
  let notes: [Sentence]

  init(_ result: ConvDeconv.Result) {
    parameters = result.model.networks[0].parameterCount
    members = result.model.networks.count
    windows = result.windowCounts
    epochs = result.history.count
    millisecondsPerStep = result.millisecondsPerStep
    growth = result.model.growth
    comparisons = result.model.comparisons
    notes = result.notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    Console.print(
      "\(counted(members, "network")) of \(formatted(parameters)) weights, "
        + "\(windows.map { formatted($0) }.joined(separator: ", ")) windows, "
        + "\(counted(epochs, "epoch"))"
        + (millisecondsPerStep.map { ", \(spoken($0, 1)) ms a step" } ?? ""))
    Console.print("growth from before to after: \(spoken(growth, 4))")
    if comparisons.isEmpty { return }
    Console.print()
    Console.print(
      "On cells not trained on; they ended the training, so a later year judges more strictly")
    Console.print(ComparisonTable.text(comparisons))
  }
}

/// A table of the scores of a model beside those of persistence and uniform growth.
enum ComparisonTable {
  static func text(_ comparisons: [Comparison]) -> String {
    var table = Table(
      ["", "forecast", "R²", "RMSE", "MAE", "bias of total", "cosine", "SSIM", "cells"],
      right: Set(2...8))
    for comparison in comparisons {
      let rows = [
        ("model", comparison.model), ("persistence", comparison.persistence),
        ("uniform growth", comparison.growth),
      ]
      for (index, (name, scores)) in rows.enumerated() {
        table.add([
          index == 0 ? comparison.name : "", name, scores.r2.map { spoken($0, 4) } ?? "",
          spoken(scores.rmse, 3), spoken(scores.mae, 3),
          scores.bias.map { spoken(100 * $0, 1) + " %" } ?? "",
          scores.cosine.map { spoken($0, 4) } ?? "",
          scores.structuralSimilarity.map { spoken($0, 4) } ?? "", formatted(scores.count),
        ])
      }
    }
    return table.text
  }
}
