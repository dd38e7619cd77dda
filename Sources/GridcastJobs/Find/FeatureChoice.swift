import GridcastAnalyse
package import GridcastBase
package import GridcastForecast

extension Raster {
  /// The settings for each of some targets, which differ in target and features only.
  ///
  /// - Parameters:
  ///   - settings: What they have in common.
  ///   - targets: The bands to predict.
  ///   - chosen: The bands to predict from; empty for all others. Of several targets each is
  ///     predicted from those that are not itself.
  ///   - minCorrelation: The correlation that features need where none are chosen.
  ///   - subject: The raster's name, for errors.
  /// - Returns: The settings, in the order of the targets.
  /// - Throws: `.badData` where a target is missing or no feature is left.
  package func settings(
    _ settings: CellSettings, for targets: [String], chosen: [String], minCorrelation: Double?,
    subject: String
  ) throws(GridcastError) -> [CellSettings] {
    var all: [CellSettings] = []
    for target in targets {
      let own = targets.count > 1 ? chosen.filter { $0 != target } : chosen
      guard own.isEmpty == chosen.isEmpty else {
        throw GridcastError(
          .usage, "target '\(target)'", "of the features only itself is left; \(.nameFeatures)")
      }
      var settings = settings
      settings.target = target
      settings.features = try features(
        for: target, chosen: own, minCorrelation: minCorrelation, subject: subject)
      all.append(settings)
    }
    return all
  }

  /// The bands from which to predict a target: those chosen, all others, or those with a sufficient
  /// correlation.
  ///
  /// - Throws: `.badData` where the target is missing or no band is left.
  package func features(
    for target: String, chosen: [String], minCorrelation: Double?, subject: String
  ) throws(GridcastError) -> [String] {
    if !chosen.isEmpty { return chosen }
    guard let minCorrelation else { return bands.map(\.name).filter { $0 != target } }
    let matrix = try CorrelationMatrix(self, subject: subject)
    let names = try matrix.names(correlatedWith: target, atLeast: minCorrelation)
    guard !names.isEmpty else {
      throw GridcastError(
        .badData, subject,
        "no band correlates with '\(target)' by \(formatted(minCorrelation, 2)) or more; "
          + "\(.lowerCorrelation), or \(.nameFeatures)")
    }
    return names
  }
}
