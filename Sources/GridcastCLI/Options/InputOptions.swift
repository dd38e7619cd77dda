import ArgumentParser
import GridcastBase
import GridcastFormats

/// The options for inputs.
struct InputOptions: ParsableArguments {
  @Argument(
    .dataset,
    help:
      "The inputs: layers of any format that `gridcast formats` lists, and rasters and folders where the command takes them; PG:… for a database, - for standard input."
  )
  var inputs: [String]
  @OptionGroup var reading: SourceOptions

  mutating func validate() { inputs = Self.withoutParts(inputs) }

  /// The inputs without those that are parts of another, such as a .dbf beside its .shp, which is told.
  static func withoutParts(_ inputs: [String]) -> [String] {
    let given = GivenInputs(inputs)
    if let note = given.note, !CommandLine.arguments.contains("--quiet") {
      Console.warn(note.worded(for: .commandLine))
    }
    return given.datasets
  }

  /// The inputs for the library.
  var sources: [Source] { inputs.map(reading.source) }
}
