import ArgumentParser
import GridcastBase
import GridcastFetch
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastReproject
import GridcastWrite

struct GeocodeCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "geocode",
    abstract: "Find where addresses are, or which addresses points have, by a web service.",
    discussion: """
      All rows stay, with what the service says of each, its confidence too, in fields that begin \
      with geocode_. A row whose address was not found has no shape; --not-found writes a table of \
      these. Each address is asked for once, and a journal keeps all answers: a command that was \
      stopped, or whose key has spent its day (exit code 75), goes on when it is run again.

      Examples:
        gridcast geocode shops.csv --address address --city-name 西安 --service amap \\
          --key-from AMAP_KEY -o shops.gpkg
        gridcast geocode shops.gpkg --reverse --service baidu \\
          --key-from BAIDU_KEY -o named.gpkg
      """)

  static let forms: [CommandForm] = []

  enum Service: String, CaseIterable, ExpressibleByArgument {
    case amap, baidu

    var geocoder: any Geocoder {
      switch self {
      case .amap: AmapGeocoder()
      case .baidu: BaiduGeocoder()
      }
    }
  }

  @OptionGroup var input: InputOptions
  @Option(.choice, help: "The service: amap or baidu.") var service: Service
  @Option(
    .field(of: "inputs"), help: ArgumentHelp("The field of addresses.", valueName: "field"))
  var address: String?
  @Option(
    .field(of: "inputs"),
    help: ArgumentHelp("The field of the cities that the addresses are in.", valueName: "field"))
  var city: String?
  @Option(
    .text,
    help: ArgumentHelp(
      "The city of the addresses for which no field tells it.", valueName: "name"))
  var cityName: String?
  @Flag(help: "Find the addresses of points.") var reverse = false
  @Option(
    .newLayer, name: [.short, .long],
    help: ArgumentHelp("The layer of points to write.", valueName: "file"))
  var output: String
  @Option(
    .newTable,
    help: ArgumentHelp("Write the rows for which nothing was found as CSV.", valueName: "file"))
  var notFound: String?
  @Option(
    .system(or: "utm"),
    help: ArgumentHelp(
      "Move what was found to this coordinate system: utm, a code, WKT or .prj file. Default: it stays as the service has it.",
      valueName: "system"))
  var to: String?
  @OptionGroup var key: KeyOptions
  @OptionGroup var asking: FetchOptions
  @OptionGroup var tables: TableOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  private struct Result: Encodable {
    let features: Int
    let notFound: Int
    let requests: Int
    let fromJournal: Int
    let coordinateSystem: String
    let output: String
    let journal: String
    let notes: [Sentence]
  }

  func validate() throws {
    if reverse == (address != nil) {
      throw misuse("Give either --address with a field, or --reverse.")
    }
    if reverse && (city != nil || cityName != nil || to != nil) {
      throw misuse("--city, --city-name and --to do not go with --reverse.")
    }
    if input.inputs.count != 1 { throw misuse("One table or layer is taken at a time.") }
  }

  func run() throws {
    let journal = asking.journal(for: output)
    let staging = outputs.staging(
      reading: input.inputs + [journal] + asking.withJournal, tables: tables)
    try staging.check([.cells(output)] + [notFound].compactMap(\.self).map(Output.table))
    let geocoder = service.geocoder
    let question: AddressFetch.Question =
      if let address { .places(address: address, cityField: city, city: cityName) } else {
        .addresses
      }
    let access = try asking.access(
      to: geocoder.address, key: key, perSecond: 3, for: output)
    var job = AddressFetch(geocoder, by: access, input: input.sources[0], question)
    job.target = to.map(TargetChoice.init)
    Console.hintAfterInterrupt("\(journal) keeps what was answered: run it again for the rest")
    let found = try job.run(progress: report.progress)
    var notes = found.notes
    notes += try found.features.withPositions(for: output).write(
      to: output, style: nil, kind: .point, staging: staging,
      allowLoss: input.reading.allowLoss)
    if let notFound {
      let missing = Set(found.notFound)
      notes += try found.features.filtered(
        (0..<found.features.count).map { missing.contains($0) }
      ).write(to: notFound, style: nil, staging: staging, allowLoss: true)
    }
    try report.commit(staging)
    report.warn(notes)
    let result = Result(
      features: found.features.count, notFound: found.notFound.count, requests: found.asked,
      fromJournal: found.known,
      coordinateSystem: found.features.coordinateSystem?.description ?? "", output: output,
      journal: journal, notes: notes)
    if report.json { return try Console.print(json: result) }
    Console.print(
      "\(counted(result.features, "feature")), \(formatted(result.notFound)) not found, in \(result.coordinateSystem), written to \(output)"
    )
    Console.print(
      "  \(counted(result.requests, "request")), \(formatted(result.fromJournal)) answers from the journal"
    )
  }
}
