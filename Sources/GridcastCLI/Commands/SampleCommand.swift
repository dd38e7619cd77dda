import ArgumentParser
import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastJobs
import GridcastWrite

struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Make a made-up city to try everything on.",
    discussion: """
      Writes points of interest in eight functions, a study area, railway stations and two plans: \
      one for the BP network, one that forecasts years. The city is synthetic: only its totals are \
      those of a real survey.

      Examples:
        gridcast sample city && gridcast run city/plan.yaml
        gridcast run city/plan-years.yaml --dry-run
      """)

  @Argument(.newFolder, help: "The folder to write to; it is made where it is missing.") var folder:
    String
  @Option(.whole(1, 100_000_000), help: ArgumentHelp("The number of points.", valueName: "number"))
  var points = SampleCity
    .studyPointCount
  @Option(.whole(0), help: "The seed of all random numbers.") var seed: UInt64 = 1
  @Option(
    .choice(of: "shp", "geojson", "gpkg", "fgb", "csv"),
    help: "The format of the points, by its ending: shp, geojson, gpkg, fgb or csv.")
  var format = "shp"
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  private struct Result: Encodable {
    let synthetic = true
    let points: Int
    let files: [String]
  }

  func validate() throws {
    if points < 1 || points > 100_000_000 {
      throw misuse("--points must be from 1 to 100,000,000.")
    }
  }

  mutating func run() throws {
    format = format.withoutDot
    let city = try SampleCity(pointCount: points, seed: seed)
    let files = [
      "pois.\(format)", "study-area.shp", "stations.shp", "plan.yaml", "plan-years.yaml",
    ].map { "\(folder)/\($0)" }
    let staging = outputs.staging()
    try staging.prepareFolders(of: files)
    let schema = LayerSchema(
      try VectorFormat(ofPath: files[0]), name: "pois", kind: .point, fields: city.fields,
      survey: nil, coordinateSystem: .wgs84)
    let writer = try LayerWriter(files[0], schema: schema, staging: staging)
    var done = 0
    let progress = report.progress
    try city.points { features throws(GridcastError) in
      _ = try writer.write(features)
      done += features.count
      progress("sample", done, points)
    }
    try writer.close()
    _ = try city.studyArea.write(to: files[1], style: nil, staging: staging)
    _ = try city.stations.write(to: files[2], style: nil, staging: staging)
    try Self.plan(format).write(to: files[3], staging: staging)
    try Self.yearsPlan(format).write(to: files[4], staging: staging)
    try report.commit(staging)
    Console.clearBar()
    if report.json { return try Console.print(json: Result(points: points, files: files)) }
    Console.print(
      "a made-up city of \(counted(points, "point")): synthetic, no place in it is real")
    for file in files { Console.print("  \(file)") }
  }

  private static func plan(_ format: String) -> String {
    """
    # From the points of a made-up city to its forecast map: gridcast run plan.yaml
    about:
      title: \(worded("Shops in a made-up city"))
      source: \(worded("made up by gridcast sample; no place in it is real"))
    places: stations.shp    # by whose names the report says where a square lies
    inputs: pois.\(format)
    coordinate-system: utm
    cell: 1km
    study-area: study-area.shp
    category: function
    model:
      kind: bp
      target: business      # or several, [business, office, medical]
      min-correlation: 0.5
      seed: 0               # study: true trains the network of the study
    outputs:
      folder: map
      counts: counts.tif
      cells: [cells.shp, table.csv]
      correlation: correlation.csv
      model: model.safetensors
      forecast: forecast.tif
      forecast-cells: forecast-cells.shp

    """
  }

  private static func yearsPlan(_ format: String) -> String {
    """
    # What was there in 2013 and 2016 tells what will be in 2019: gridcast run plan-years.yaml
    about:
      title: \(worded("A made-up city in 2019"))
      source: \(worded("made up by gridcast sample; no place in it is real"))
    places: stations.shp
    years:
      2013: {path: pois.\(format), where: "opened <= 2013"}
      2016: {path: pois.\(format), where: "opened <= 2016"}
      2019: {path: pois.\(format), where: "opened <= 2019"}   # to compare with
    coordinate-system: utm
    cell: 1km
    study-area: study-area.shp
    model:
      kind: convdeconv
      train: [2013, 2016]
      forecast: 2016
      stations: stations.shp
      window: 12km
      members: 5            # five networks: bounds, and every station judged by one that has not seen it
      seed: 0
    outputs:
      folder: years
      counts: counts.tif
      cells: [cells.shp]
      model: model.safetensors
      history: history.csv
      forecast: forecast.tif
      forecast-cells: [forecast-cells.shp]

    """
  }
}
