import GridcastAnalyse
package import GridcastBase

extension Raster {
  /// The bands to predict a target from: those chosen, or all others, or those that correlate with
  /// it so much.
  ///
  /// - Throws: `.badData` where there is no such target or no band is left.
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
