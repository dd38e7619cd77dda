import GridcastBase
package import Neural

/// A trained BP network, with everything that is needed to forecast with it.
package struct PerceptronModel: Sendable, Equatable {
  /// The trained network.
  package let network: Network
  /// The scaling of the features and, last, of the target.
  package let scaling: Scaling
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
  /// The scores of the baselines on the same folds, by name.
  package let baselines: [Folds.Kind: [String: Scores]]
  /// The settings of the training, for people to read.
  package let parameters: [String: String]
  /// The training cells, as columns and rows of the tiling.
  package let cells: [(x: Int, y: Int)]
  /// The prediction for each training cell by a network that had not seen it.
  package let heldOut: [Float]
  /// The hash of the training values; held-out predictions are valid for these only.
  package let fingerprint: String

  init(
    network: Network, scaling: Scaling, features: [String], neighbourhood: Neighbourhood,
    target: String, coordinateSystem: String, cellSize: Double, scores: [Folds.Kind: Scores],
    baselines: [Folds.Kind: [String: Scores]], parameters: [String: String],
    cells: [(x: Int, y: Int)], heldOut: [Float], fingerprint: String
  ) {
    self.network = network
    self.scaling = scaling
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
    network: Network, scaling: Scaling, settings: PerceptronSettings, askedBlockSize: Int,
    samples: Samples, validations: [CrossValidation]
  ) {
    let training = settings.training
    self.init(
      network: network, scaling: scaling, features: settings.features,
      neighbourhood: settings.neighbourhood, target: settings.target,
      coordinateSystem: samples.grid.coordinateSystem.code ?? samples.grid.coordinateSystem.wkt,
      cellSize: samples.grid.cellSize,
      scores: Dictionary(uniqueKeysWithValues: validations.map { ($0.kind, $0.all) }),
      baselines: Dictionary(
        uniqueKeysWithValues: validations.map {
          ($0.kind, ["linear regression": $0.linearRegression.all, "mean": $0.mean.all])
        }),
      parameters: [
        "hidden": settings.hidden.map(String.init).joined(separator: ","),
        "first_activation": settings.firstActivation.rawValue,
        "later_activation": settings.laterActivation.rawValue,
        "learning_rate": "\(training.learningRate)", "momentum": "\(training.momentum)",
        "batch": "\(training.batchSize)", "epochs": "\(training.epochs)",
        "seed": "\(training.seed)", "folds": "\(settings.foldCount)",
        "transform": settings.transform.rawValue,
        "output_activation": settings.outputActivation.rawValue,
        "patience": training.patience.map { "\($0)" } ?? "",
        "block_size": "\(settings.blockSize)", "block_size_asked": "\(askedBlockSize)",
        "held_out_by": settings.keptFolds.rawValue,
      ],
      cells: samples.cells.map { samples.grid.tile(of: $0) },
      heldOut: validations.first { $0.kind == settings.keptFolds }?.predictions ?? [],
      fingerprint: samples.fingerprint)
  }

  /// Compares every property; written out because the tuples in `cells` are not `Equatable`.
  package static func == (a: Self, b: Self) -> Bool {
    a.network == b.network && a.scaling == b.scaling && a.features == b.features
      && a.neighbourhood == b.neighbourhood && a.baselines == b.baselines
      && a.target == b.target && a.coordinateSystem == b.coordinateSystem
      && a.cellSize == b.cellSize && a.scores == b.scores && a.parameters == b.parameters
      && a.cells.elementsEqual(b.cells) { $0 == $1 } && a.heldOut == b.heldOut
      && a.fingerprint == b.fingerprint
  }
}
