import GridcastBase
package import Neural

/// How the conv–deconv network is built, trained and judged.
package struct ConvDeconvSettings: Sendable, Equatable {
  /// The side of a window, in cells.
  package var window = 40
  /// The channels of the first convolution.
  package var width = 32
  /// What the output of the network is.
  package var prediction = Prediction.change
  /// How densities are scaled.
  package var scaling = DensityScaling.Kind.rms
  /// The weights of the terms of the loss.
  package var loss = CombinedLoss.Weights()
  /// Adam's learning rate.
  package var learningRate: Float = 1e-4
  /// The windows of one step.
  package var batchSize = 16
  /// How often all windows are gone through at most.
  package var epochs = 500
  /// After how many epochs without a smaller loss on held-out windows training ends; nil for never.
  package var patience: Int? = 50
  /// Whether each window is shown in one of the eight symmetries of the square, drawn anew each time.
  package var isAugmented = true
  /// The number of networks, each with random numbers of its own and another fold held out.
  package var members = 1
  /// The number of folds that stations or tiles are dealt into.
  package var foldCount = 5
  /// The cells around held-out ones that are not trained on either.
  package var guardWidth = 2
  /// Whether windows may reach over the edge of a raster, where nothing is known.
  package var allowsPartialWindows = false
  /// The years from before to after, for people to read.
  package var years: Double?
  /// The seed of weights, order, symmetries and folds.
  package var seed: UInt64 = 0

  /// The study's settings where it gives them, but for `prediction`, which is `.level` there.
  package init() {}

  /// A window's side as the network takes it: a multiple of 8.
  static func padded(_ window: Int) -> Int { (window + 7) / 8 * 8 }

  /// The side of the settings' windows as the network takes it.
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
