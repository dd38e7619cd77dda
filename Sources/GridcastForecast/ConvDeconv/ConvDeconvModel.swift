import GridcastBase
package import Neural

/// Trained conv–deconv networks and all that is needed to forecast with them.
package struct ConvDeconvModel: Sendable, Equatable {
  /// The networks, one a member.
  package let networks: [Network]
  /// The side of a window, in cells.
  package let window: Int
  /// What the output of the networks is.
  package let prediction: Prediction
  /// How densities are scaled.
  package let scaling: DensityScaling
  /// The band that it was trained on; nil for the only one of its rasters, or where years are bands.
  package let band: String?
  /// The code or WKT of the coordinate system of the cells it was trained on.
  package let coordinateSystem: String
  /// The side of those cells.
  package let cellSize: Double
  /// Σ after / Σ before over all cells of the training's years.
  package let growth: Double
  /// The scores on what each member was not trained on, and of all these together, which come last;
  /// empty where nothing was held out.
  package let comparisons: [Comparison]
  /// Fingerprints of the pairs of years that it was trained on.
  package let trainedPairs: [String]
  /// How it was trained, for people to read.
  package let parameters: [String: String]

  /// The years from before to after, for people to read.
  package var years: String? { parameters["years"].flatMap(Double.init).map { formatted($0, 3) } }

  /// What the held-out scores say against the model, in plain words.
  package var warnings: [Sentence] {
    guard let all = comparisons.last else {
      return ["nothing was held out, so nobody knows how good this model is; \(.moreFolds)"]
    }
    return all.warning.map { ["on cells it had not seen, \($0)"] } ?? []
  }
}
