import ArgumentParser
import GridcastBase

/// The options for running many jobs.
struct FolderOptions: ParsableArguments {
  @Option(
    .text, .nowhere,
    help: ArgumentHelp(
      "Of folders: which files to take, as '*.shp' or 'north/**/*.csv'. Default: every known format.",
      valueName: "pattern"))
  var pattern: String?
  @Option(
    .text, .nowhere,
    help: ArgumentHelp(
      "Do every N-th job only, so that other machines do the rest: 1/N to N/N.", valueName: "i/N"))
  var shard: String?
  @Option(
    .whole(1), .nowhere,
    help: ArgumentHelp("How many jobs run at once. Default: one a core.", valueName: "number"))
  var workers: Int?

  func validate() throws {
    if let workers, workers < 1 { throw misuse("--workers is 1 or more.") }
  }
}
