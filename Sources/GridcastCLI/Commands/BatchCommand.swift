import ArgumentParser
import GridcastBase
import GridcastJobs

struct BatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Convert many datasets by a list.",
    discussion: """
      The list is a YAML file, and docs/cli.md has all its keys. Jobs run on all cores, each all or nothing; \
      one that fails does not stop the others. A journal beside the outputs keeps what was done: \
      run again, and only what is missing, failed or has changed is done.

      A list, manifest.yaml:
        out: converted
        defaults: {to: utm, format: gpkg}
        jobs:
          - {input: pois.csv, output: pois.gpkg, from: gcj02}
          - {input: "raw/**/*.shp", encoding: GBK}
          - {input: dem.tif, output: dem-utm.tif, cell: 30m}

      Example:
        gridcast batch manifest.yaml
      """)

  @Argument(.file("yaml", "yml"), help: "The manifest, a YAML file.") var manifest: String
  @OptionGroup var folders: FolderOptions
  @Flag(
    .nowhere,
    help: "Let jobs of the list have allow-remote, by which inputs lie beyond this machine's files."
  )
  var allowRemote = false
  @Flag(.nowhere, help: "Print what would be done, and do nothing.") var dryRun = false
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if folders.pattern != nil { throw misuse("Patterns stand in the manifest.") }
  }

  func run() throws {
    let manifest = try Manifest(reading: manifest, allowsRemote: allowRemote)
    report.warn(manifest.notes)
    try BatchRunner(
      jobs: manifest.jobs, folder: manifest.folder, folders: folders, outputs: outputs,
      report: report, dryRun: dryRun
    ).run()
  }
}
