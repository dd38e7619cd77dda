import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastJobs
import GridcastWrite

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make one HTML file of what a run found, to read, print and hand on.",
    discussion: """
      Maps, charts, tables, findings in sentences, parameters, losses and warnings, in one file that needs \
      no network. Over a cell of a map its numbers are shown. `gridcast run` writes it at its end; this \
      makes it anew from the outputs of a run, also where their folder was moved.

      Example:
        gridcast report map -o report.html
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
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  private struct Result: Encodable {
    let output: String
    let notes: [Sentence]
  }

  func validate() throws {
    if let output, ![".html", ".htm"].contains(where: output.lowercased().hasSuffix) {
      throw ValidationError("A report is written as HTML; end the name of --output in .html.")
    }
  }

  func run() throws {
    let made = try RunReport(reading: folder)
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
