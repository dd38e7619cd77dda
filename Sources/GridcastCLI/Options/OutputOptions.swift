import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastGeo
import GridcastWrite

/// The options for replacing existing files.
struct OutputOptions: ParsableArguments {
  @Flag(.nowhere, help: "Replace outputs that exist, with their sidecar files.") var overwrite =
    false

  /// The staging for the outputs of this command, which must not replace its inputs.
  func staging(
    reading inputs: [String?] = [], styles: StyleOptions? = nil, tables: TableOptions? = nil
  ) -> Staging {
    Staging(
      overwrite: overwrite, inputs: inputs.compactMap { $0 }, styles: styles?.files ?? .qml,
      disarmsFormulas: tables?.safeCSV ?? false, store: GDALStore())
  }
}

/// The options for tables that are written.
struct TableOptions: ParsableArguments {
  @Flag(
    name: .customLong("safe-csv"),
    help: "Of CSV: put an apostrophe before texts that a table calculation would take for formulas."
  )
  var safeCSV = false
}
