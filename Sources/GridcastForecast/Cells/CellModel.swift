import GridcastBase
import Neural

/// A trained model of one function, with everything that is needed to say what a cell ought to have of it.
package struct CellModel: Sendable, Equatable {
  /// What predicts.
  package let predictor: CellPredictor
  /// What kind of predictor it is.
  package let method: CellSettings.Method
  /// The names of the bands to predict from, in order.
  package let features: [String]
  /// The additional features from neighbouring cells.
  package let neighbourhood: Neighbourhood
  /// The name of the band to predict.
  package let target: String
  /// The code or WKT of the coordinate system of the training cells.
  package let coordinateSystem: String
  /// The side of the training cells, in units of the coordinate system.
  package let cellSize: Double
  /// The scores of each cross-validation over all cells.
  package let scores: [Folds.Kind: Scores]
  /// The scores of the baselines on the same folds.
  package let baselines: [Folds.Kind: [Baseline: Scores]]
  /// The settings of the training, for people to read.
  package let parameters: [String: String]
  /// The training cells, as columns and rows of the tiling.
  package let cells: [(x: Int, y: Int)]
  /// The prediction for each training cell by a model that had not seen it.
  package let heldOut: [Float]
  /// The hash of the training values; held-out predictions are valid for these only.
  package let fingerprint: String

  init(
    predictor: CellPredictor, method: CellSettings.Method, features: [String],
    neighbourhood: Neighbourhood, target: String, coordinateSystem: String, cellSize: Double,
    scores: [Folds.Kind: Scores], baselines: [Folds.Kind: [Baseline: Scores]],
    parameters: [String: String], cells: [(x: Int, y: Int)], heldOut: [Float], fingerprint: String
  ) {
    self.predictor = predictor
    self.method = method
    self.features = features
    self.neighbourhood = neighbourhood
    self.target = target
    self.coordinateSystem = coordinateSystem
    self.cellSize = cellSize
    self.scores = scores
    self.baselines = baselines
    self.parameters = parameters
    self.cells = cells
    self.heldOut = heldOut
    self.fingerprint = fingerprint
  }

  init(
    predictor: CellPredictor, settings: CellSettings, askedBlockSize: Int, samples: Samples,
    validations: [CrossValidation]
  ) {
    self.init(
      predictor: predictor, method: settings.method, features: settings.features,
      neighbourhood: settings.neighbourhood, target: settings.target,
      coordinateSystem: samples.grid.coordinateSystem.code ?? samples.grid.coordinateSystem.wkt,
      cellSize: samples.grid.cellSize,
      scores: Dictionary(uniqueKeysWithValues: validations.map { ($0.kind, $0.all) }),
      baselines: Dictionary(
        uniqueKeysWithValues: validations.map { ($0.kind, $0.baselines.mapValues(\.all)) }),
      parameters: settings.parameters(askedBlockSize: askedBlockSize, samples),
      cells: samples.cells.map { samples.grid.tile(of: $0) },
      heldOut: validations.first { $0.kind == settings.keptFolds }?.predictions ?? [],
      fingerprint: samples.fingerprint)
  }

  /// Compares every property; written out because the tuples in `cells` are not `Equatable`.
  package static func == (a: Self, b: Self) -> Bool {
    a.predictor == b.predictor && a.method == b.method && a.features == b.features
      && a.neighbourhood == b.neighbourhood && a.baselines == b.baselines
      && a.target == b.target && a.coordinateSystem == b.coordinateSystem
      && a.cellSize == b.cellSize && a.scores == b.scores && a.parameters == b.parameters
      && a.cells.elementsEqual(b.cells) { $0 == $1 } && a.heldOut == b.heldOut
      && a.fingerprint == b.fingerprint
  }
}

extension CellSettings {
  /// The settings for people to read, of a network only where there is one.
  fileprivate func parameters(askedBlockSize: Int, _ samples: Samples) -> [String: String] {
    var all = [
      "method": method.rawValue, "seed": "\(training.seed)", "folds": "\(foldCount)",
      "transform": transform.rawValue,
      "way_back": (isUnbiased(samples) ? wayBack : .plain).rawValue,
      "block_size": "\(blockSize)", "block_size_asked": "\(askedBlockSize)",
      "held_out_by": keptFolds.rawValue,
    ]
    if wayBack == .unbiased && !samples.areCounts { all["below_0"] = "true" }
    guard method == .network else { return all }
    let ofNetwork = [
      "hidden": hidden.map(String.init).joined(separator: ","),
      "first_activation": firstActivation.rawValue,
      "later_activation": laterActivation.rawValue,
      "output_activation": outputActivation.rawValue,
      "learning_rate": "\(training.learningRate)", "rate_decay": training.decay.rawValue,
      "momentum": "\(training.momentum)", "batch": "\(training.batchSize)",
      "epochs": "\(training.epochs)", "patience": training.patience.map { "\($0)" } ?? "",
      "members": "\(members)", "linear_share": "\(linearShare)",
    ]
    return all.merging(ofNetwork) { $1 }
  }
}
