package import GridcastBase
package import Neural

/// How the BP network is built, trained and judged.
package struct PerceptronSettings: Sendable, Equatable {
  /// The band that is predicted.
  package var target: String
  /// The bands it is predicted from.
  package var features: [String]
  /// What is added to the features of a cell from the cells around it.
  package var neighbourhood = Neighbourhood.none
  /// What is done to features and target before they are scaled.
  package var transform = CountTransform.none
  /// The nodes of each hidden layer.
  package var hidden = [50, 90, 90]
  /// The activation of the first hidden layer.
  package var firstActivation = Activation.tanh
  /// The activation of the other hidden layers.
  package var laterActivation = Activation.tanh
  /// The activation of the output.
  package var outputActivation = Activation.sigmoid
  /// How it is trained.
  package var training = TrainingPlan()
  /// The number of folds of the cross-validation.
  package var foldCount = 10
  /// The side of a block of cells in spatial folds.
  package var blockSize = 5
  /// The folds whose held-out predictions are kept.
  package var keptFolds = Folds.Kind.random

  /// The study's settings for a target and features.
  package init(target: String, features: [String]) {
    self.target = target
    self.features = features
  }
}

/// The scores of a forecast on each fold, and on all folds together.
package struct FoldScores: Sendable, Equatable, Codable {
  /// The scores over all cells.
  package let all: Scores
  /// The scores of each fold.
  package let perFold: [Scores]
}

/// A cross-validation: the scores of each fold and of all held-out predictions together, beside those
/// of the two baselines on the same folds.
package struct CrossValidation: Sendable, Equatable {
  /// How the cells were dealt.
  package let kind: Folds.Kind
  /// The scores of each fold.
  package let folds: [Scores]
  /// The scores over all cells.
  package let all: Scores
  /// For each cell the prediction of the network that had not seen it.
  package let predictions: [Float]
  /// A linear regression from the same features.
  package let linearRegression: FoldScores
  /// The mean of the cells that were trained on.
  package let mean: FoldScores
}

/// The samples of a perceptron: the known cells of a raster.
struct Samples: Sendable {
  let grid: Grid
  let cells: [Int]
  /// One column a feature.
  let features: [[Float]]
  let target: [Float]

  init(_ raster: Raster, _ settings: PerceptronSettings, subject: String) throws(GridcastError) {
    let target = try raster.band(named: settings.target, subject: subject)
    var features: [Raster.Band] = []
    for name in settings.features {
      guard name != settings.target else {
        throw GridcastError(.usage, "feature '\(name)'", "the target cannot be its own feature")
      }
      features.append(try raster.band(named: name, subject: subject))
    }
    guard !features.isEmpty else {
      throw GridcastError(.badData, subject, "no band is left to predict '\(settings.target)' from")
    }
    let all = [target] + features
    cells = (0..<raster.grid.count).filter { cell in all.allSatisfy { !$0.values[cell].isNaN } }
    guard cells.count >= max(2 * settings.foldCount, 10) else {
      throw GridcastError(
        .badData, subject,
        "\(counted(cells.count, "cell")) with all bands known are too few for \(settings.foldCount) folds"
      )
    }
    grid = raster.grid
    let chosen = cells
    self.features = settings.neighbourhood.features(
      features.map(\.values), columns: raster.grid.columns
    ).map { values in chosen.map { values[$0] } }
    self.target = chosen.map { target.values[$0] }
    guard let least = self.target.min(), let most = self.target.max(), least < most else {
      throw GridcastError(
        .badData, "band '\(settings.target)'",
        "it is \(formatted(Double(self.target[0]), 3)) in every cell; there is nothing to learn")
    }
  }
}

extension PerceptronSettings {
  /// Trains on some samples.
  ///
  /// Scaling is fitted on these samples only, so that held-out ones do not leak in.
  func train(
    _ samples: Samples, rows: [Int], stream: UInt64, progress: (Int, Float) -> Void = { _, _ in }
  ) -> (network: Network, scaling: Scaling) {
    let columns = samples.features + [samples.target]
    let scaling = Scaling(transform: transform, columns: columns, rows: rows)
    let scaled = scaling.scaled(columns, rows: rows)
    let width = columns.count
    let inputs = scaled.values.indices.filter { $0 % width != width - 1 }.map { scaled.values[$0] }
    let targets = stride(from: width - 1, to: scaled.count, by: width).map { scaled.values[$0] }
    var random = RandomNumbers(seed: training.seed, stream: stream)
    var network = Network.perceptron(
      inputs: width - 1, hidden: hidden, first: firstActivation, later: laterActivation,
      output: outputActivation, random: &random)
    network.train(
      inputs: Tensor(shape: [rows.count, width - 1], values: inputs),
      targets: Tensor(shape: [rows.count, 1], values: targets), plan: training, random: &random,
      progress: progress)
    return (network, scaling)
  }

