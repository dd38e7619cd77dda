import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastJobs
import GridcastWrite

struct MergeCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Add up the parts of a count.",
    discussion: """
      Parts are what `gridcast bin --partial` writes, wherever it ran. They must have been counted \
      alike, on the same cells; nothing may be in two of them, and of a file that was counted in \
      ranges none may be missing. What is written and reported is what one `gridcast bin` of \
      everything would write and report.

      Examples:
        gridcast merge 1.part 2.part -o counts.tif --cells cells.csv
        gridcast merge 1.part 2.part --partial first.part
      """)

  // A desktop has one machine.
  static let forms: [CommandForm] = []

  @Argument(
    .file("part"), help: "The parts; their inputs count in the order in which they first come.")
  var parts: [String]
  @Option(
    .newRaster, .front,
    name: [.short, .long],
    help: ArgumentHelp("The GeoTIFF to write, a band a category.", valueName: "file"))
  var output: String?
  @Option(
    .newLayer, .front,
    name: .customLong("cells"),
    help: ArgumentHelp(
      "Write the cells too, as polygons (.shp …) or a table (.csv).", valueName: "file"))
  var cellsOutput: [String] = []
  @Option(
    .newFile("part"), .nowhere,
    help: ArgumentHelp(
      "Write the sum as a part, which can be merged further; - for standard output.",
      valueName: "file"))
  var partial: String?
  @Flag(help: "Go on where parts of an input are missing.") var allowLoss = false
  @OptionGroup var styles: StyleOptions
  @OptionGroup var tables: TableOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if partial != nil && (output != nil || !cellsOutput.isEmpty) {
      throw misuse(
        "--partial takes the place of other outputs: leave out --output and --cells.")
    }
    if partial == "-" && report.json {
      throw misuse("The part goes to standard output: leave out --json.")
    }
  }

  func run() throws {
    let staging = outputs.staging(reading: parts, styles: styles, tables: tables)
    let part = partial == "-" ? nil : partial
    let main = [output.map { Output.raster($0) }, part.map(Output.other)].compactMap(\.self)
    try staging.check(main + cellsOutput.map(Output.cells))
    var merged = try CountPart.merged(parts, progress: report.progress)
    if let partial { return try PartReport.write(merged, to: partial, staging, report) }
    try merged.checkWhole(allowLoss: allowLoss)
    try CountReport.write(try merged.counts(), raster: output, cells: cellsOutput, staging, report)
  }
}
