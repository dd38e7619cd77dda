import ArgumentParser
import GridcastBase
import GridcastBin

/// The options for cells of another shape, and for what is told of them.
struct CellKindOptions: ParsableArguments {
  @Option(
    .length,
    help: ArgumentHelp(
      "Count in hexagons instead of squares, so far from one side to the opposite one: 500m. They are written as polygons.",
      valueName: "size"))
  var hexagons: String?
  @Flag(
    help:
      "Write points per km² of ground instead of numbers; of cells at the edge of the study area only the part within counts, with the points in it."
  )
  var density = false

  /// Refuses what has no meaning beside them.
  func check(_ bin: BinCommand) throws {
    if hexagons != nil {
      if bin.cells.cell != nil || bin.like != nil {
        throw misuse("--hexagons has its own size: leave out --cell and --like.")
      }
      if bin.zoning.zones != nil {
        throw misuse("Give either --zones or --hexagons.")
      }
      if bin.measure != .count { throw misuse("--hexagons counts points only.") }
      if bin.partial != nil { throw misuse("--hexagons does not go with --partial.") }
      if let output = bin.output, output.lowercased().hasSuffix(".tif") {
        throw misuse(
          "Hexagons are no cells of a raster: write '\(output)' as a layer, such as a .gpkg or .shp."
        )
      }
      if bin.output == nil && bin.cellsOutput.isEmpty {
        throw misuse("--hexagons needs --output.")
      }
    }
    if density {
      if bin.zoning.zones != nil {
        throw misuse(
          "--density goes with cells; count by --zones first, and then add it: gridcast convert zones.gpkg -o density.gpkg --add \"density = total / area_m2() * 1e6\"."
        )
      }
      if bin.partial != nil || bin.measure != .count {
        throw misuse(
          "--density goes with points in cells: leave out --partial and --measure.")
      }
    }
  }
}
