package import GridcastBase
import GridcastFiles
package import Neural
internal import Synchronization

/// A search for good settings of the BP network.
package struct Sweep: Sendable {
  /// The settings that vary from trial to trial.
  package struct Trial: Sendable, Hashable, Codable {
    /// The number of nodes of each hidden layer.
    package var hidden: [Int]
    /// The activation of the first hidden layer.
    package var firstActivation: Activation
    /// The activation of the other hidden layers.
    package var laterActivation: Activation
    /// The learning rate.
    package var learningRate: Float
    /// The momentum.
    package var momentum: Float

    /// The trial with the values of some settings.
    package init(_ settings: CellSettings) {
      hidden = settings.hidden
      firstActivation = settings.firstActivation
      laterActivation = settings.laterActivation
      learningRate = settings.training.learningRate
      momentum = settings.training.momentum
    }

    /// The settings with the values of this trial.
    package func applied(to settings: CellSettings) -> CellSettings {
      var settings = settings
      settings.hidden = hidden
      settings.firstActivation = firstActivation
      settings.laterActivation = laterActivation
      settings.training.learningRate = learningRate
      settings.training.momentum = momentum
      return settings
    }
  }

  /// The result of a trial.
  package struct Result: Sendable, Equatable, Codable {
    /// The settings of the trial.
    package let trial: Trial
    /// The scores over all held-out cells; nil where the training diverged.
    package let scores: Scores?
    /// ½ · mean squared error in units of the scaled target, as the study reports it.
    package let error: Double?
  }

  /// A stage of the search, in which some settings vary.
  package enum Stage: String, Sendable, CaseIterable, Codable {
    /// The numbers of nodes of the hidden layers vary.
    case nodes
    /// The pairs of activations vary.
    case activations
    /// The learning rate and the momentum vary.
    case rates
  }

  /// The values to try.
  package struct Space: Sendable, Equatable {
    /// The numbers of nodes to try for each hidden layer; in combination the 250 settings of the
    /// study.
    package var nodes: [[Int]] = [
      [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], [10, 30, 50, 70, 90], [10, 30, 50, 70, 90],
    ]
    /// The activations to try, in all pairs.
    package var activations: [Activation] = [.sigmoid, .relu, .tanh]
    /// The learning rates to try.
    package var rates: [Float] = [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1]
    /// The momenta to try, each with every rate.
    package var momenta: [Float] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

    /// Makes the values of the study.
    package init() {}

    /// The numbers of nodes of all hidden layers, in every combination.
    var hidden: [[Int]] {
      nodes.reduce([[]]) { all, layer in all.flatMap { hidden in layer.map { hidden + [$0] } } }
    }

    /// The trials of a stage, in which all other settings are those of `best`.
    package func trials(_ stage: Stage, around best: Trial) -> [Trial] {
      func trial(_ change: (inout Trial) -> Void) -> Trial {
        var trial = best
        change(&trial)
        return trial
      }
      switch stage {
      case .nodes: return hidden.map { hidden in trial { $0.hidden = hidden } }
      case .activations:
        return activations.flatMap { first in
          activations.map { later in
            trial { ($0.firstActivation, $0.laterActivation) = (first, later) }
          }
        }
      case .rates:
        return rates.flatMap { rate in
          momenta.map { momentum in
            trial { ($0.learningRate, $0.momentum) = (rate, momentum) }
          }
        }
      }
    }

    /// Draws some trials from all combinations, each at most once.
    package func sample(_ count: Int, around base: Trial, seed: UInt64) -> [Trial] {
      var random = RandomNumbers(seed: seed, stream: 5000)
      let pairs = trials(.activations, around: base)
      let speeds = trials(.rates, around: base)
      let hidden = hidden
      let all = hidden.count * pairs.count * speeds.count
      var drawn: Set<Int> = []
      var order: [Int] = []
      while order.count < min(count, all) {
        let pick = random.below(all)
        if drawn.insert(pick).inserted { order.append(pick) }
      }
      return order.map { pick in
        var trial = pairs[pick / speeds.count % pairs.count]
        trial.hidden = hidden[pick / speeds.count / pairs.count]
        trial.learningRate = speeds[pick % speeds.count].learningRate
        trial.momentum = speeds[pick % speeds.count].momentum
        return trial
      }
    }
  }

  private let samples: Samples
  private let base: CellSettings
  private let judge: Folds.Kind
  /// The hash of the data and of the settings that all trials share.
  package let fingerprint: String

  /// Prepares a search on the known cells of a raster; every trial is cross-validated with the same
  /// folds.
  ///
  /// - Parameters:
  ///   - raster: A raster with the target and the features as bands.
  ///   - base: The settings that do not vary.
  ///   - judge: The kind of folds by which trials are compared.
  ///   - subject: The raster's name, for errors.
  /// - Throws: `.badData` where a band is missing or there are too few cells.
  package init(
    _ raster: Raster, _ base: CellSettings, judge: Folds.Kind, subject: String
  ) throws(GridcastError) {
    samples = try Samples(raster, base, subject: subject)
    var base = base
    base.blockSize = Folds.blockSize(
      base.blockSize, givingBlocks: base.foldCount, cells: samples.cells, of: samples.grid)
    self.base = base
    self.judge = judge
    // The hash must not depend on the settings that vary.
    let shared = Trial(CellSettings(target: "", features: [])).applied(to: base)
    fingerprint = digest(Array("\(samples.fingerprint) \(judge) \(shared)".utf8))
  }

  /// Runs trials in parallel on all cores, except those with known results.
  ///
  /// - Parameters:
  ///   - trials: The trials, without duplicates.
  ///   - known: The results of earlier runs.
  ///   - keep: Receives each new result, one at a time.
  ///   - progress: Receives the number of finished trials and that of all.
  /// - Returns: The results in the order of the trials.
  /// - Throws: The error of `keep`; `.notInstalled` where OpenBLAS is not installed.
  package func run(
    _ trials: [Trial], known: [Trial: Result],
    keep: @escaping @Sendable (Result) throws(GridcastError) -> Void,
    progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void
  ) throws(GridcastError) -> [Result] {
    try GridcastError.loadingBLAS()
    let counter = Counter(all: trials.count, progress)
    let failure = Mutex<GridcastError?>(nil)
    return try concurrentMap(trials.count) { index throws(GridcastError) in
      // Results that cannot be saved are not worth the time.
      if let failure = failure.withLock({ $0 }) { throw failure }
      defer { counter.add() }
      if let result = known[trials[index]] { return result }
      let result = result(of: trials[index])
      let failed = failure.withLock { failure -> GridcastError? in
        do throws(GridcastError) { try keep(result) } catch { failure = error }
        return failure
      }
      if let failed { throw failed }
      return result
    }
  }

  private func result(of trial: Trial) -> Result {
    let (scores, predictions) = trial.applied(to: base).heldOut(samples, judge)
    guard predictions.allSatisfy(\.isFinite), scores.all.rmse.isFinite else {
      return Result(trial: trial, scores: nil, error: nil)
    }
    let transform = base.transform
    let scaled = samples.target.map { Double(transform($0)) }
    let range = (scaled.max() ?? 1) - (scaled.min() ?? 0)
    let squares = zip(scaled, predictions).reduce(0.0) { sum, pair in
      let error = (pair.0 - Double(transform(pair.1))) / range
      return sum + error * error
    }
    return Result(
      trial: trial, scores: scores.all, error: squares / Double(2 * scaled.count))
  }

  /// The scores of the baselines with the folds of all trials.
  package var baselines: [Baseline: Scores] { base.baselines(samples, judge).mapValues(\.all) }

  /// Sorts results by descending R², diverged ones last; of equal ones the earlier comes first.
  package static func ranked(_ results: [Result]) -> [Result] {
    results.enumerated().sorted { a, b in
      let (x, y) = (a.element.scores?.r2 ?? -.infinity, b.element.scores?.r2 ?? -.infinity)
      return x == y ? a.offset < b.offset : x > y
    }.map(\.element)
  }
}
