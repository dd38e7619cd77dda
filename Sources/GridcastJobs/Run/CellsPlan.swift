package import GridcastBase
package import GridcastForecast
import Neural

/// How a plan predicts functions of a cell from the others.
package struct CellsPlan: Sendable {
  /// The names of the bands to predict, at least one.
  package var targets: [String]
  /// The least correlation with the target that features have where none are named; nil for all others.
  package var minCorrelation: Double?
  /// The settings, of the first target and with the features that are named.
  package var settings: CellSettings

  /// The settings for each target.
  ///
  /// - Throws: `.badData` where a target is missing or no feature is left.
  package func settingsOfTargets(in counts: Raster, subject: String) throws(GridcastError)
    -> [CellSettings]
  {
    try counts.settings(
      settings, for: targets, chosen: settings.features, minCorrelation: minCorrelation,
      subject: subject)
  }

  init(_ node: PlanNode) throws(GridcastError) {
    try node.allow([
      "kind", "target", "features", "min-correlation", "study", "hidden", "activations", "output",
      "learning-rate", "rate-decay", "momentum", "batch", "epochs", "patience", "folds",
      "block-size", "seed", "keep", "transform", "way-back", "members", "linear-share",
      "neighbourhood", "rings", "gaussians",
    ])
    targets = []
    for item in try node.require("target").items() { targets.append(try item.text()) }
    guard Set(targets).count == targets.count else {
      throw node.fault("'target' names a band twice")
    }
    var features: [String] = []
    for item in try node["features"]?.items() ?? [] { features.append(try item.text()) }
    minCorrelation = try node["min-correlation"]?.number()
    var settings = CellSettings(target: targets[0], features: features)
    switch try node["kind"]?.text() {
    case "linear": settings = settings.asBaseline(.linear, .sqrt)
    case "mean": settings = settings.asBaseline(.mean, .none)
    default: break
    }
    let isStudy = try node["study"]?.flag() ?? false
    if settings.method != .network {
      let ofNetworks = [
        "study", "hidden", "activations", "output", "learning-rate", "rate-decay", "momentum",
        "batch", "epochs", "patience", "members", "linear-share",
      ]
      for key in ofNetworks {
        if let own = node[key] { throw own.fault("'\(key)' goes with kind: bp") }
      }
    }
    if isStudy { settings = settings.asInStudy }
    try settings.takeNetwork(node)
    if let value = try node["folds"]?.integer(in: 2...1000) { settings.foldCount = value }
    let large = 1...1_000_000
    if let value = try node["block-size"]?.integer(in: large) { settings.blockSize = value }
    if let value = try node["seed"]?.integer(in: 0...Int.max) {
      settings.training.seed = UInt64(value)
    }
    settings.keptFolds = try node["keep"]?.choice() ?? .random
    settings.transform = try node["transform"]?.choice() ?? settings.transform
    settings.wayBack = try node["way-back"]?.choice() ?? settings.wayBack
    settings.neighbourhood = try Self.neighbourhood(node) ?? settings.neighbourhood
    self.settings = settings
  }

  /// The neighbourhood that a plan names; nil where it names none.
  private static func neighbourhood(_ node: PlanNode) throws(GridcastError) -> Neighbourhood? {
    let isWanted = try node["neighbourhood"]?.flag()
    var around = Neighbourhood.none
    for item in try node["rings"]?.items() ?? [] {
      around.rings.append(try item.integer(in: 1...1000))
    }
    for item in try node["gaussians"]?.items() ?? [] { around.gaussians.append(try item.number()) }
    guard around.isSound else { throw node.fault("'gaussians' must be from 0.1 to 250 cells") }
    guard around == .none else {
      guard isWanted != false else {
        throw node.fault("'rings' and 'gaussians' do not go with neighbourhood: false")
      }
      return around
    }
    return isWanted.map { $0 ? Neighbourhood() : .none }
  }
}

extension CellSettings {
  /// Takes what a plan says of networks and their training.
  fileprivate mutating func takeNetwork(_ node: PlanNode) throws(GridcastError) {
    if let nodes = node["hidden"] {
      hidden = []
      for item in try nodes.items() { hidden.append(try item.integer(in: 1...10_000)) }
    }
    if let activations = try node["activations"]?.items() {
      guard activations.count == 2 else {
        throw node.fault("'activations' takes two: of the first hidden layer and of the others")
      }
      firstActivation = try activations[0].choice()
      laterActivation = try activations[1].choice()
    }
    outputActivation = try node["output"]?.choice() ?? outputActivation
    if let rate = try node["learning-rate"]?.number() {
      guard rate > 0 else { throw node.fault("'learning-rate' must be above 0") }
      training.learningRate = Float(rate)
    }
    training.decay = try node["rate-decay"]?.choice() ?? training.decay
    if let momentum = try node["momentum"]?.number() {
      guard 0..<1 ~= momentum else { throw node.fault("'momentum' must be from 0 to below 1") }
      training.momentum = Float(momentum)
    }
    let large = 1...1_000_000
    if let value = try node["batch"]?.integer(in: large) { training.batchSize = value }
    if let value = try node["epochs"]?.integer(in: large) { training.epochs = value }
    training.patience = try node["patience"]?.integer(in: large)
    if let value = try node["members"]?.integer(in: 1...100) { members = value }
    if let share = try node["linear-share"]?.number() {
      guard 0..<1 ~= share else { throw node.fault("'linear-share' must be from 0 to below 1") }
      linearShare = Float(share)
    }
  }
}
