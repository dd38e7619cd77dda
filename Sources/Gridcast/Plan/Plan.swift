import Foundation
import Neural

/// A whole job: from inputs to a forecast, as a plan file tells it.
public struct Plan: Sendable {
  /// The files to write; nil for those that are not wanted.
  public struct Outputs: Sendable, Equatable {
    /// Cells without values.
    public var fishnet: String?
    /// GeoTIFF of counts.
    public var counts: String?
    /// Cells with counts, as layer or table.
    public var cells: [String] = []
    /// CSV of the correlation matrix.
    public var correlation: String?
    /// The trained model.
    public var model: String?
    /// GeoTIFF of the forecast.
    public var forecast: String?
    /// Cells with the forecast, as layer or table.
    public var forecastCells: [String] = []
    /// The record of the run.
    public var record: String

    /// All that will be written.
    public var all: [String] {
      [fishnet, counts, correlation, model, forecast, record].compactMap { $0 } + cells
        + forecastCells
    }
  }

  /// What to predict, and with which network.
  public struct Model: Sendable, Equatable {
    /// The settings; the features are those chosen, or none yet.
    public var settings: PerceptronSettings
    /// How much a feature must correlate with the target, where features are not chosen.
    public var minCorrelation: Double?
  }

  /// The plan file.
  public let path: String
  /// What to count.
  public var counting: Counting
  /// What to predict; nil to end after counting and correlating.
  public var model: Model?
  /// What to write.
  public var outputs: Outputs

  /// Reads a plan file.
  ///
  /// Paths in it are relative to its folder.
  ///
  /// - Throws: `.unreadable` for a missing file; `.usage` for one that is no plan, naming the key.
  public init(reading path: String) throws(GridcastError) {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw GridcastError(.unreadable, path, "there is no such file, or no permission to read it")
    }
    let folder = URL(filePath: path).standardizedFileURL.deletingLastPathComponent().plainPath
    let root = try PlanNode(yaml: String(decoding: bytes, as: UTF8.self), path: path)
    func file(_ name: String) -> String { name.hasPrefix("/") ? name : "\(folder)/\(name)" }
    func systemFile(_ name: String) -> String {
      [".prj", ".wkt"].contains(where: name.lowercased().hasSuffix) ? file(name) : name
    }

    try root.allow([
      "inputs", "coordinate-system", "cell", "study-area", "study-area-rule", "category",
      "categories", "weight", "measure", "allow-loss", "model", "outputs",
    ])
    var inputs: [Source] = []
    for node in try root.require("inputs").items() {
      inputs.append(try node.source(file, systemFile))
    }
    let categorization: Categorization
    switch (root["category"], root["categories"]) {
    case (let field?, nil): categorization = .field(try field.text())
    case (nil, let rules?):
      let name = try rules.text()
      categorization = .rules(
        try CategoryRules(named: builtInCategories[name.lowercased()] == nil ? file(name) : name))
    case (nil, nil): categorization = .single
    default: throw root.fault("it gives both 'category' and 'categories'; one is enough")
    }
    let cell = root["cell"]
    let cellSize: CellSize
    do { cellSize = try CellSize(try cell?.text() ?? "1km") } catch {
      throw (cell ?? root).fault(error.reason)
    }
    counting = Counting(inputs: inputs, cellSize: cellSize, categorization: categorization)
    if let node = root["coordinate-system"] {
      counting.target = TargetChoice(systemFile(try node.text()))
    }
    counting.studyArea = try root["study-area"].map { node throws(GridcastError) in
      try node.source(file, systemFile)
    }
    counting.rule = try root["study-area-rule"]?.choice() ?? .overlap
    counting.measure = try root["measure"]?.choice() ?? .count
    counting.weight = try root["weight"]?.text()
    counting.allowLoss = try root["allow-loss"]?.flag() ?? false
    model = try root["model"].map { node throws(GridcastError) in try Model(node) }

    let node = try root.require("outputs")
    try node.allow([
      "folder", "fishnet", "counts", "cells", "correlation", "model", "forecast",
      "forecast-cells", "record",
    ])
    let base = file(try node["folder"]?.text() ?? ".")
    func output(_ key: String) throws(GridcastError) -> [String] {
      guard let node = node[key] else { return [] }
      var paths: [String] = []
      for item in try node.items() {
        let name = try item.text()
        paths.append(name.hasPrefix("/") ? name : "\(base)/\(name)")
      }
      return paths
    }
    func one(_ key: String) throws(GridcastError) -> String? {
      let paths = try output(key)
      guard paths.count < 2 else { throw node.fault("'\(key)' takes one file") }
      return paths.first
    }
    outputs = Outputs(
      fishnet: try one("fishnet"), counts: try one("counts"), cells: try output("cells"),
      correlation: try one("correlation"), model: try one("model"),
      forecast: try one("forecast"), forecastCells: try output("forecast-cells"),
      record: try one("record") ?? "\(base)/run.json")
    if model == nil && (outputs.model ?? outputs.forecast ?? outputs.forecastCells.first) != nil {
      throw root.fault("'outputs' asks for a forecast, but there is no 'model'")
    }
    self.path = path
  }
}

extension Plan.Model {
  init(_ node: PlanNode) throws(GridcastError) {
    try node.allow([
      "kind", "target", "features", "min-correlation", "hidden", "activations", "output",
      "learning-rate", "momentum", "batch", "epochs", "patience", "folds", "block-size", "seed",
      "keep",
    ])
    let kind = try node["kind"]?.text() ?? "bp"
    guard kind == "bp" else { throw node.fault("kind '\(kind)' is not known; it can be bp") }
    var features: [String] = []
    for item in try node["features"]?.items() ?? [] { features.append(try item.text()) }
    settings = PerceptronSettings(target: try node.require("target").text(), features: features)
    minCorrelation = try node["min-correlation"]?.number()
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
  }
}
