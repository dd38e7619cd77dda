import ArgumentParser
import GridcastBase
import GridcastFormats
import GridcastReproject

/// The options for the coordinate system and the study area.
struct AreaOptions: ParsableArguments {
  @Option(
    .system, .front,
    help: ArgumentHelp(
      "The coordinate system to work in: utm (the default: the WGS 84 / UTM zone in which the data lie), a code, WKT or .prj file.",
      valueName: "system"))
  var to: String?
  @Option(
    .areas, .front,
    help: ArgumentHelp("Polygons that limit the area: the study area.", valueName: "file"))
  var within: String?
  @Option(
    .nameOfLayer(in: "within"), .nowhere,
    help: ArgumentHelp("The layer of --within.", valueName: "name")) var withinLayer: String?
  @Option(
    .system(of: "within"),
    help: ArgumentHelp("The coordinate system that --within is in.", valueName: "system"))
  var withinFrom: String?

  var target: TargetChoice { TargetChoice(to ?? "utm") }
  /// The study area as an input for the library.
  var studyArea: Source? {
    within.map {
      Source(
        $0, layers: withinLayer.map { [$0] } ?? [], coordinateSystem: withinFrom, role: .studyArea)
    }
  }
}
