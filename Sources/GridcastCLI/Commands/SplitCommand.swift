import ArgumentParser
import GridcastBase
import GridcastBin
import GridcastFiles
import GridcastFormats
import GridcastJobs

struct SplitCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "List parts of inputs that can be counted on their own.",
    discussion: """
      Nothing is written: each line holds the words with which `gridcast bin --partial` counts one \
      part, quoted for a shell. CSV, GeoJSONSeq, JSON records, Shapefiles and the points of an OSM \
      PBF are cut between two records; other files are parts as they are, and small ones are put together. The options are those of `bin`, \
      and stand in each line; the coordinate system that one count of everything would find is \
      found here, once for all parts.

      Examples:
        gridcast split pois.csv --parts 8 --category function --cell 500m
        gridcast split pois.shp pois.csv --parts 40 --json
      """)

  // A desktop has one machine.
  static let forms: [CommandForm] = []

  @OptionGroup var input: InputOptions
  @Option(
    .whole(1, 1_000_000), help: ArgumentHelp("About how many parts to make.", valueName: "number"))
  var parts: Int
  @OptionGroup var by: CategoryOptions
  @OptionGroup var cells: CellOptions
  @Option(.raster, help: ArgumentHelp("Use the cells of this raster.", valueName: "raster"))
  var like: String?
  @OptionGroup var report: ReportOptions

  private struct Result: Encodable {
    struct Part: Encodable {
      let arguments: [String]
      let inputs: [String]
      let range: String?
      let unit: String?
      let bytes: Int
    }
    let coordinateSystem: String?
    let parts: [Part]
    let notes: [Sentence]
  }

  func validate() throws {
    if !(1...1_000_000).contains(parts) {
      throw misuse("--parts must be from 1 to 1000000.")
    }
    if like != nil && (cells.area.within != nil || cells.cell != nil || cells.area.to != nil) {
      throw misuse("--like brings its own cells: leave out --within, --cell and --to.")
    }
    if input.inputs.contains("-") {
      throw misuse("Standard input is read once, and cannot be split.")
    }
  }

  func run() throws {
    var counting = Counting(
      inputs: input.sources, cellSize: try cells.size,
      categorization: try by.categorization)
    counting.target = cells.area.target
    counting.studyArea = cells.area.studyArea
    counting.rule = cells.withinRule
    counting.weight = by.weight
    counting.like = like
    counting.allowLoss = input.reading.allowLoss
    let split = try counting.split(into: parts, progress: report.progress)
    let system = split.system.map { $0.offset?.rawValue ?? $0.code ?? $0.wkt }
    let options =
      Self.words([
        ("--to", system), ("--category", by.category),
        ("--categories", by.categories), ("--weight", by.weight), ("--like", like),
      ]) + cells.words + input.reading.words
    let result = Result(
      coordinateSystem: system,
      parts: split.parts.map { part in
        Result.Part(
          arguments: part.paths + (part.range.map { ["--range", "\($0)"] } ?? []) + options,
          inputs: part.paths, range: part.range.map { "\($0)" }, unit: part.unit?.rawValue,
          bytes: part.size)
      }, notes: split.notes)
    report.warn(split.notes)
    if report.json { return try Console.print(json: result) }
    for part in result.parts {
      // Whole, however long it is: a shell takes it.
      let line = part.arguments.map(Self.quoted).joined(separator: " ")
      StandardStream.output.write(OddNames.shown(line).visible() + "\n")
    }
  }

  /// The words of the options that have a value.
  static func words(_ options: [(name: String, value: String?)]) -> [String] {
    options.flatMap { option in option.value.map { [option.name, $0] } ?? [] }
  }

  /// A word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy {
      $0.isLetterOrDigit || "-_./:,=@%+".utf8.contains($0) || $0 > 127
    }
    return isPlain && !word.isEmpty
      ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}

extension CellOptions {
  /// The words of these options, without the coordinate system.
  fileprivate var words: [String] {
    SplitCommand.words([
      ("--cell", cell), ("--within", area.within), ("--within-layer", area.withinLayer),
      ("--within-from", area.withinFrom),
      ("--within-rule", area.within == nil ? nil : withinRule.rawValue),
    ])
  }
}

extension SourceOptions {
  /// The words of these options.
  fileprivate var words: [String] {
    let flags = [
      ("--no-header", noHeader), ("--allow-remote", allowRemote), ("--allow-loss", allowLoss),
    ]
    return layer.flatMap { ["--layer", $0] }
      + SplitCommand.words([
        ("--from", from), ("--where", `where`), ("--encoding", encoding), ("--x", x), ("--y", y),
        ("--wkt", wkt),
      ]) + flags.filter(\.1).map(\.0)
  }
}
