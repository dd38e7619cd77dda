import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastFormats
import GridcastJobs
import GridcastWrite

struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Forecast with a trained model over counts.",
    discussion: """
      Which kind of model it is, the file says.

      Of a BP network or a linear regression: a GeoTIFF with the bands observed, pred_oof (out of \
      fold: by a model that had not seen the cell; known where the counts are those of the \
      training), predicted and change; of several functions one set each, as business_predicted, or \
      that of --band alone.

      Of a conv–deconv network or of growth: the density some years on, with the bands before, \
      predicted and change; p05 and p95, of which nine in ten cells stay within; spread, how far \
      the members lie apart; observed and error where --compare gives the later year, whose scores \
      stand beside those of persistence, uniform and Poisson-linear growth. --steps 2 goes twice as \
      many years on, with wider bounds. Of the study's form p05 and p95 are those of the members.

      Examples:
        gridcast forecast model.safetensors counts.tif -o forecast.tif
        gridcast forecast years.safetensors 2016.tif --compare 2019.tif -o 2019f.tif
      """)

  @Argument(.file("safetensors"), help: "The model file.") var model: String
  @Argument(.raster, help: "The GeoTIFF of counts.") var raster: String
  @Option(
    .newRaster, name: [.short, .long],
    help: ArgumentHelp("The GeoTIFF to write.", valueName: "file"))
  var output: String
  @Option(
    .newLayer, .front,
    name: .customLong("cells"),
    help: ArgumentHelp(
      "Write the cells too, as polygons (.shp …) or a table (.csv).", valueName: "file"))
  var cells: [String] = []
  @Option(
    .raster, .front,
    help: ArgumentHelp(
      "The counts of the year that is forecast, to compare with.", valueName: "raster"))
  var compare: String?
  @Option(
    .whole(1, 100),
    help: ArgumentHelp(
      "How many times to go the years of the training on, each from the forecast before.",
      valueName: "count"))
  var steps = 1
  @Option(
    .whole(1),
    help: ArgumentHelp("How many members of the model to use. Default: all.", valueName: "number"))
  var members: Int?
  @Option(
    .band(of: "raster"), .front,
    help: ArgumentHelp(
      "The band to forecast. Default: that of the training, or the only one; of a model for several functions all.",
      valueName: "band"))
  var band: String?
  @Option(
    .band(of: "compare"), .front,
    help: ArgumentHelp("The band of --compare. Default: that of --band.", valueName: "band"))
  var compareBand: String?
  @OptionGroup var styles: StyleOptions
  @OptionGroup var tables: TableOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard 1...100 ~= steps else { throw misuse("--steps must be from 1 to 100.") }
    if let members, members < 1 { throw misuse("--members must be at least 1.") }
  }

  func run() throws {
    if FileKind(of: model) != .model, FileKind(of: raster) == .model {
      throw GridcastError(
        .usage, model,
        "the model comes first, and then the raster: gridcast forecast \(raster) \(model)")
    }
    let staging = outputs.staging(
      reading: [model, raster, compare], styles: styles, tables: tables)
    try staging.check([.raster(output)] + cells.map(Output.cells))
    let forecaster = try Forecaster(reading: model)
    var run = ForecastRun(forecaster, over: raster)
    run.members = members
    run.band = band
    run.steps = steps
    run.observed = compare.map { ($0, compareBand) }
    let result = try run.run(raster: output, cells: cells, staging: staging)
    try report.commit(staging)
    report.warn(result.notes)
    try ForecastReport(result).print(json: report.json)
  }
}

/// The report of a forecast.
struct ForecastReport: Encodable {
  struct Band: Encodable {
    let name: String
    let total: Double?
    let minimum: Double?
    let maximum: Double?
    let cells: Int
  }

  let title: Sentence
  let bands: [Band]
  let comparison: Comparison?
  let notes: [Sentence]

  init(_ result: ForecastRun.Result) {
    title = result.title
    comparison = result.comparison
    bands = result.bands.map { band in
      Band(
        name: band.name, total: ForecastBand.isBound(band.name) ? nil : band.total,
        minimum: band.range?.lowerBound,
        maximum: band.range?.upperBound, cells: band.cells)
    }
    notes = result.notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    Console.print(title)
    Console.print()
    var table = Table(["band", "total", "least", "greatest", "cells known"], right: Set(1...4))
    for band in bands {
      table.add([
        band.name, band.total.map { band.cells > 0 ? spoken($0, 1) : "" } ?? "–",
        band.minimum.map { spoken($0, 2) } ?? "", band.maximum.map { spoken($0, 2) } ?? "",
        formatted(band.cells),
      ])
    }
    Console.print(plain: table.text)
    if bands.contains(where: { $0.total == nil }) {
      Console.print(
        "p05 and p95 bound each cell by itself; their sums would be no bounds of the total")
    }
    if let comparison {
      Console.print()
      Console.print(plain: ComparisonTable.text([comparison]))
    }
  }
}
