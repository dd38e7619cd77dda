import ArgumentParser
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

  /// The inputs for the library.
  var sources: [Source] { inputs.map(reading.source) }
}
