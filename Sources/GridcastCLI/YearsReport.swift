import GridcastBase
import GridcastForecast
import Neural

/// The report of the training of a conv–deconv network.
struct ConvDeconvReport: Encodable {
  let parameters: Int
  let members: Int
  let windows: [Int]
  let epochs: Int
  let millisecondsPerStep: Double?
  let growth: Double
  let comparisons: [Comparison]
  let notes: [Sentence]

  init(_ result: ConvDeconv.Result) {
    parameters = result.model.networks[0].parameterCount
    members = result.model.networks.count
    windows = result.windowCounts
    epochs = result.history.count
    millisecondsPerStep = result.millisecondsPerStep
    growth = result.model.growth
    comparisons = result.model.comparisons
    notes = result.notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    Console.print(
      "\(counted(members, "network")) of \(formatted(parameters)) weights, "
        + "\(windows.map { formatted($0) }.joined(separator: ", ")) windows, "
        + "\(counted(epochs, "epoch"))"
        + (millisecondsPerStep.map { ", \(spoken($0, 1)) ms a step" } ?? ""))
    Console.print("growth from before to after: \(spoken(growth, 4))")
    if comparisons.isEmpty { return }
    Console.print()
    Console.print(
      "On cells not trained on; they ended the training, so a later year judges more strictly")
    Console.print(plain: ComparisonTable.text(comparisons))
  }
}

/// A table of the scores of a model beside those of persistence and uniform growth.
enum ComparisonTable {
  static func text(_ comparisons: [Comparison]) -> String {
    var table = Table(
      [
        "", "forecast", "R²", "RMSE", "MAE", "bias of total", "cosine", "SSIM",
        Sentence("cells", as: "cells of a raster"),
      ],
      right: Set(2...8))
    for comparison in comparisons {
      let known: [(Sentence, Scores?)] = [
        ("model", comparison.model), ("persistence", comparison.persistence),
        ("uniform growth", comparison.growth), ("Poisson-linear growth", comparison.linear),
        ("model for other years and cities", comparison.delivered),
      ]
      let rows = known.compactMap { name, scores in scores.map { (name.description, $0) } }
      for (index, (name, scores)) in rows.enumerated() {
        table.add([
          index == 0 ? comparison.title.description : "", name,
          scores.r2.map { spoken($0, 4) } ?? "",
          spoken(scores.rmse, 3), spoken(scores.mae, 3),
          scores.bias.map { spoken(100 * $0, 1) + " %" } ?? "",
          scores.cosine.map { spoken($0, 4) } ?? "",
          scores.structuralSimilarity.map { spoken($0, 4) } ?? "", formatted(scores.count),
        ])
      }
    }
    let covered = comparisons.last?.coverage.map { "\n\n" + sentence($0).description } ?? ""
    return table.text + covered
  }

  private static func sentence(_ coverage: Coverage) -> Sentence {
    func percent(_ share: Double) -> String { "\(spoken(100 * share, 1)) %" }
    return coverage.nonEmpty.map {
      "the 90 % bounds cover \(percent(coverage.all)) of all cells, \(percent($0)) of the \(formatted(coverage.nonEmptyCells)) that had anything in either year"
    } ?? "the 90 % bounds cover \(percent(coverage.all)) of all cells"
  }
}

/// The report of the training of a forecaster of growth.
struct GrowthReport: Encodable {
  let parameters: Int
  let members: Int
  let windows: Int
  let window: Int?
  let epochs: Int
  let growth: Double
  let alpha: Double
  let bestAlpha: Double
  let spread: GrowthSpread
  let comparisons: [Comparison]
  let notes: [Sentence]

  init(_ result: Growth.Result) {
    let model = result.model
    parameters = model.networks.first?.parameterCount ?? model.choice.bands.count + 1
    members = model.networks.count
    windows = result.windows
    window = model.networks.isEmpty ? nil : model.window
    epochs = result.history.count
    growth = model.growth
    alpha = model.alpha
    bestAlpha = model.bestAlpha
    spread = model.spread
    comparisons = model.comparisons
    notes = result.notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    if let all = comparisons.last {
      let gain = 100 * (1 - all.own.rmse / all.growth.rmse)
      Console.print(
        abs(gain) < 0.05
          ? "The forecast is uniform growth: on cells not trained on nothing else was better."
          : "On cells not trained on, the forecast errs by \(spoken(abs(gain), 1)) % "
            + "\(gain > 0 ? "less" : "more") than uniform growth (root mean squared error).")
      Console.print()
    }
    if let window {
      Console.print(
        "\(counted(members, "network")) of \(formatted(parameters)) weights, "
          + "\(counted(windows, "window")) of \(window) × \(window) cells, "
          + "\(counted(epochs, "epoch"))")
    }
    Console.print("growth from before to after: \(spoken(growth, 4))")
    Console.print(spread.sentence)
    Console.print(
      "share of the model in forecasts: \(spoken(alpha, 3)), the rest is uniform growth"
        + (comparisons.isEmpty
          ? "" : " (best on cells of the same cities and years: \(spoken(bestAlpha, 2)))"))
    if comparisons.isEmpty { return }
    Console.print()
    Console.print("On cells not trained on")
    Console.print(plain: ComparisonTable.text(comparisons))
  }
}
