import GridcastBase
package import Neural

/// A forecaster of growth: Poisson-linear growth, with or without networks that give the ratio to it, drawn
/// back to uniform growth, and with bounds that cover what they promise.
package struct GrowthModel: Sendable, Equatable {
  /// The bands that it forecasts from, and which of them it forecasts.
  package let choice: GrowthPair.Choice
  /// The growth Σ after / Σ before of all training cells.
  package let growth: Double
  /// Poisson-linear growth.
  let linear: PoissonGrowth
  /// The networks; none for Poisson-linear growth alone.
  package let networks: [Network]
  /// The side of a window, in cells.
  package let window: Int
  /// The bound of the logarithm of a ratio.
  let bound: Float
  /// How far forecasts are drawn back to uniform growth.
  let shrinkage: Shrinkage
  /// The share of the model that is best on cells held out within the same cities and years.
  package let bestAlpha: Double
  /// The bounds of forecasts; nil where nothing was held out.
  package let bounds: ConformalBounds?
  /// The codes or WKT of the coordinate systems of the training cells.
  package let coordinateSystems: [String]
  /// The side of the training cells, in units of the coordinate systems.
  package let cellSize: Double
  /// The scores on held-out data, last those of all together; empty where nothing was held out.
  package let comparisons: [Comparison]
  /// How the growth of the training is spread.
  package let spread: GrowthSpread
  /// The hashes of the pairs of years that the model was trained on.
  package let trainedPairs: [String]
  /// The settings of the training, for people to read.
  package let parameters: [String: String]

  /// The share α of the model in forecasts.
  package var alpha: Double { shrinkage.alpha }

  /// The number of years that so many steps go on, of which one is as long as the training's, for people to read.
  package func years(after steps: Int = 1) -> String? {
    parameters["years"].flatMap(Double.init).map { formatted($0 * Double(steps), 3) }
  }

  /// The weights of Poisson-linear growth, and last what a cell without any function is expected to have.
  package var linearWeights: [Float] { linear.weights + [linear.base] }

  /// The index of the function that is forecast; nil for the sum of all.
  var target: Int? { choice.target.flatMap { choice.bands.firstIndex(of: $0) } }

  /// What a model says of one cell.
  struct Said {
    /// What Poisson-linear growth expects.
    let linear: Double
    /// What the model forecasts.
    let predicted: Double
  }

  /// What the model says of one cell from the logarithm of the ratio that the networks give on average.
  func said(_ functions: [[Float]], _ before: Float, _ cell: Int, ratio: Float) -> Said {
    let uniform = growth * Double(before)
    let expected = linear { functions[$0][cell] }
    let model = networks.isEmpty ? expected : expected * Self.exponential(ratio)
    return Said(linear: expected, predicted: shrinkage(uniform: uniform, model: model))
  }

  /// Sentences on how good the model is on what was held out, the first for people who plan.
  package var findings: [Sentence] {
    guard bestAlpha == 0, !comparisons.isEmpty else { return comparisons.warnings }
    return [
      "on cells it had not seen, no weights of the functions were better than uniform growth, which is what it forecasts"
    ] + comparisons.warnings
  }
}
