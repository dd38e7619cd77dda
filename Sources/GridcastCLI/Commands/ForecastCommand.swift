import ArgumentParser
import Gridcast

struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Forecast with a trained model over counts.",
    discussion: """
      Writes a GeoTIFF with the bands observed, pred_oof (out of fold: by a network that had not \
      seen the cell; known where the counts are those of the training), predicted and change.

      Example:
        gridcast forecast model.safetensors counts.tif -o forecast.tif
      """)

  @Argument(help: "The model file.") var model: String
  @Argument(help: "The GeoTIFF of counts.") var raster: String
  @Option(name: [.short, .long], help: ArgumentHelp("The GeoTIFF to write.", valueName: "file"))
  var output: String
  @Option(
    name: .customLong("cells"),
    help: ArgumentHelp(
      "Write the cells too, as polygons (.shp …) or a table (.csv).", valueName: "file"))
  var cells: [String] = []
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    let staging = outputs.staging(reading: [model, raster])
    for path in [output] + cells { try staging.check(path) }
    let forecaster = try Forecaster(reading: model)
    let forecast = try Forecast(
      forecaster, over: try Raster(reading: raster), subject: raster)
    var notes = forecast.notes
    notes += try forecast.write(raster: output, cells: cells, staging: staging)
    try staging.commit()
    report.warn(notes)
    try ForecastReport(forecast, target: forecaster.target, notes: notes).print(json: report.json)
  }
}

/// What a forecast tells the user.
struct ForecastReport: Encodable {
  struct Band: Encodable {
    let name: String
    let total: Double
    let minimum: Double?
    let maximum: Double?
    let cells: Int
  }

  let target: String
  let bands: [Band]
  let notes: [String]

  init(_ forecast: Forecast, target: String, notes: [String]) {
    self.target = target
    bands = forecast.raster.bands.map { band in
      Band(
        name: band.name, total: band.total, minimum: band.statistics?.minimum,
        maximum: band.statistics?.maximum, cells: band.values.count { !$0.isNaN })
    }
    self.notes = notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    Console.print("\(target) per cell")
    Console.print()
    var table = Table(["band", "total", "least", "greatest", "cells known"], right: Set(1...4))
    for band in bands {
      table.add([
        band.name, band.cells > 0 ? formatted(band.total, 1) : "",
        band.minimum.map { formatted($0, 2) } ?? "", band.maximum.map { formatted($0, 2) } ?? "",
        formatted(band.cells),
      ])
    }
    Console.print(table.text)
  }
}
