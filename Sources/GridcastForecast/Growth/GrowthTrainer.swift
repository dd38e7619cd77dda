import GridcastBase
import Neural

/// The parts of a training.
struct GrowthTrainer: Sendable {
  let pairs: [GrowthPair]
  let names: [String]
  let layout: GrowthLayout
  let settings: GrowthSettings
  let target: Int?

  /// What is known without the cells of one fold.
  struct Fold: Sendable {
    /// The fold; nil where nothing is held out.
    let number: Int?
    /// Which cells of each pair are trained on.
    let trained: [[Bool]]
    /// The growth of each pair, on its own cells.
    let growths: [Double]
    /// The growth of all together.
    let growth: Double
    let linear: PoissonGrowth

    /// What Poisson-linear growth expects of a cell of a pair.
    func expected(_ pair: GrowthPair, _ index: Int, _ cell: Int) -> Double {
      linear { pair.functions[$0][cell] } * (growth > 0 ? growths[index] / growth : 1)
    }
  }

  func fold(_ number: Int?) throws(GridcastError) -> Fold {
    var trained: [[Bool]] = []
    var growths: [Double] = []
    var all = (before: 0.0, after: 0.0)
    for (index, pair) in pairs.enumerated() {
      let own =
        number.map {
          layout.trained(pair, index, without: $0, guardWidth: settings.guardWidth)
        } ?? [Bool](repeating: true, count: pair.grid.count)
      var (before, after) = (0.0, 0.0)
      for cell in own.indices where own[cell] && pair.isKnown(cell) {
        before += Double(pair.before[cell])
        after += Double(pair.after[cell])
      }
      trained.append(own)
      growths.append(before > 0 ? after / before : 1)
      all.before += before
      all.after += after
    }
    guard all.after > 0 else {
      throw GridcastError(
        .badData, "training", "the later year is 0 in every cell that is trained on")
    }
    let growth = all.before > 0 ? all.after / all.before : 1
    let cells = pairs.indices.map { index in
      let own = trained[index]
      return PoissonGrowth.Cells(pair: pairs[index], growth: growths[index]) { own[$0] }
    }
    return Fold(
      number: number, trained: trained, growths: growths, growth: growth,
      linear: PoissonGrowth(fitting: cells, growth: growth, target: target))
  }

  /// The windows that the network of a fold is trained on.
  ///
  /// - Throws: `.badData` where that leaves nothing to train on.
  func windows(of fold: Fold) throws(GridcastError) -> RatioWindows {
    let sources = pairs.enumerated().map { index, pair in
      RatioWindows.Source(
        input: WindowSource(logarithmsOf: pair.functions, on: pair.grid),
        after: pair.after.indices.map {
          fold.trained[index][$0] && pair.isKnown($0) ? pair.after[$0] : .nan
        },
        expected: pair.after.indices.map {
          pair.before[$0].isNaN ? 1 : Float(max(fold.expected(pair, index, $0), 1e-6))
        })
    }
    let windows = RatioWindows(sources, windows: layout.windows, side: layout.window)
    guard !windows.windows.isEmpty else {
      throw GridcastError(
        .badData, "training",
        "the held-out windows and the strip around them leave no cell to train on; "
          + "\(.smallerWindow), \(.narrowerGuard), or \(.moreFolds)")
    }
    return windows
  }

  /// What was said of the held-out cells of a pair, NaN elsewhere.
  private struct Held {
    var uniform: [Double]
    var linear: [Double]
    var model: [Double]
  }

  private func held(_ networks: [Network], _ folds: [Fold]) -> [Held] {
    pairs.enumerated().map { index, pair in
      let blank = [Double](repeating: .nan, count: pair.grid.count)
      var held = Held(uniform: blank, linear: blank, model: blank)
      for fold in folds {
        guard let number = fold.number else { continue }
        var ratios: [Float] = []
        if settings.hasNetworks {
          let blending = RatioBlending(
            side: layout.window, bound: settings.bound, networks: [networks[number]])
          ratios = blending.answers(pair.functions, on: pair.grid)[0]
        }
        for cell in 0..<pair.grid.count
        where layout.folds[index][cell] == number && pair.isKnown(cell) {
          held.uniform[cell] = fold.growths[index] * Double(pair.before[cell])
          held.linear[cell] = fold.expected(pair, index, cell)
          held.model[cell] =
            held.linear[cell] * (ratios.isEmpty ? 1 : GrowthModel.exponential(ratios[cell]))
        }
      }
      return held
    }
  }

