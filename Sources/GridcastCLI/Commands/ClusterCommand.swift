import ArgumentParser
import GridcastAnalyse
import GridcastBase
import GridcastFiles
import GridcastJobs
import GridcastWrite

struct ClusterCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "Gather points in clusters by k-means.",
    discussion: """
      Each point goes to the nearest centre, each centre to the mean of its points, until nothing \
      changes; the best of several starts is kept. Clusters are numbered from the largest. \
      -k auto takes the number of clusters whose mean silhouette is highest.

      Examples:
        gridcast cluster pois.shp -k 5 --points clusters.gpkg --hulls hulls.shp
        gridcast cluster pois.csv -k auto --k-range 2...6 --centres centres.shp
      """)

  static let forms = [
    CommandForm(name: "cluster", title: "Gather points in clusters", takes: ["inputs": .layer])
  ]

  @OptionGroup var input: InputOptions
  @Option(
    .whole(1, 10_000, or: "auto"),
    name: .customShort("k"),
    help: ArgumentHelp("How many clusters, or auto.", valueName: "number"))
  var count: String
  @Option(
    .text,
    help: ArgumentHelp(
      "The numbers of clusters that -k auto tries. Default: 2...10.",
      valueName: "range"))
  var kRange: String?
  @Option(
    .field(of: "inputs"), help: ArgumentHelp("A field of weights, 0 or more.", valueName: "field"))
  var weight: String?
  @Option(
    .whole(1, 10_000),
    help: ArgumentHelp("How many starts, of which the best is kept.", valueName: "number"))
  var restarts = 10
  @Option(.whole(0), help: "The seed of all random numbers.") var seed: UInt64 = 0
  @Option(
    .whole(1),
    help: ArgumentHelp(
      "After how many steps a start ends even where points still change their cluster.",
      valueName: "number"))
  var maxIterations = 1000
  @Option(
    .whole(2, 100_000),
    help: ArgumentHelp(
      "How many points, drawn at random, silhouettes are computed for.", valueName: "number"))
  var silhouetteSample = 5000
  @OptionGroup var area: AreaOptions
  @Option(
    .field(of: "inputs"),
    parsing: .upToNextOption,
    help: ArgumentHelp("The fields that the points keep. Default: all.", valueName: "field"))
  var select: [String] = []
  @Option(
    .newLayer, .front,
    help: ArgumentHelp(
      "Write the points with their fields, cluster and distance to its centre.", valueName: "file"))
  var points: String?
  @Option(
    .newLayer, .front,
    help: ArgumentHelp("Write the centres with what is told of each cluster.", valueName: "file"))
  var centres: String?
  @Option(
    .newLayer, .front,
    help: ArgumentHelp("Write the convex hulls of the clusters.", valueName: "file"))
  var hulls: String?
  @Option(
    .newTable, .front,
    help: ArgumentHelp("Write sizes, distances and silhouettes as CSV.", valueName: "file"))
  var table: String?
  @OptionGroup var styles: StyleOptions
  @OptionGroup var tables: TableOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  private static let clusterLimit = 10_000

  private var wanted: ClusterCount? {
    guard count == "auto" else {
      return Int(count).flatMap { (1...Self.clusterLimit).contains($0) ? .exactly($0) : nil }
    }
    let ends = (kRange ?? "2...10").replacing("...", with: "-").split(separator: "-").map {
      Int($0)
    }
    guard ends.count == 2, let first = ends[0], let last = ends[1], 2 <= first, first <= last,
      last <= Self.clusterLimit
    else { return nil }
    return .best(first...last)
  }

  func validate() throws {
    if kRange != nil && count != "auto" { throw misuse("--k-range goes with -k auto.") }
    guard wanted != nil else {
      throw misuse(
        count == "auto"
          ? "Write --k-range as 2...10, from 2 up."
          : "-k is a whole number from 1 to \(Self.clusterLimit), or auto.")
    }
    guard (1...10_000).contains(restarts) else {
      throw misuse("--restarts must be from 1 to 10000.")
    }
    guard maxIterations >= 1 else { throw misuse("--max-iterations must be 1 or more.") }
    guard (2...100_000).contains(silhouetteSample) else {
      throw misuse("--silhouette-sample must be from 2 to 100000.")
    }
    if !select.isEmpty && points == nil {
      throw misuse("--select goes with --points.")
    }
    if let hulls, let format = Format.of(path: hulls),
      format == .csv || !(format.layers?.capacity.holdsShapes ?? true)
    {
      throw misuse(
        "Hulls are areas, which a table does not hold; write --hulls as .shp or .gpkg, and numbers with --table."
      )
    }
  }

  func run() throws {
    guard let wanted else { return }
    let staging = outputs.staging(
      reading: input.inputs + [area.within], styles: styles, tables: tables)
    let layers = [points, centres, hulls].compactMap(\.self)
    let paths = layers + [table].compactMap(\.self)
    try staging.check(layers.map(Output.cells) + [table].compactMap(\.self).map(Output.table))
    var clustering = Clustering(inputs: input.sources, count: wanted)
    clustering.target = area.target
    clustering.studyArea = area.studyArea
    clustering.weight = weight
    clustering.settings.restarts = restarts
    clustering.settings.seed = seed
    clustering.settings.maxIterations = maxIterations
    clustering.sampleSize = silhouetteSample
    clustering.fields = points == nil ? [] : select.isEmpty ? nil : select
    clustering.allowLoss = input.reading.allowLoss
    let clusters = try clustering.clusters(progress: report.progress)
    let notes =
      clusters.tally.notes
      + (try clusters.write(
        points: points, centers: centres, hulls: hulls, table: table, staging: staging,
        allowLoss: input.reading.allowLoss))
    try report.commit(staging)
    report.warn(notes)
    try ClusterReport(
      clusters, isWeighted: weight != nil, isChosen: count == "auto", outputs: paths, notes: notes
    ).print(json: report.json)
  }
}
