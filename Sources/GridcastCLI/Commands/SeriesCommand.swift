import ArgumentParser
import GridcastBase
import GridcastFetch
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastWrite

struct SeriesCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "series",
    abstract: "Tell which places are new, gone or moved between fetches.",
    discussion: """
      Takes layers of the same places, the oldest first, and writes each place once: since when it \
      is there, until when it was (empty while it is there), whether it is new, gone, moved or the \
      same, and by how many metres it moved. A plan takes the series for its years by conditions \
      such as "since <= '2024-06-30' AND (until IS NULL OR until > '2024-06-30')".

      Examples:
        gridcast fetch series pois-2024.gpkg pois-2025.gpkg -o series.gpkg
        gridcast fetch series a.gpkg b.gpkg --dates 2023-05-01,2024-05-01 \\
          --only-changes -o d.csv
      """)

  static let forms: [CommandForm] = []

  @Argument(.points, help: "The layers, the oldest first.") var inputs: [String]
  @Option(
    .field(of: "inputs"),
    help: ArgumentHelp(
      "The field by which places are known. Default: id, uid or osm_id.", valueName: "field"))
  var id: String?
  @Option(
    .text,
    help: ArgumentHelp(
      "When the layers were fetched, as 2024-05-01, with commas between. Default: what their field fetched says.",
      valueName: "days"))
  var dates: String?
  @Option(
    .number(from: 0),
    help: ArgumentHelp(
      "How far a place may be from where it was without having moved, in metres.",
      valueName: "metres"))
  var tolerance = 10.0
  @Flag(help: "Leave out places that are the same in all layers.") var onlyChanges = false
  @Option(
    .newLayer, name: [.short, .long],
    help: ArgumentHelp("The layer of places to write.", valueName: "file"))
  var output: String
  @OptionGroup var tables: TableOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  private struct Result: Encodable {
    let new: Int, gone: Int, moved: Int, same: Int
    let output: String
    let notes: [Sentence]
  }

  func validate() throws {
    if inputs.count < 2 { throw misuse("Give two layers at least, the oldest first.") }
    if tolerance < 0 || !tolerance.isFinite {
      throw misuse("--tolerance must be 0 or more.")
    }
  }

  func run() throws {
    let staging = outputs.staging(reading: inputs, tables: tables)
    try staging.check(.cells(output))
    let sources = inputs.map { Source($0) }
    var series = PlaceSeries(sources, by: try id ?? Self.identifier(in: sources[0]))
    series.dates = try dates.map { text in
      try text.split(separator: ",", omittingEmptySubsequences: false).map { day in
        guard let date = DateTime(day: String(day).trimmed) else {
          throw misuse("'\(day)' is no day; write --dates as 2024-05-01,2025-05-01.")
        }
        return date
      }
    }
    series.tolerance = tolerance
    series.onlyChanges = onlyChanges
    let found = try series.result(progress: report.progress)
    let more = try found.features.withPositions(for: output).write(
      to: output, style: nil, kind: .point, staging: staging)
    try report.commit(staging)
    report.warn(found.notes + more)
    func count(_ change: PlaceSeries.Change) -> Int { found.counts[change] ?? 0 }
    let result = Result(
      new: count(.new), gone: count(.gone), moved: count(.moved), same: count(.same),
      output: output, notes: found.notes + more)
    if report.json { return try Console.print(json: result) }
    Console.print(
      "\(formatted(result.new)) new, \(formatted(result.gone)) gone, \(formatted(result.moved)) moved, \(formatted(result.same)) the same, written to \(output)"
    )
  }

  /// The field of identifiers that one of the services writes.
  private static func identifier(in source: Source) throws -> String {
    let names = try LayerReader(source, for: .points).fields.map(\.name)
    guard let name = ["id", "uid", "osm_id"].first(where: names.contains) else {
      throw GridcastError(
        .badData, source.path,
        "it has no field id, uid or osm_id; say with --id by which field places are known")
    }
    return name
  }
}