  func model(_ choice: GrowthPair.Choice, _ networks: [Network], _ folds: [Fold]) -> GrowthModel {
    let fresh = Shrinkage.fresh(pairs)
    let held = held(networks, folds)
    var parts: [Shrinkage.HeldOut] = []
    for (pair, held) in zip(pairs, held) {
      var part = Shrinkage.HeldOut()
      for cell in held.model.indices where !held.model[cell].isNaN {
        part.uniform.append(held.uniform[cell])
        part.model.append(held.model[cell])
        part.observed.append(Double(pair.after[cell]))
      }
      parts.append(part)
    }
    let best = Shrinkage.best(on: parts, fresh: fresh)
    // Within the same cities and years a model does better than in others: of what is best there, forecasts
    // take a half, and of networks, which learn more of one city, a third.
    let isJudged = parts.contains { !$0.observed.isEmpty }
    let usual = settings.hasNetworks ? 0.25 : 0.5
    let alpha =
      settings.alpha ?? (isJudged ? min(0.5, best / (settings.hasNetworks ? 3 : 2)) : usual)
    let shrinkage = Shrinkage(alpha: alpha, fresh: fresh)
    let predicted = parts.map { part in
      part.model.indices.map { shrinkage(uniform: part.uniform[$0], model: part.model[$0]) }
    }
    let bounds = ConformalBounds(
      predicted: predicted.flatMap { $0 }, observed: parts.flatMap(\.observed))
    let whole = (try? fold(nil)) ?? folds[0]
    let first = pairs[0].grid
    return GrowthModel(
      choice: choice, growth: whole.growth, linear: whole.linear,
      networks: Array(networks.prefix(settings.members)),
      window: networks.isEmpty ? GrowthSettings.leastWindow : layout.window,
      bound: networks.isEmpty ? 1 : settings.bound, shrinkage: shrinkage,
      bestAlpha: best, bounds: bounds,
      coordinateSystems: pairs.map {
        $0.grid.coordinateSystem.code ?? $0.grid.coordinateSystem.wkt
      }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
      cellSize: first.cellSize,
      comparisons: comparisons(held, shrinkage, best: best, bounds),
      spread: GrowthSpread(pairs), trainedPairs: pairs.map(\.fingerprint),
      parameters: settings.parameters(window: layout.window))
  }

  /// Compares what was said of held-out cells with the baselines: fold by fold, pair by pair where there are
  /// several, and all together.
  private func comparisons(
    _ held: [Held], _ shrinkage: Shrinkage, best: Double, _ bounds: ConformalBounds?
  ) -> [Comparison] {
    func maps(_ belongs: (_ pair: Int, _ cell: Int) -> Bool) -> [GrowthMap] {
      pairs.enumerated().map { index, pair in
        let held = held[index]
        let cells = held.model.indices
        func counts(_ cell: Int) -> Bool { !held.model[cell].isNaN && belongs(index, cell) }
        func map(_ value: (Int) -> Double) -> [Float] {
          cells.map { counts($0) ? Float(value($0)) : .nan }
        }
        func drawn(_ cell: Int, _ alpha: Double) -> Double {
          shrinkage(uniform: held.uniform[cell], model: held.model[cell], alpha: alpha)
        }
        let delivered = map { drawn($0, shrinkage.alpha) }
        return GrowthMap(
          columns: pair.grid.columns, before: pair.before,
          observed: cells.map { counts($0) ? pair.after[$0] : .nan },
          uniform: map { held.uniform[$0] }, linear: map { held.linear[$0] },
          model: map { drawn($0, max(best, shrinkage.alpha)) }, delivered: delivered,
          lower: bounds.map { bounds in map { bounds(drawn($0, shrinkage.alpha)).lower } },
          upper: bounds.map { bounds in map { bounds(drawn($0, shrinkage.alpha)).upper } })
      }
    }
    var comparisons: [Comparison] = []
    if pairs.count == 1 {
      for fold in 0..<settings.foldCount {
        if let comparison = Comparison(
          "fold \(fold + 1)", maps { layout.folds[$0][$1] == fold })
        {
          comparisons.append(comparison)
        }
      }
    } else {
      for pair in pairs.indices {
        if let comparison = Comparison(names[pair], maps { index, _ in index == pair }) {
          comparisons.append(comparison)
        }
      }
    }
    if let comparison = Comparison("all", maps { _, _ in true }) { comparisons.append(comparison) }
    return comparisons
  }
}