  /// What is predicted of each fold by what was learned from the others, and its scores.
  ///
  /// `predict` is handed a fold, the rows to learn from and those to predict.
  private func heldOut(
    _ samples: Samples, _ kind: Folds.Kind,
    _ predict: @Sendable (_ fold: Int, _ learned: [Int], _ held: [Int]) -> [Float]
  ) -> (scores: FoldScores, predictions: [Float]) {
    let folds = Folds(
      kind, cells: samples.cells, of: samples.grid, count: foldCount, blockSize: blockSize,
      seed: training.seed
    ).folds
    let rows = samples.target.indices
    let held = (0..<foldCount).map { fold in rows.filter { folds[$0] == fold } }
    let parts = concurrentMap(foldCount) { fold in
      predict(fold, rows.filter { folds[$0] != fold }, held[fold])
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

  /// The network's predictions of cells that it was not trained on, and their scores.
  func heldOut(
    _ samples: Samples, _ kind: Folds.Kind, progress: @Sendable () -> Void = {}
  ) -> (scores: FoldScores, predictions: [Float]) {
    heldOut(samples, kind) { fold, learned, held in
      let (network, scaling) = train(samples, rows: learned, stream: UInt64(fold) + 1)
      defer { progress() }
      return Perceptron.predict(network, scaling, samples.features, rows: held)
    }
  }

  /// The scores of the baselines on the same folds.
  func baselines(
    _ samples: Samples, _ kind: Folds.Kind
  ) -> (linearRegression: FoldScores, mean: FoldScores) {
    let linear = heldOut(samples, kind) { _, learned, held in
      let regression = LinearRegression(samples.features, samples.target, rows: learned)
      return held.map { regression.predict(samples.features, row: $0) }
    }
    let mean = heldOut(samples, kind) { _, learned, held in
      let sum = learned.reduce(0.0) { $0 + Double(samples.target[$1]) }
      return [Float](repeating: Float(sum / Double(learned.count)), count: held.count)
    }
    return (linear.scores, mean.scores)
  }

  /// Cross-validates: each fold is predicted by a network trained on the others.
  func crossValidate(
    _ samples: Samples, _ kind: Folds.Kind, progress: @Sendable () -> Void
  ) -> CrossValidation {
    let own = heldOut(samples, kind, progress: progress)
    let baselines = baselines(samples, kind)
    return CrossValidation(
      kind: kind, folds: own.scores.perFold, all: own.scores.all, predictions: own.predictions,
      linearRegression: baselines.linearRegression, mean: baselines.mean)
  }
}

/// The BP network over the cells of a raster.
package enum Perceptron {
  /// Predictions for some rows of feature columns, in units of the target.
  static func predict(_ network: Network, _ scaling: Scaling, _ features: [[Float]], rows: [Int])
    -> [Float]
  {
    stride(from: 0, to: rows.count, by: 16_384).flatMap { start in
      let batch = Array(rows[start..<min(start + 16_384, rows.count)])
      return network(scaling.scaled(features, rows: batch)).values.map {
        scaling.restored($0, column: features.count)
      }
    }
  }

  /// Trains on the known cells of a raster, after a ten-fold cross-validation with random folds and
  /// one with spatial blocks.
  ///
  /// - Parameters:
  ///   - raster: Holds the target and the features as bands; cells with nodata in any are left out.
  ///   - settings: The bands, the layers, the training and the folds.
  ///   - subject: The raster's name, for errors.
  ///   - progress: Is told how many of all trainings are done.
  /// - Returns: The network trained on all known cells, and the cross-validations: random folds
  ///   first, then blocks.
  /// - Throws: `.badData` where a band is missing or the cells do not suffice; `.usage` where the
  ///   target is among the features.
  package static func train(
    _ raster: Raster, _ settings: PerceptronSettings, subject: String,
    progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(GridcastError) -> (forecaster: PerceptronModel, validations: [CrossValidation]) {
    try GridcastError.loadingBLAS()
    let samples = try Samples(raster, settings, subject: subject)
    var settings = settings
    let asked = settings.blockSize
    settings.blockSize = Folds.blockSize(
      asked, givingBlocks: settings.foldCount, cells: samples.cells, of: samples.grid)
    let counter = Counter(all: 2 * settings.foldCount + 1, progress)
    let final = settings
    // Side by side, so that no core is idle while a last fold or the last network is trained.
    let jobs: [Folds.Kind?] = Folds.Kind.allCases + [nil]
    let parts = concurrentMap(jobs.count) {
      job -> (validation: CrossValidation?, trained: (network: Network, scaling: Scaling)?) in
      if let kind = jobs[job] {
        return (final.crossValidate(samples, kind) { counter.add() }, nil)
      }
      defer { counter.add() }
      return (nil, final.train(samples, rows: Array(samples.target.indices), stream: 0))
    }
    let validations = parts.compactMap(\.validation)
    guard let (network, scaling) = parts.last?.trained else {
      preconditionFailure("it was trained")
    }
    let isFinite =
      network.isFinite
      && validations.allSatisfy { $0.predictions.allSatisfy(\.isFinite) }
    guard isFinite else {
      throw GridcastError(
        .badData, subject,
        "training diverged: the weights grew without bound; \(.lowerRate)")
    }
    let forecaster = PerceptronModel(
      network: network, scaling: scaling, settings: settings, askedBlockSize: asked,
      samples: samples, validations: validations)
    return (forecaster, validations)
  }
}
