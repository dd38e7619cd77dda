import ArgumentParser
import GridcastBase

/// The options for style files.
struct StyleOptions: ParsableArguments {
  @Option(
    .choice,
    name: .customLong("styles"),
    help:
      "The style files beside maps: qml (QGIS), or all (also SLD, ArcGIS layer files, and rasters of classes with palette and tables)."
  )
  var files = StyleFiles.qml
}
