import GridcastBase
import GridcastForecast
import Neural

extension Plan.Model {
  init(
    _ node: PlanNode, years: [Plan.Year], file: (String) -> String,
    systemFile: (String) -> String
  ) throws(GridcastError) {
    switch try node["kind"]?.text() ?? "bp" {
    case "bp":
      guard years.isEmpty else {
        throw node.fault("a BP network learns from one year: give 'inputs' instead of 'years'")
      }
      self = try Self.perceptron(node)
    case "convdeconv", "growth":
      self = .convDeconv(try YearsModel(node, years: years, file: file, systemFile: systemFile))
    case let kind:
      throw node.fault("kind '\(kind)' is not known; it can be bp, convdeconv or growth")
    }
  }

  private static func perceptron(_ node: PlanNode) throws(GridcastError) -> Plan.Model {
    try node.allow([
      "kind", "target", "features", "min-correlation", "hidden", "activations", "output",
      "learning-rate", "momentum", "batch", "epochs", "patience", "folds", "block-size", "seed",
      "keep", "transform", "rings", "gaussians",
    ])
    var features: [String] = []
    for item in try node["features"]?.items() ?? [] { features.append(try item.text()) }
    var settings = PerceptronSettings(
      target: try node.require("target").text(), features: features)
    let minCorrelation = try node["min-correlation"]?.number()
    if let hidden = node["hidden"] {
      settings.hidden = []
      for item in try hidden.items() { settings.hidden.append(try item.integer(in: 1...10_000)) }
    }
    if let activations = try node["activations"]?.items() {
      guard activations.count == 2 else {
        throw node.fault("'activations' takes two: of the first hidden layer and of the others")
      }
      settings.firstActivation = try activations[0].choice()
      settings.laterActivation = try activations[1].choice()
    }
    settings.outputActivation = try node["output"]?.choice() ?? settings.outputActivation
    if let rate = try node["learning-rate"]?.number() {
      guard rate > 0 else { throw node.fault("'learning-rate' must be above 0") }
      settings.training.learningRate = Float(rate)
    }
    if let momentum = try node["momentum"]?.number() {
      guard 0..<1 ~= momentum else { throw node.fault("'momentum' must be from 0 to below 1") }
      settings.training.momentum = Float(momentum)
    }
    let large = 1...1_000_000
    if let value = try node["batch"]?.integer(in: large) { settings.training.batchSize = value }
    if let value = try node["epochs"]?.integer(in: large) { settings.training.epochs = value }
    settings.training.patience = try node["patience"]?.integer(in: large)
    if let value = try node["folds"]?.integer(in: 2...1000) { settings.foldCount = value }
    if let value = try node["block-size"]?.integer(in: large) { settings.blockSize = value }
    if let value = try node["seed"]?.integer(in: 0...Int.max) {
      settings.training.seed = UInt64(value)
    }
    settings.keptFolds = try node["keep"]?.choice() ?? .random
    settings.transform = try node["transform"]?.choice() ?? .none
    var around = Neighbourhood.none
    for item in try node["rings"]?.items() ?? [] {
      around.rings.append(try item.integer(in: 1...1000))
    }
    for item in try node["gaussians"]?.items() ?? [] { around.gaussians.append(try item.number()) }
    guard around.isSound else { throw node.fault("'gaussians' must be from 0.1 to 250 cells") }
    settings.neighbourhood = around
    return .perceptron(settings, minCorrelation: minCorrelation)
  }
}
