import ArgumentParser
import GridcastBase

/// How maps will be drawn by other programs.
struct StyleOptions: ParsableArguments {
  @Option(
    name: .customLong("styles"),
    help:
      "The style files beside maps: qml (QGIS), or all (also SLD, ArcGIS layer files, and rasters of classes with palette and tables)."
  )
  var files = StyleFiles.qml
}
