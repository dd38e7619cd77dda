import ArgumentParser
import Foundation
import GridcastBase
import GridcastFetch
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastReproject
import GridcastWrite

/// The options of all services that list places.
struct PlaceFetchOptions: ParsableArguments {
  @Option(
    .areas, .front,
    help: ArgumentHelp("Polygons within which places are fetched.", valueName: "file"))
  var within: String
  @Option(
    .nameOfLayer(in: "within"), .nowhere,
    help: ArgumentHelp(
      "The layer of the polygons within which places are fetched.", valueName: "name"))
  var withinLayer: String?
  @Option(
    .system(of: "within"),
    help: ArgumentHelp(
      "The coordinate system of the polygons within which places are fetched.", valueName: "system")
  )
  var withinFrom: String?
  @OptionGroup var made: PlaceLayerOptions
  @Option(
    .text, .nowhere,
    help: ArgumentHelp(
      "Fetch the i-th of N shares of the area only, so that other machines fetch the rest; put together with --with-journal.",
      valueName: "i/N"))
  var shard: String?
  @OptionGroup var asking: FetchOptions
  @OptionGroup var tables: TableOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  private struct Result: Encodable {
    let places: Int
    let requests: Int
    let repeated: Int
    let fromJournal: Int
    let duplicates: Int
    let isComplete: Bool
    let coordinateSystem: String
    let output: String
    let journal: String
    let notes: [Sentence]
  }

  /// Fetches from a service that takes a key, and writes what came.
  func fetch(_ service: any PlaceService, with key: KeyOptions) throws {
    try fetch(
      .places(service),
      by: asking.access(to: service.address, key: key, perSecond: 3, for: made.output))
  }

  /// Fetches, and writes what came.
  func fetch(_ search: PlaceFetch.Search, by access: ServiceAccess) throws {
    let journal = access.journal
    let staging = outputs.staging(
      reading: [within, journal] + access.otherJournals, tables: tables)
    try staging.check(.cells(made.output))
    var job = PlaceFetch(
      search, by: access,
      within: Source(
        within, layers: withinLayer.map { [$0] } ?? [], coordinateSystem: withinFrom,
        role: .studyArea))
    job.shard = try shard.map(Shard.init) ?? .whole
    job.target = made.to.map(TargetChoice.init)
    job.categories = try made.categorization
    Console.hintAfterInterrupt("\(journal) keeps what was answered: run it again for the rest")
    let found = try job.run(progress: report.progress)
    let more = try found.features.withPositions(for: made.output).write(
      to: made.output, style: nil, kind: .point, staging: staging)
    try report.commit(staging)
    report.warn(found.notes + more)
    let result = Result(
      places: found.features.count, requests: found.asked, repeated: found.repeated,
      fromJournal: found.known, duplicates: found.duplicates, isComplete: !found.isIncomplete,
      coordinateSystem: found.features.coordinateSystem?.description ?? "", output: made.output,
      journal: journal, notes: found.notes + more)
    if report.json { return try Console.print(json: result) }
    Console.print(
      "\(counted(result.places, "place")) in \(result.coordinateSystem), written to \(made.output)")
    Console.print(
      "  \(counted(result.requests, "request")), \(formatted(result.fromJournal)) answers from the journal, \(counted(result.duplicates, "duplicate")) left out"
    )
  }
}
