import ArgumentParser
import GridcastBase
import GridcastForecast

/// The options for features from neighbouring cells.
struct NeighbourhoodOptions: ParsableArguments {
  @Flag(
    name: .customLong("neighbourhood"),
    help:
      "Add to each cell's features sums over rings of neighbouring cells and Gaussian densities, never of the target: the default, but not of the network of the study."
  )
  var isWanted = false
  @Flag(
    name: .customLong("no-neighbourhood"), help: "Predict from the counts of the cell itself only.")
  var isUnwanted = false
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
    if isUnwanted && (isWanted || !(rings.isEmpty && gaussians.isEmpty)) {
      throw misuse(
        "--no-neighbourhood does not go with --neighbourhood, --rings and --gaussians.")
    }
    guard neighbourhood?.isSound ?? true else {
      throw misuse("--rings must be from 1 to 1000, --gaussians from 0.1 to 250.")
    }
  }

  /// What is asked for; nil where nothing is said.
  var neighbourhood: Neighbourhood? {
    if isUnwanted { return Neighbourhood.none }
    if !(rings.isEmpty && gaussians.isEmpty) {
      return Neighbourhood(rings: rings, gaussians: gaussians)
    }
    return isWanted ? Neighbourhood() : nil
  }
}
