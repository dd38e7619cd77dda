import ArgumentParser
import Foundation
import GridcastBase
import GridcastBin
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
  @Option(
    .newLayer, name: [.short, .long],
    help: ArgumentHelp("The layer of points to write.", valueName: "file"))
  var output: String
  @Option(
    .system(or: "utm"),
    help: ArgumentHelp(
      "Move the places to this coordinate system: utm, a code, WKT or .prj file. Default: they stay as the service has them.",
      valueName: "system"))
  var to: String?
  @Option(
    .choice(of: ["osm", "amap"], orFile: "yaml", "yml"),
    help: ArgumentHelp(
      "Add a field of categories by rules: osm, amap, or a YAML file.", valueName: "rules"))
  var categories: String?
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
      by: asking.access(to: service.address, key: key, perSecond: 3, for: output))
  }

  /// Fetches, and writes what came.
  func fetch(_ search: PlaceFetch.Search, by access: ServiceAccess) throws {
    let journal = access.journal
    let staging = outputs.staging(
      reading: [within, journal] + access.otherJournals, tables: tables)
    try staging.check(output)
    var job = PlaceFetch(
      search, by: access,
      within: Source(
        within, layers: withinLayer.map { [$0] } ?? [], coordinateSystem: withinFrom,
        role: .studyArea))
    job.shard = try shard.map(Shard.init) ?? .whole
    job.target = to.map(TargetChoice.init)
    job.categories = try categories.map { .rules(try CategoryRules(named: $0)) }
    Console.hintAfterInterrupt("\(journal) keeps what was answered: run it again for the rest")
    let found = try job.run(progress: report.progress)
    let more = try found.features.withPositions(for: output).write(
      to: output, style: nil, kind: .point, staging: staging)
    try report.commit(staging)
    report.warn(found.notes + more)
    let result = Result(
      places: found.features.count, requests: found.asked, repeated: found.repeated,
      fromJournal: found.known, duplicates: found.duplicates, isComplete: !found.isIncomplete,
      coordinateSystem: found.features.coordinateSystem?.description ?? "", output: output,
      journal: journal, notes: found.notes + more)
    if report.json { return try Console.print(json: result) }
    Console.print(
      "\(counted(result.places, "place")) in \(result.coordinateSystem), written to \(output)")
    Console.print(
      "  \(counted(result.requests, "request")), \(formatted(result.fromJournal)) answers from the journal, \(counted(result.duplicates, "duplicate")) left out"
    )
  }
}
