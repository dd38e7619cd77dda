import ArgumentParser
import GridcastFormats

/// The options for inputs.
struct InputOptions: ParsableArguments {
  @Argument(
    .dataset,
    help:
      "The inputs: files of any vector format that GDAL reads; PG:… for a database, - for standard input."
  )
  var inputs: [String]
  @OptionGroup var reading: SourceOptions

  /// The inputs for the library.
  var sources: [Source] { inputs.map(reading.source) }
}
