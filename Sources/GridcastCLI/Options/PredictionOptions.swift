import ArgumentParser
import GridcastBase
import GridcastForecast
import GridcastJobs

/// The options for the target, the features and the settings of a BP network.
struct PredictionOptions: ParsableArguments {
  @Argument(.raster, help: "The GeoTIFF of counts.") var raster: String
  @Option(.band(of: "raster"), help: ArgumentHelp("The band to predict.", valueName: "band"))
  var target: String
  @Option(
    .band(of: "raster"),
    parsing: .upToNextOption,
    help: ArgumentHelp("The bands to predict it from. Default: all others.", valueName: "band"))
  var features: [String] = []
  @Option(
    .number(from: -1, to: 1), .front,
    help: ArgumentHelp(
      "Predict only from bands that correlate with the target so much.", valueName: "r"))
  var minCorrelation: Double?
  @OptionGroup(title: "Neighbourhood") var neighbours: NeighbourhoodOptions
  @OptionGroup(title: "Network and training") var network: NetworkOptions

  func validate() throws {
    if !features.isEmpty && minCorrelation != nil {
      throw ValidationError("Give either --features or --min-correlation.")
    }
    if let minCorrelation, !(-1...1 ~= minCorrelation) {
      throw ValidationError("--min-correlation is from -1 to 1.")
    }
  }

  /// The settings for a raster of counts, whose bands are the available features.
  func settings(for counts: Raster) throws -> PerceptronSettings {
    var settings = PerceptronSettings(
      target: target,
      features: try counts.features(
        for: target, chosen: features, minCorrelation: minCorrelation, subject: raster))
    network.apply(to: &settings)
    settings.neighbourhood = neighbours.neighbourhood
    return settings
  }
}
