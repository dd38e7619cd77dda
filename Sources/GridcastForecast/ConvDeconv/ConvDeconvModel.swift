import GridcastBase
package import Neural

/// An ensemble of trained conv–deconv networks, with everything that is needed to forecast with it.
package struct ConvDeconvModel: Sendable, Equatable {
  /// The network of each member.
  package let networks: [Network]
  /// The side of a window, in cells.
  package let window: Int
  /// What the networks predict.
  package let prediction: Prediction
  /// How densities are scaled.
  package let scaling: DensityScaling
  /// The band that the model was trained on; nil for the only band, or where years are bands.
  package let band: String?
  /// The code or WKT of the coordinate system of the training cells.
  package let coordinateSystem: String
  /// The side of the training cells, in units of the coordinate system.
  package let cellSize: Double
  /// The growth in the training data, Σ after / Σ before over all cells.
  package let growth: Double
  /// The scores of each member on its held-out data, and last those of all held-out data together;
  /// empty where nothing was held out.
  package let comparisons: [Comparison]
  /// The hashes of the pairs of years that the model was trained on.
  package let trainedPairs: [String]
  /// The settings of the training, for people to read.
  package let parameters: [String: String]

  /// The number of years from before to after, for people to read.
  package var years: String? { parameters["years"].flatMap(Double.init).map { formatted($0, 3) } }

  /// Warnings about poor scores on held-out data, in sentences.
  package var warnings: [Sentence] { comparisons.warnings }
}
