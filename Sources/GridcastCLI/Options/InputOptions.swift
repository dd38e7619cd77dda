import ArgumentParser
import GridcastFormats

/// The inputs of a command.
struct InputOptions: ParsableArguments {
  @Argument(
    help: "Files of any vector format that GDAL reads; PG:… for a database, - for standard input.")
  var inputs: [String]
  @OptionGroup var reading: SourceOptions

  /// The inputs as the library takes them.
  var sources: [Source] { inputs.map(reading.source) }
}
