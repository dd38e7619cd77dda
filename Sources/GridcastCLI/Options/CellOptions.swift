import ArgumentParser
import GridcastBin
import GridcastJobs

/// The options for cells.
struct CellOptions: ParsableArguments {
  @Option(
    .length, .front,
    help: ArgumentHelp(
      "The side of a cell: 1km (the default), 500m, 1000 (metres); in a coordinate system in degrees as 0.01deg.",
      valueName: "size"))
  var cell: String?
  @OptionGroup var area: AreaOptions
  @Option(
    .choice,
    help: ArgumentHelp(
      "Which cells belong to the study area: overlap takes every cell that it overlaps, so that no point in it is lost; center those whose centre lies in it, so that neighbouring areas share no cell.",
      valueName: "rule"))
  var withinRule = CellRule.overlap

  var size: CellSize { get throws { try CellSize(cell ?? "1km") } }
}
