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

struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Fetch places from web services.",
    subcommands: [AmapFetchCommand.self])
}

/// The options of all services that list places.
struct PlaceFetchOptions: ParsableArguments {
  @Option(
    .areas, .front, help: ArgumentHelp("Polygons within which places are fetched.", valueName: "file"))
  var within: String
  @Option(
    .nameOfLayer(in: "within"), .nowhere,
    help: ArgumentHelp("The layer of the polygons within which places are fetched.", valueName: "name"))
  var withinLayer: String?
  @Option(
    .system(of: "within"),
    help: ArgumentHelp(
      "The coordinate system of the polygons within which places are fetched.", valueName: "system"))
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

  /// Fetches, and writes what came.
  func fetch(_ service: some PlaceService, perSecond: Double) throws {
    guard let name = asking.keyFrom else {
      throw ValidationError("\(service.name) needs a key: say with --key-from where it stands.")
    }
    let journal = asking.journal(for: output)
    let staging = outputs.staging(
      reading: [within, journal] + asking.withJournal, tables: tables)
    try staging.check(output)
    var job = PlaceFetch(
      service, at: try Endpoint(asking.endpoint ?? type(of: service).address),
      keys: try ServiceKey.keys(from: name),
      within: Source(
        within, layers: withinLayer.map { [$0] } ?? [], coordinateSystem: withinFrom,
        role: .studyArea), journal: journal)
    job.manner = asking.manner(perSecond: perSecond)
    job.otherJournals = asking.withJournal
    job.shard = try shard.map(Shard.init) ?? .whole
    job.target = to.map(TargetChoice.init)
    job.categories = try categories.map { .rules(try CategoryRules(named: $0)) }
    Console.hintAfterInterrupt("\(journal) keeps what was answered: run it again for the rest")
    let found = try job.run(progress: report.progress)
    let more = try found.features.write(to: output, style: nil, kind: .point, staging: staging)
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

struct AmapFetchCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "amap",
    abstract: "Fetch places from Amap.",
    discussion: """
      The area is cut into rectangles until each holds no more than Amap lists, by the polygon and \
      not by the box around it; all pages of each are read, and places are told apart by their \
      identifiers. Coordinates are GCJ-02 and marked so; --to moves them. All answers go to a \
      journal: a command that was stopped, or whose key has spent its day (exit code 75), goes on \
      when it is run again, and asks nothing twice.

      What Amap's terms say of storing is for you to read. docs/fetch.md says more.

      Examples:
        gridcast fetch amap --within study-area.geojson --types 050000,060000 --key-from AMAP_KEY \\
          -o pois.gpkg
        gridcast fetch amap --within study-area.geojson --types 050000 --key-from keys.txt \\
          --api v5 --details --categories amap --to utm -o restaurants.gpkg
      """)

  // A form on a screen is no place for keys, nor for work that takes days.
  static let forms: [CommandForm] = []

  @Option(
    .text,
    help: ArgumentHelp(
      "Amap's codes of six digits for what to fetch, with commas between them.",
      valueName: "codes"))
  var types: String
  @Option(
    .choice, help: "The generation of Amap's interface: v3, which counts places, or v5.")
  var api = Amap.Generation.v3
  @Flag(help: "Ask for all details of places, not for the basic ones only.") var details = false
  @OptionGroup var places: PlaceFetchOptions

  func run() throws {
    let codes = types.split { ",|".contains($0) }.map(String.init)
    try places.fetch(
      try Amap(api, types: codes, details: details), perSecond: 3)
  }
}
