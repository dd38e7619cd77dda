import GridcastBase
package import Neural

/// The settings of a conv–deconv network, its training and its validation.
package struct ConvDeconvSettings: Sendable, Equatable {
  /// The side of a window, in cells.
  package var window = 40
  /// The number of channels of the first convolution.
  package var width = 32
  /// What the network predicts.
  package var prediction = Prediction.change
  /// How densities are scaled.
  package var scaling = DensityScaling.Kind.rms
  /// The weights of the terms of the loss.
  package var loss = CombinedLoss.Weights()
  /// The learning rate of Adam.
  package var learningRate: Float = 1e-4
  /// The number of windows in a step.
  package var batchSize = 16
  /// The greatest number of passes over all windows.
  package var epochs = 500
  /// The number of epochs without a smaller validation loss after which training ends; nil for
  /// never.
  package var patience: Int? = 50
  /// Whether each window is turned by one of the eight symmetries of the square, drawn anew in each
  /// epoch.
  package var isAugmented = true
  /// The number of networks in the ensemble, each with its own random numbers and held-out fold.
  package var members = 1
  /// The number of folds of stations or tiles.
  package var foldCount = 5
  /// The width in cells of the strip around held-out cells that is excluded from training too.
  package var guardWidth = 2
  /// Whether windows may reach beyond the edge of a raster, where nothing is known.
  package var allowsPartialWindows = false
  /// The number of years from before to after, for people to read.
  package var years: Double?
  /// The seed of weights, order, symmetries and folds.
  package var seed: UInt64 = 0

  /// Makes the default settings: those of the study where it gives them, except `prediction`, which
  /// is `.level` there.
  package init() {}

  /// The side of a window rounded up to a multiple of 8, which the network requires.
  static func padded(_ window: Int) -> Int { (window + 7) / 8 * 8 }

  /// The side of the windows rounded up to a multiple of 8, which the network requires.
  var paddedWindow: Int { Self.padded(window) }

  /// The settings, for people to read.
  var parameters: [String: String] {
    [
      "window": "\(window)", "width": "\(width)", "scaling": scaling.rawValue,
      "prediction": prediction.rawValue,
      "loss_squared_error": "\(loss.squaredError)", "loss_cosine": "\(loss.cosine)",
      "loss_amplitude": "\(loss.amplitude)", "learning_rate": "\(learningRate)",
      "batch": "\(batchSize)", "epochs": "\(epochs)",
      "patience": patience.map { "\($0)" } ?? "", "augmented": "\(isAugmented)",
      "members": "\(members)", "folds": "\(foldCount)", "guard": "\(guardWidth)",
      "years": years.map { formatted($0, 3) } ?? "", "seed": "\(seed)",
    ]
  }
}
