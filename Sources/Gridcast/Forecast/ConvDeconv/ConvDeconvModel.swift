public import Neural

/// Trained conv–deconv networks and all that is needed to forecast with them.
public struct ConvDeconvModel: Sendable, Equatable {
  /// The networks, one a member.
  public let networks: [Network]
  /// The side of a window, in cells.
  public let window: Int
  /// What the output of the networks is.
  public let prediction: Prediction
  /// How densities are scaled.
  public let scaling: DensityScaling
  /// The band that it was trained on; nil for the only one of its rasters, or where years are bands.
  public let band: String?
  /// The code or WKT of the coordinate system of the cells it was trained on.
  public let coordinateSystem: String
  /// The side of those cells.
  public let cellSize: Double
  /// Σ after / Σ before over all cells of the training's years.
  public let growth: Double
  /// The scores on what each member was not trained on, and of all these together, which come last;
  /// empty where nothing was held out.
  public let comparisons: [Comparison]
  /// Fingerprints of the pairs of years that it was trained on.
  public let trainedPairs: [String]
  /// How it was trained, for people to read.
  public let parameters: [String: String]

  /// The years from before to after, for people to read.
  public var years: String? { parameters["years"].flatMap(Double.init).map { formatted($0, 3) } }

  /// What the held-out scores say against the model, in plain words.
  public var warnings: [String] {
    guard let all = comparisons.last else {
      return ["nothing was held out (--folds 1), so nobody knows how good this model is"]
    }
    return all.warning.map { ["on cells it had not seen, \($0)"] } ?? []
  }
}
