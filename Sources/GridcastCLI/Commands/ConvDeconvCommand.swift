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
      Learns from the same cells in two years, in windows all over the raster or around stations. \
      From all functions of the year before it gives the ratio to what Poisson-linear growth (train \
      growth) expects of their sum, or of --band, drawn back to uniform growth as far as cells that \
      it had not seen ask for, with bounds of which nine in ten cells stay within. Blocks of 5 km or \
      stations are dealt into folds, and each network is judged on another one, beside persistence \
      (after = before), uniform and Poisson-linear growth. Cities in other zones train together \
      where their cells have one size. --study trains the study's form: one band, one network, no \
      such bounds. The same seed gives the same bytes.

      Examples:
        gridcast train convdeconv --before 2013.tif --after 2016.tif --years 3 \\
          -o model.safetensors
        gridcast train convdeconv --before 2013.tif --after 2016.tif \\
          --study --stations stations.shp --window 16km -o model.safetensors
      """)

  @OptionGroup var inputs: YearsInputs
  @Option(
    .band(of: "before"), .front,
    help: ArgumentHelp(
      "The band to forecast. Default: the sum of all, of --study the only one.", valueName: "band"))
  var band: String?
  @OptionGroup var others: YearsBands
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
      "Where windows lie: stations, or tiles, all over the raster. Default: stations where they are given, else tiles; --study must be told.",
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
    switch (windows, stations) {
    case (.tiles, .some): throw misuse("Give either --stations or --windows tiles.")
    case (.tiles, nil), (.stations, .some), (nil, .some): break
    case (nil, nil) where !network.isStudy: break
    case (_, nil):
      throw misuse("Say where the windows lie: --stations file, or --windows tiles.")
    }
    if stations == nil && (stationsWhere ?? stationsLayer ?? stationsFrom) != nil {
      throw misuse("--stations-where, -layer and -from go with --stations.")
    }
    if network.isStudy && !others.bands.isEmpty {
      throw misuse("--study takes one band: give --band instead of --bands.")
    }
    if resume && !network.isStudy {
      throw misuse("--resume goes with --study; other trainings begin anew.")
    }
  }

  func run() throws {
    let staging = outputs.staging(reading: inputs.paths + [stations])
    try staging.check([.model(output)] + [history].compactMap(\.self).map(Output.table))
    let pairs = try inputs.pairs(band, others)
    let source = stations.map {
      Source(
        $0, layers: stationsLayer.map { [$0] } ?? [], coordinateSystem: stationsFrom,
        filter: stationsWhere, role: .stations)
    }
    guard network.isStudy else {
      let training = GrowthTraining(
        pairs, bands: others.bands, target: band, laterTarget: others.afterBand, stations: source,
        window: try network.windowSize, guardWidth: try network.guardSize,
        settings: network.growthSettings)
      return try training.run(to: output, history: history, staging, report)
    }
    let training = DensityTraining(
      pairs, stations: source, window: try network.windowSize ?? CellSize("40km"),
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
