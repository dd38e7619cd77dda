package import GridcastBase
import Neural

extension GrowthModel {
  private static let own: Set = [
    "bands", "target", "later_target", "growth", "fresh", "alpha", "best_alpha", "bounds",
    "bound", "coordinate_systems", "cell_size", "comparisons", "spread", "trained_pairs", "count",
  ]

  /// The content of a model file, in the public safetensors format.
  ///
  /// Its tensors are `linear.weight` [functions + 1], the weights of Poisson-linear growth and last what a
  /// cell without any function is expected to have, and for each member M and layer N those of a
  /// conv–deconv network. Everything else is metadata.
  package func fileContent() throws(GridcastError) -> [UInt8] {
    var metadata = ModelFile.metadata(networks.isEmpty ? .growth : .ratio, parameters)
    metadata["bands"] = try ModelFile.json(choice.bands)
    metadata["target"] = choice.target
    metadata["later_target"] = choice.laterTarget
    metadata["growth"] = "\(growth)"
    metadata["fresh"] = "\(shrinkage.fresh)"
    metadata["alpha"] = "\(alpha)"
    metadata["best_alpha"] = "\(bestAlpha)"
    if let bounds { metadata["bounds"] = try ModelFile.json(bounds) }
    metadata["coordinate_systems"] = try ModelFile.json(coordinateSystems)
    metadata["cell_size"] = "\(cellSize)"
    metadata["comparisons"] = try ModelFile.json(comparisons)
    metadata["spread"] = try ModelFile.json(spread)
    metadata["trained_pairs"] = try ModelFile.json(trainedPairs)
    metadata["count"] = "\(networks.count)"
    if !networks.isEmpty { metadata["bound"] = "\(bound)" }
    let linear = linear.weights + [linear.base]
    let entries =
      [
        SafeTensors.Entry(name: "linear.weight", shape: [linear.count], values: .floats(linear))
      ]
      + SafeTensors.entries(networks)
    return try SafeTensors(metadata: metadata, entries: entries).encoded()
  }

  /// Reads the model from a file that contains a model of this kind.
  init(_ file: SafeTensors, _ path: String) throws(GridcastError) {
    func fault(_ reason: Sentence) -> GridcastError { GridcastError(.badData, path, reason) }
    let metadata = file.metadata
    let far = 1e15
    guard let bands: [String] = ModelFile.value(metadata["bands"]), !bands.isEmpty,
      let growth = file.number("growth", 0...far),
      let fresh = file.number("fresh", 1e-12...far),
      let alpha = file.number("alpha", 0.0...1), let bestAlpha = file.number("best_alpha", 0.0...1),
      let systems: [String] = ModelFile.value(metadata["coordinate_systems"]),
      let cellSize = file.number("cell_size", 1e-12...far),
      let comparisons: [Comparison] = ModelFile.value(metadata["comparisons"]),
      let spread: GrowthSpread = ModelFile.value(metadata["spread"]),
      let count = file.number("count", 0...1000),
      let linear = file.floats("linear.weight")?.values, linear.count == bands.count + 1,
      linear.allSatisfy({ $0.isFinite && $0 >= 0 }), linear[bands.count] > 0
    else { throw fault("parts of the model are missing") }
    let target = metadata["target"]
    guard target.map(bands.contains) ?? true else {
      throw fault("what it forecasts is none of its bands")
    }
    var bounds: ConformalBounds?
    if let text = metadata["bounds"] {
      guard let found: ConformalBounds = ModelFile.value(text), found.isSound else {
        throw fault("its bounds make no sense")
      }
      bounds = found
    }
    var networks: [Network] = []
    var window = GrowthSettings.leastWindow
    var bound: Float = 1
    if count > 0 {
      let channels = WindowSource.channels(of: bands.count)
      guard let side = file.number("window", 8...1024),
        let width = file.number("width", 1...1024), let limit = file.number("bound", 1e-6...20),
        // The declared width must be that of the tensors before a network of that size is created.
        file.floats("members.0.layers.0.weight")?.shape == [3, 3, channels, width]
      else { throw fault("its layers do not have the width or channels that it names") }
      (window, bound) = (side, Float(limit))
      var random = RandomNumbers(seed: 0)
      let blank = Network.encoderDecoder(
        width: width, channels: channels, outputBias: 0, predictsChange: true, random: &random)
      networks = try file.members(count, like: blank, path)
    }
    self.init(
      choice: .init(bands: bands, target: target, laterTarget: metadata["later_target"]),
      growth: growth,
      linear: PoissonGrowth(weights: Array(linear.dropLast()), base: linear[bands.count]),
      networks: networks, window: window, bound: bound,
      shrinkage: Shrinkage(alpha: alpha, fresh: fresh), bestAlpha: bestAlpha, bounds: bounds,
      coordinateSystems: systems, cellSize: cellSize, comparisons: comparisons, spread: spread,
      trainedPairs: ModelFile.value(metadata["trained_pairs"]) ?? [],
      parameters: ModelFile.parameters(of: metadata, without: Self.own))
  }
}
