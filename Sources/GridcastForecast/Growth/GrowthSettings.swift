import GridcastBase

/// The settings of a forecaster of growth: the Poisson-linear one alone, or with networks on top.
package struct GrowthSettings: Sendable, Equatable {
  /// Whether networks give the logarithm of the ratio to Poisson-linear growth.
  package var hasNetworks = true
  /// The side of a window, in cells; nil for the largest that the data have room for.
  package var window: Int?
  /// The side of a window where there is room, in cells.
  package var largestWindow = 40
  /// The channels of the first convolution.
  package var width = 8
  /// The learning rate of AdamW.
  package var learningRate: Float = 2e-3
  /// The weight decay of AdamW.
  package var weightDecay: Float = 1e-2
  /// The bound of the logarithm of the ratio.
  package var bound: Float = 0.7
  /// The number of windows in a step.
  package var batchSize = 16
  /// The number of passes over all windows; nil for as many as make 200 steps.
  package var epochs: Int?
  /// Whether each window is turned by one of the eight symmetries of the square.
  package var isAugmented = true
  /// The number of networks, each with its own random numbers and held-out fold.
  package var members = 5
  /// The number of folds of stations or blocks; where they are more than the members, there is a network for
  /// each that judges only.
  package var foldCount = 10
  /// The side of a block that is held out, in cells.
  package var blockSize = 5
  /// The width in cells of the strip around held-out cells that is excluded from training too.
  package var guardWidth = 0
  /// Whether windows of stations may reach beyond the edge of a raster.
  package var allowsPartialWindows = false
  /// The share of the model in forecasts; nil for one that is chosen on what is held out.
  package var alpha: Double?
  /// The number of years from before to after, for people to read.
  package var years: Double?
  /// The seed of weights, order, symmetries and folds.
  package var seed: UInt64 = 0

  /// The number of steps where no number of epochs is asked for.
  static let steps = 200

  /// The least side of a window: what the network halves three times.
  package static let leastWindow = 8

  /// Makes the default settings.
  package init() {}

  /// The settings, for people to read.
  func parameters(window: Int) -> [String: String] {
    var parameters = [
      "folds": "\(foldCount)", "block": "\(blockSize)", "guard": "\(guardWidth)",
      "years": years.map { formatted($0, 3) } ?? "", "seed": "\(seed)",
    ]
    guard hasNetworks else { return parameters }
    parameters["window"] = "\(window)"
    parameters["width"] = "\(width)"
    parameters["prediction"] = "ratio"
    parameters["learning_rate"] = "\(learningRate)"
    parameters["weight_decay"] = "\(weightDecay)"
    parameters["batch"] = "\(batchSize)"
    parameters["epochs"] = epochs.map { "\($0)" } ?? ""
    parameters["augmented"] = "\(isAugmented)"
    parameters["members"] = "\(members)"
    return parameters
  }
}
