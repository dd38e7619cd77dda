import ArgumentParser
import Gridcast

/// The cells of a command.
struct CellOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The side of a cell: 1km (the default), 500m, 1000 (metres).", valueName: "size"))
  var cell: String?
  @Option(
    help: ArgumentHelp(
      "The coordinate system of the cells: utm (the default: the WGS 84 / UTM zone in which the data lie), a code, WKT or .prj file.",
      valueName: "system"))
  var to: String?
  @Option(
    help: ArgumentHelp("Polygons that limit the cells: the study area.", valueName: "file"))
  var within: String?
  @Option(
    help: ArgumentHelp(
      "Which cells belong to the study area: overlap takes every cell that it overlaps, so that no point in it is lost; center those whose centre lies in it, so that neighbouring areas share no cell.",
      valueName: "rule"))
  var withinRule = CellRule.overlap

  @Option(help: ArgumentHelp("The layer of --within.", valueName: "name")) var withinLayer: String?
  @Option(
    help: ArgumentHelp("The coordinate system that --within is in.", valueName: "system"))
  var withinFrom: String?

  var size: CellSize { get throws { try CellSize(cell ?? "1km") } }
  var target: TargetChoice { TargetChoice(to ?? "utm") }
  /// The study area as the library takes it.
  var studyArea: Source? {
    within.map {
      Source(
        $0, layers: withinLayer.map { [$0] } ?? [], coordinateSystem: withinFrom, hint: .studyArea)
    }
  }
}
