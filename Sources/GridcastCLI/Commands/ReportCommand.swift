import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastWrite

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make one HTML file of what a run found, to read, print and hand on.",
    discussion: """
      First what was counted, what is expected where, and what to beware of, in three sentences; then the \
      squares with most growth, maps, and a part for specialists, in one file that needs no network. Over a \
      cell of a map its numbers are shown. Title, author, date, source and licence stand under `about:` in \
      the plan, or are given here. `gridcast run` writes it at its end; this \
      makes it anew from the outputs of a run, also where their folder was moved.

      Examples:
        gridcast report map -o report.html
        gridcast report map --title "Shops in our city" -o report.html
      """)

  @Argument(
    .folder, help: ArgumentHelp("The folder with the run's run.json.", valueName: "run-folder"))
  var folder: String
  @Option(
    .newFile("html", "htm"), .front,
    name: [.short, .long],
    help: ArgumentHelp(
      "The HTML file to write. Default: report.html in the run's folder.", valueName: "file"))
  var output: String?
  @Option(
    .text, .front,
    help: ArgumentHelp(
      "The title of the report. Default: that of the plan, else one made of what is counted and forecast.",
      valueName: "text"))
  var title: String?
  @Option(.text, help: ArgumentHelp("Who made it.", valueName: "text")) var author: String?
  @Option(.text, help: ArgumentHelp("When it was made, as it is to be written.", valueName: "text"))
  var date: String?
  @Option(.text, help: ArgumentHelp("Where the data come from.", valueName: "text"))
  var source: String?
  @Option(
    .text,
    help: ArgumentHelp(
      "Under which licence it may be handed on, as in \"ODbL 1.0\".", valueName: "text"))
  var licence: String?
  @Option(
    .outlines,
    help: ArgumentHelp(
      "Roads, water or districts below the map to explore, in place of those of the plan; may be given more than once.",
      valueName: "file"))
  var base: [String] = []
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  private struct Result: Encodable {
    let output: String
    let notes: [Sentence]
  }

  func validate() throws {
    if let output, ![".html", ".htm"].contains(where: output.lowercased().hasSuffix) {
      throw misuse("A report is written as HTML; end the name of --output in .html.")
    }
  }

  func run() throws {
    var made = try RunReport(reading: folder)
    made.tell(About(title: title, author: author, date: date, source: source, licence: licence))
    if !base.isEmpty { made.lay(base: base.map { Source($0, role: .base) }) }
    let output = output ?? made.usualPath
    let staging = outputs.staging(reading: made.paths)
    try staging.check(output)
    let (text, notes) = try made.html()
    try text.write(to: output, staging: staging)
    try report.commit(staging)
    report.warn(notes, for: .plan)
    if report.json {
      return try Console.print(json: Result(output: output, notes: notes), for: .plan)
    }
    Console.print("written to \(output)")
  }
}
