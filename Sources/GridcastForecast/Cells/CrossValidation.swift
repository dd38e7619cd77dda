package import GridcastBase
import Neural

/// The scores of a model on each fold and on all folds together.
package struct FoldScores: Sendable, Equatable, Codable {
  /// The scores over all cells.
  package let all: Scores
  /// The scores of each fold.
  package let perFold: [Scores]
}

/// A forecast that needs no network, which a model is measured by; each is a forecaster of its own.
package enum Baseline: String, Sendable, CaseIterable, Codable {
  /// A linear regression from the same features.
  case linearRegression = "linear regression"
  /// A linear regression on the square roots of features and target, whose total is corrected.
  case rootRegression = "linear regression on roots"
  /// The mean of the training cells.
  case mean

  /// What it is called.
  package var name: Sentence { Sentence(message: rawValue) }

  /// What to do to have it instead of a model.
  package var step: NextStep {
    switch self {
    case .linearRegression: .trainLinear
    case .rootRegression: .trainLinearOnRoots
    case .mean: .takeMean
    }
  }

  /// The settings that make it a forecaster, from those of a model.
  func settings(_ settings: CellSettings) -> CellSettings {
    switch self {
    case .linearRegression: settings.asBaseline(.linear, .none)
    case .rootRegression: settings.asBaseline(.linear, .sqrt)
    case .mean: settings.asBaseline(.mean, .none)
    }
  }
}

/// A cross-validation: the scores of each fold and of all held-out predictions, beside those of the
/// baselines on the same folds.
package struct CrossValidation: Sendable, Equatable {
  /// How cells were dealt into folds.
  package let kind: Folds.Kind
  /// The scores of each fold.
  package let folds: [Scores]
  /// The scores over all cells.
  package let all: Scores
  /// The prediction for each cell by a model that had not seen it.
  package let predictions: [Float]
  /// The scores of each baseline.
  package let baselines: [Baseline: FoldScores]
}

extension CellSettings {
  /// The predictions for held-out cells, and their scores: each fold is predicted by a model of the others.
  func heldOut(
    _ samples: Samples, _ kind: Folds.Kind, progress: @Sendable () -> Void = {}
  ) -> (scores: FoldScores, predictions: [Float]) {
    let folds = Folds(
      kind, cells: samples.cells, of: samples.grid, count: foldCount, blockSize: blockSize,
      seed: training.seed
    ).folds
    let rows = samples.target.indices
    let held = (0..<foldCount).map { fold in rows.filter { folds[$0] == fold } }
    let parts = concurrentMap(foldCount) { fold in
      predictor(
        samples, rows: rows.filter { folds[$0] != fold }, stream: UInt64(fold) + 1,
        progress: progress
      ).predict(samples.features, rows: held[fold])
    }
    var predictions = [Float](repeating: .nan, count: samples.target.count)
    var perFold: [Scores] = []
    for (rows, values) in zip(held, parts) where !rows.isEmpty {
      for (row, value) in zip(rows, values) { predictions[row] = value }
      perFold.append(Scores(observed: rows.map { samples.target[$0] }, predicted: values))
    }
    let all = Scores(observed: samples.target, predicted: predictions)
    return (FoldScores(all: all, perFold: perFold), predictions)
  }

  /// The scores of the baselines on the same folds; those of the settings themselves where they are known.
  func baselines(_ samples: Samples, _ kind: Folds.Kind, own: FoldScores? = nil)
    -> [Baseline: FoldScores]
  {
    Dictionary(
      uniqueKeysWithValues: Baseline.allCases.map { baseline in
        let settings = baseline.settings(self)
        let known = settings == self ? own : nil
        return (baseline, known ?? settings.heldOut(samples, kind).scores)
      })
  }

  /// Cross-validates the model.
  func crossValidate(
    _ samples: Samples, _ kind: Folds.Kind, progress: @Sendable () -> Void
  ) -> CrossValidation {
    let own = heldOut(samples, kind, progress: progress)
    return CrossValidation(
      kind: kind, folds: own.scores.perFold, all: own.scores.all, predictions: own.predictions,
      baselines: baselines(samples, kind, own: own.scores))
  }
}
