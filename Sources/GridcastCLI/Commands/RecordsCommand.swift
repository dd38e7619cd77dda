import ArgumentParser
import GridcastBase
import GridcastFetch
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastJobs
import GridcastReproject
import GridcastWrite

struct RecordsCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "records",
    abstract: "Make a layer of places that another program fetched.",
    discussion: """
      Takes JSON with a place a line, as Scrapy's feeds (.jl), mongoexport and the journals of \
      fetch have them, arrays of places, and whole answers of Amap or Baidu. Places stand at their \
      location (109.5,34.5, or lng and lat, or a point of GeoJSON), or at lng or lon and lat; each \
      comes once, by its id or uid. Nothing is asked for.

      Examples:
        gridcast fetch records crawl.jl --service amap -o pois.gpkg
        gridcast fetch records 2023.json --service baidu --date 2023-05-01 \\
          -o pois-2023.gpkg
      """)

  static let forms: [CommandForm] = []

  @Argument(.file("jl", "jsonl", "json"), help: "The files.") var inputs: [String]
  @Option(
    .choice,
    help:
      "The service that the places are from: amap, whose coordinates are GCJ-02, or baidu, BD-09.")
  var service: PlaceRecords.Origin
  @Option(
    .system,
    help: ArgumentHelp(
      "The system of the coordinates, if they are the service's no longer.", valueName: "system"))
  var from: String?
  @Option(
    .text,
    help: ArgumentHelp(
      "The member by which places are known. Default: id or uid.", valueName: "name"))
  var id: String?
  @Option(
    .text,
    help: ArgumentHelp(
      "When they were fetched, as 2024-05-01, where the file does not tell.", valueName: "day"))
  var date: String?
  @OptionGroup var made: PlaceLayerOptions
  @Flag(
    help:
      "Go on where features or values are lost; without it the command then ends with exit code 65 and writes nothing."
  ) var allowLoss = false
  @OptionGroup var tables: TableOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  private struct Result: Encodable {
    let places: Int
    let duplicates: Int
    let coordinateSystem: String
    let output: String
    let notes: [Sentence]
  }

  func run() throws {
    let staging = outputs.staging(reading: inputs, tables: tables)
    try staging.check(.cells(made.output))
    let day = try date.map { text in
      guard let day = DateTime(day: text) else {
        throw misuse("'\(text)' is no day; write --date as 2024-05-01.")
      }
      return day
    }
    var records = PlaceRecords(by: id, on: day)
    for path in inputs { try records.read(path) }
    let places = records.places
    if let lost = places.lost, !allowLoss {
      throw GridcastError(.badData, inputs[0], "some of it is lost: \(lost); \(.allowLoss)")
    }
    let layer = try places.layer(
      in: .named(from ?? service.system),
      try made.categorization,
      movedTo: made.to.map(TargetChoice.init), inputs[0])
    var notes = places.notes + layer.notes
    notes += try layer.features.withPositions(for: made.output).write(
      to: made.output, style: nil, kind: .point, staging: staging, allowLoss: allowLoss)
    try report.commit(staging)
    report.warn(notes)
    let result = Result(
      places: layer.features.count, duplicates: places.repeatedCount,
      coordinateSystem: layer.features.coordinateSystem?.description ?? "", output: made.output,
      notes: notes)
    if report.json { return try Console.print(json: result) }
    Console.print(
      "\(counted(result.places, "place")) in \(result.coordinateSystem), written to \(made.output)")
    Console.print("  \(counted(result.duplicates, "duplicate")) left out")
  }
}
