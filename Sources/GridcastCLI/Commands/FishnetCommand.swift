import ArgumentParser
import GridcastBase
import GridcastBin
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastWrite

struct FishnetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fishnet",
    abstract: "Lay square cells over a study area.",
    discussion: """
      Cells lie on one tiling that begins at (0, 0) of the coordinate system, so that two fishnets \
      of one size always match. Each cell has a row, a column and a name that is the same in every \
      fishnet of its size.

      Examples:
        gridcast fishnet --within study-area.geojson --cell 1km -o fishnet.shp
        gridcast fishnet pois.shp --cell 500m -o fishnet.gpkg
      """)

  @Argument(
    .layer, .front, help: "Layers that the cells are to cover, where there is no study area.")
  var inputs: [String] = []
  @Option(
    .system(of: "inputs"),
    help: ArgumentHelp("The coordinate system that the inputs are in.", valueName: "system"))
  var from: String?
  @Flag(
    help:
      "Go on where features or values are lost; without it the command then ends with exit code 65 and writes nothing."
  ) var allowLoss = false
  @OptionGroup var cells: CellOptions
  @Option(
    .newLayer,
    name: [.short, .long],
    help: ArgumentHelp("The layer (.shp …) or table (.csv) to write.", valueName: "file"))
  var output: String
  @OptionGroup var styles: StyleOptions
  @OptionGroup var tables: TableOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  private struct Result: Encodable {
    let cells: Int
    let columns: Int
    let rows: Int
    let cellSize: Double
    let coordinateSystem: String
    let output: String
  }

  mutating func validate() throws {
    inputs = InputOptions.withoutParts(inputs)
    if inputs.isEmpty == (cells.area.within == nil) {
      throw misuse("Give either --within or layers to cover.")
    }
  }

  func run() throws {
    let staging = outputs.staging(
      reading: inputs + [cells.area.within], styles: styles, tables: tables)
    try staging.check(.cells(output))
    let laying = Laying(
      over: inputs.map { Source($0, coordinateSystem: from).allowingLoss(allowLoss) },
      studyArea: cells.area.studyArea,
      target: cells.area.target, cellSize: try cells.size, rule: cells.withinRule)
    let (fishnet, notes) = try laying.fishnet(progress: report.progress)
    let more = try Counts.writeCells(
      of: fishnet, [], isCount: true, to: output, style: nil, staging: staging)
    try report.commit(staging)
    report.warn(notes + more)
    let grid = fishnet.grid
    let result = Result(
      cells: fishnet.cells.count, columns: grid.columns, rows: grid.rows, cellSize: grid.cellSize,
      coordinateSystem: grid.coordinateSystem.description, output: output)
    if report.json { return try Console.print(json: result) }
    Console.print(
      "\(counted(result.cells, "cell", as: "cell of a fishnet")) of \(formatted(grid.cellSize, 6))\(grid.coordinateSystem.unitSuffix) in "
        + "\(counted(grid.columns, "column")) and \(counted(grid.rows, "row")), "
        + "\(grid.coordinateSystem), written to \(output)")
  }
}
