import ArgumentParser
import Gridcast

/// The cells of a command.
struct CellOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The side of a cell: 1km, 500m, 1000 (metres).", valueName: "size"))
  var cell = "1km"
  @Option(
    help: ArgumentHelp(
      "The coordinate system of the cells: utm (the WGS 84 / UTM zone in which the data lie), a code, WKT or .prj file.",
      valueName: "system"))
  var to = "utm"
  @Option(
    help: ArgumentHelp("Polygons that limit the cells: the study area.", valueName: "file"))
  var within: String?
  @Option(
    help: ArgumentHelp(
      "Which cells belong to the study area: overlap takes every cell that it overlaps, so that no point in it is lost; center those whose centre lies in it, so that neighbouring areas share no cell.",
      valueName: "rule"))
  var withinRule = CellRule.overlap

  var size: CellSize { get throws { try CellSize(cell) } }
  var target: TargetChoice { TargetChoice(to) }
  /// The study area as the library takes it.
  var studyArea: Source? { within.map { Source($0) } }
}
