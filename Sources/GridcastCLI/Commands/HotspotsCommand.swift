import ArgumentParser
import GridcastAnalyse
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastWrite

struct HotspotsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hotspots",
    abstract: "Find hot and cold spots, and whether neighbouring cells are alike.",
    discussion: """
      Moran's I tells of the whole raster whether like values lie side by side; Getis and Ord's Gi* \
      tells of each cell whether high or low values lie round it. Of a forecast, --residuals takes \
      what it leaves unexplained: where that clusters, something in the city is not in the model.

      The GeoTIFF gets the bands z, p, p_fdr (p corrected by the false discovery rate, as many cells \
      are tested at once) and class: 3, 2 or 1 where a cell is hot at 99, 95 or 90 % by p_fdr, \
      negative where it is cold.

      Examples:
        gridcast hotspots counts.tif --band business -o hot.tif --cells cells.shp
        gridcast hotspots forecast.tif --residuals --distance 2km
      """)

  @Argument(.raster, help: "The GeoTIFF of counts or of a forecast.") var raster: String
  @Option(
    .band(of: "raster"), .front,
    help: ArgumentHelp(
      "The band. Default: predicted of a forecast, or the only one.", valueName: "band"))
  var band: String?
  @Flag(
    .front,
    help: "Of a forecast: observed less pred_oof, or less predicted where that is not known.")
  var residuals = false
  @Option(
    .choice,
    help:
      "Which cells are neighbours: queen (the eight around a cell, the default) or rook (the four beside it)."
  )
  var contiguity: Contiguity?
  @Option(
    .length,
    help: ArgumentHelp(
      "Neighbours are instead all cells so near, as 2km or 2cells, from centre to centre.",
      valueName: "length"))
  var distance: String?
  @Option(
    .whole(0, 1_000_000),
    help: ArgumentHelp(
      "How often the values are dealt anew to judge Moran's I. Default: 999 times, but of more than 100,000 cells not at all.",
      valueName: "number")
  )
  var permutations: Int?
  @Option(.whole(0), help: "The seed by which --permutations deals them.") var seed: UInt64 = 0
  @Option(
    .newRaster, .front, name: [.short, .long],
    help: ArgumentHelp("The GeoTIFF to write.", valueName: "file"))
  var output: String?
  @Option(
    .newLayer, .front,
    name: .customLong("cells"),
    help: ArgumentHelp(
      "Write the cells too, as polygons (.shp …) or a table (.csv).", valueName: "file"))
  var cells: [String] = []
  @OptionGroup var styles: StyleOptions
  @OptionGroup var tables: TableOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  enum Contiguity: String, CaseIterable, ExpressibleByArgument {
    case queen, rook
  }

  func validate() throws {
    if band != nil && residuals { throw misuse("Give either --band or --residuals.") }
    if contiguity != nil && distance != nil {
      throw misuse("Give either --contiguity or --distance.")
    }
    if let permutations, !(0...1_000_000 ~= permutations) {
      throw misuse("--permutations is from 0 to 1,000,000.")
    }
  }

  func run() throws {
    let staging = outputs.staging(reading: [raster], styles: styles, tables: tables)
    try staging.check(
      [output].compactMap(\.self).map { Output.raster($0) } + cells.map(Output.cells))
    var search = HotspotSearch(raster)
    search.reach = try distance.map { try RasterDistance($0) }
    search.band = band
    search.ofResiduals = residuals
    search.options.permutations = permutations
    search.options.seed = seed
    if contiguity == .rook { search.options.neighbours = .rook }
    let (summary, notes) = try search.run(raster: output, cells: cells, staging: staging)
    try report.commit(staging)
    report.warn(notes)
    try HotspotsReport(summary, outputs: [output].compactMap { $0 } + cells, notes: notes)
      .print(json: report.json)
  }
}

/// The report of hot spots.
struct HotspotsReport: Encodable {
  let findings: [Sentence]
  let band: String
  let cells: Int
  let cellsWithoutNeighbours: Int
  let moran: MoransI
  /// The number of cells of each class, from −3 to 3.
  let classes: [String: Int]
  let outputs: [String]
  let notes: [Sentence]

  init(_ hotspots: HotspotSummary, outputs: [String], notes: [Sentence]) {
    findings = hotspots.findings
    band = hotspots.name
    cells = hotspots.cellCount
    cellsWithoutNeighbours = hotspots.islandCount
    moran = hotspots.moran
    classes = Dictionary(
      uniqueKeysWithValues: hotspots.classCounts.map { ("\($0.key)", $0.value) })
    self.outputs = outputs
    self.notes = notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    for finding in findings { Console.print(finding) }
    for path in outputs { Console.print("written: \(path)") }
  }
}
