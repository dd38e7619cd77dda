import ArgumentParser
import GridcastForecast

/// The options for features from neighbouring cells.
struct NeighbourhoodOptions: ParsableArguments {
  @Flag(
    name: .customLong("neighbourhood"),
    help:
      "Add to each cell's features sums over rings of neighbouring cells and Gaussian densities; never of the target."
  )
  var isWanted = false
  @Option(
    .whole(1, 1000),
    parsing: .upToNextOption,
    help: ArgumentHelp("The rings to sum over, in cells. Default: 1.", valueName: "radius"))
  var rings: [Int] = []
  @Option(
    .number(from: 0.1, to: 250),
    parsing: .upToNextOption,
    help: ArgumentHelp("The widths of the Gaussians, in cells. Default: 1 2 4.", valueName: "sigma")
  )
  var gaussians: [Double] = []

  func validate() throws {
    if !isWanted && !(rings.isEmpty && gaussians.isEmpty) {
      throw ValidationError("--rings and --gaussians go with --neighbourhood.")
    }
    guard neighbourhood.isSound else {
      throw ValidationError("--rings must be from 1 to 1000, --gaussians from 0.1 to 250.")
    }
  }

  var neighbourhood: Neighbourhood {
    guard isWanted else { return .none }
    if rings.isEmpty && gaussians.isEmpty { return Neighbourhood() }
    return Neighbourhood(rings: rings, gaussians: gaussians)
  }
}
