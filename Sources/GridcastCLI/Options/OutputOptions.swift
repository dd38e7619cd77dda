import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastWrite

/// What may happen to files that are there already.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Replace outputs that exist, with their sidecar files.") var overwrite = false

  /// The staging of this run's outputs, which must not replace what it reads.
  func staging(reading inputs: [String?] = [], styles: StyleOptions? = nil) -> Staging {
    Staging(
      overwrite: overwrite, inputs: inputs.compactMap { $0 }, styles: styles?.files ?? .qml)
  }
}
