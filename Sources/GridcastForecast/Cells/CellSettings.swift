package import GridcastBase
package import Neural

/// The settings of a model that says what a cell ought to have of one function, and of its validation.
package struct CellSettings: Sendable, Equatable {
  /// What predicts.
  package enum Method: String, Sendable, CaseIterable, Codable {
    /// BP networks, beside a linear regression where that has a share.
    case network = "bp"
    /// A linear regression.
    case linear
    /// The mean of the training cells.
    case mean

    /// The method in words.
    package var label: Sentence {
      switch self {
      case .network: "BP network"
      case .linear: "linear regression"
      case .mean: "mean"
      }
    }
  }

  /// The name of the band to predict.
  package var target: String
  /// The names of the bands to predict from.
  package var features: [String]
  /// What predicts.
  package var method = Method.network
  /// The additional features from neighbouring cells.
  package var neighbourhood = Neighbourhood()
  /// The transformation of features and target before they are scaled.
  package var transform = CountTransform.sqrt
  /// The way from outputs back to counts.
  package var wayBack = WayBack.Kind.unbiased
  /// The number of nodes of each hidden layer.
  package var hidden = [50, 90, 90]
  /// The activation of the first hidden layer.
  package var firstActivation = Activation.tanh
  /// The activation of the other hidden layers.
  package var laterActivation = Activation.tanh
  /// The activation of the output.
  package var outputActivation = Activation.identity
  /// The settings of the training.
  package var training = TrainingPlan(epochs: 100, decay: .linear)
  /// The number of networks, each with its own random numbers, whose predictions are averaged.
  package var members = 5
  /// The share of a linear regression in the predictions, 0 to 1; the networks have the rest.
  package var linearShare: Float = 0.5
  /// The number of folds of the cross-validation.
  package var foldCount = 10
  /// The side of a block of spatial folds, in cells.
  package var blockSize = 5
  /// The kind of folds whose held-out predictions are kept.
  package var keptFolds = Folds.Kind.random

  /// Makes the default settings for a target and features.
  package init(target: String, features: [String]) {
    self.target = target
    self.features = features
  }

  /// The same with the network of the study: one, from the cell's own counts, with a sigmoid output, a
  /// constant rate, 200 epochs and no correction of the total.
  package var asInStudy: CellSettings {
    var settings = self
    settings.method = .network
    settings.neighbourhood = .none
    settings.transform = .none
    settings.wayBack = .plain
    settings.outputActivation = .sigmoid
    settings.training.decay = .none
    settings.training.epochs = 200
    settings.members = 1
    settings.linearShare = 0
    return settings
  }

  /// The same for a simpler method, which takes the counts as they are, or their roots.
  package func asBaseline(_ method: Method, _ transform: CountTransform) -> CellSettings {
    var settings = self
    settings.method = method
    settings.transform = transform
    settings.wayBack = .unbiased
    return settings
  }

  /// The number of networks that a training makes, or 1 where it makes none.
  var trainings: Int { method == .network && linearShare < 1 ? members : 1 }
}
