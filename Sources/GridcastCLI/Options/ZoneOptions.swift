import ArgumentParser
import GridcastBase
import GridcastBin
import GridcastFormats

/// The options for counting by zone.
struct ZoneOptions: ParsableArguments {
  @Option(
    .areas,
    help: ArgumentHelp(
      "Count per polygon of this layer instead of per cell; of a raster, take its values by zone.",
      valueName: "file"))
  var zones: String?
  @Option(
    .nameOfLayer(in: "zones"), .nowhere,
    help: ArgumentHelp("The layer of --zones.", valueName: "name")
  ) var zonesLayer: String?
  @Option(
    .system(of: "zones"),
    help: ArgumentHelp("The coordinate system that --zones are in.", valueName: "system"))
  var zonesFrom: String?
  @Option(
    .text,
    help: ArgumentHelp(
      "Of a raster by zone: which of count, sum, mean, min, max, stdev, majority, variety; the first six unless told otherwise.",
      valueName: "names"))
  var statistics: String?

  /// The zones as an input for the library.
  var source: Source? {
    zones.map {
      Source(
        $0, layers: zonesLayer.map { [$0] } ?? [], coordinateSystem: zonesFrom, role: .zones)
    }
  }

  /// The statistics that are asked for.
  var chosen: [ZoneStatistic] {
    get throws {
      guard let statistics else { return ZoneStatistic.usual }
      return try statistics.split(separator: ",").map { word in
        let word = word.trimmingPrefix { $0 == " " }
        guard let statistic = ZoneStatistic(rawValue: word.lowercased()) else {
          throw misuse(
            "--statistics does not know '\(word)'; it takes \(ZoneStatistic.allCases.map(\.rawValue).joined(separator: ", "))."
          )
        }
        return statistic
      }
    }
  }

  func validate() throws {
    if try chosen.isEmpty { throw misuse("--statistics needs one name at least.") }
    if statistics != nil && zones == nil {
      throw misuse("--statistics goes with --zones, and with a raster as the input.")
    }
  }
}
