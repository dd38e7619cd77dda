import GridcastBase
package import GridcastForecast

extension RunRecord {
  /// The scores of a cross-validation.
  package struct Validation: Sendable, Codable {
    /// The function that is predicted; nil in old records.
    package let target: String?
    /// How cells were dealt into folds.
    package let folds: Folds.Kind
    /// The scores over all cells.
    package let all: Scores
    /// The scores of each fold.
    package let perFold: [Scores]
    /// The scores of a linear regression from the same features with the same folds.
    package let linearRegression: FoldScores
    /// The scores of a linear regression on square roots, likewise; nil in old records.
    package let rootRegression: FoldScores?
    /// The scores of predicting the mean of the training cells.
    package let mean: FoldScores

    /// Keeps the scores of a cross-validation for a target.
    package init(_ validation: CrossValidation, of target: String) {
      self.target = target
      folds = validation.kind
      all = validation.all
      perFold = validation.folds
      guard let linear = validation.baselines[.linearRegression],
        let mean = validation.baselines[.mean]
      else { preconditionFailure("all baselines are scored") }
      linearRegression = linear
      rootRegression = validation.baselines[.rootRegression]
      self.mean = mean
    }

    /// The scores of the baselines over all cells, in their order.
    package var baselines: [(baseline: Baseline, scores: FoldScores)] {
      var all: [(baseline: Baseline, scores: FoldScores)] = [(.linearRegression, linearRegression)]
      if let rootRegression { all.append((.rootRegression, rootRegression)) }
      all.append((.mean, mean))
      return all
    }

    /// The cross-validations of all targets.
    package static func all(of model: CellsModel, _ validations: [[CrossValidation]]) -> [Self] {
      zip(model.targets, validations).flatMap { target, own in
        own.map { Self($0, of: target) }
      }
    }
  }
}
