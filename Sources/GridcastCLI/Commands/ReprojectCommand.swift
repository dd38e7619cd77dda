import ArgumentParser
import Gridcast

struct ReprojectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproject",
    abstract: "Move a layer to another coordinate system.",
    discussion: """
      The format follows from the ending of the output: .shp, .geojson, .geojsonl, .gpkg, .fgb or \
      .csv. What a format cannot hold, and features that cannot be moved, end the command with \
      exit code 65 and nothing written, unless --allow-loss is given.

      Examples:
        gridcast reproject pois.shp -o pois-utm.shp
        gridcast reproject pois.csv --to EPSG:4547 -o pois.gpkg
      """)

  @OptionGroup var inputs: InputOptions
  @Option(
    help: ArgumentHelp(
      "The coordinate system to move to: utm (the WGS 84 / UTM zone in which the data lie), a code, WKT or .prj file.",
      valueName: "system"))
  var to = "utm"
  @Option(name: [.short, .long], help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String
  @Flag(help: "Print what would be done, and do nothing.") var dryRun = false
  @Flag(help: "Go on where something is lost.") var allowLoss = false
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  private struct Result: Encodable {
    let input: String
    let output: String
    let from: String
    let to: String
    let read: Int
    let written: Int
    let dropped: [RunRecord.Dropped]
    let fields: [String: String]
    let losses: [String]
    let notes: [String]
  }

  private var input: String { inputs.inputs[0] }

  func validate() throws {
    if inputs.inputs.count != 1 || inputs.layer.count > 1 {
      throw ValidationError("One layer of one file is reprojected at a time.")
    }
  }

  func run() throws {
    var reprojecting = Reprojecting(inputs.sources[0], to: TargetChoice(to), output: output)
    reprojecting.allowLoss = allowLoss
    let staging = outputs.staging(reading: [input])
    if !dryRun { try staging.check(output) }
    let prepared = try reprojecting.prepare(progress: report.progress)
    report.warn(prepared.notes.map { "\(input): \($0)" })
    if dryRun {
      try tell(prepared, Tally(), [])
      return
    }
    let (tally, renamed) = try reprojecting.run(
      prepared, staging: staging, progress: report.progress)
    try staging.commit()
    report.warn(tally.notes + renamedNotes(renamed, in: output))
    try tell(prepared, tally, renamed)
  }

  private func tell(
    _ prepared: Reprojecting.Preparation, _ tally: Tally, _ renamed: [(full: String, short: String)]
  ) throws {
    let result = Result(
      input: input, output: output, from: "\(prepared.from)", to: "\(prepared.to)",
      read: dryRun ? prepared.survey.count : tally.read, written: tally.kept,
      dropped: RunRecord.Dropped.all(of: tally),
      fields: Dictionary(renamed.map { ($0.full, $0.short) }) { first, _ in first },
      losses: prepared.losses, notes: prepared.notes + tally.notes)
    if report.json { return try Console.print(json: result) }
    Console.print("\(prepared.from) → \(prepared.to)")
    if dryRun {
      Console.print(
        "would write \(counted(prepared.survey.count, "feature")) with "
          + "\(counted(prepared.schema.fields.count, "field")) to \(output)")
    } else {
      Console.print(
        "\(formatted(tally.read)) read, \(formatted(tally.kept)) written to \(output)")
      for item in tally.dropped { Console.print("  \(formatted(item.count)) lost: \(item.reason)") }
    }
    for loss in prepared.losses { Console.print("  lost: \(loss)") }
  }
}
