package import GridcastBase
import GridcastFiles
package import GridcastForecast
import GridcastWrite
import Neural

/// A search for good settings, in stages or among random combinations, whose results can be
/// written.
package struct SweepSearch: Sendable {
  /// How trials are chosen.
  package enum Strategy: Sendable {
    /// In stages, each around the best trial so far.
    case stages([Sweep.Stage])
    /// This number of random combinations of all values.
    case sample(Int)
  }

  /// The result of a search.
  package struct Result: Sendable {
    /// The results of all trials without duplicates, in the order of choice.
    package let results: [Sweep.Result]
    /// The results of each stage; empty for random combinations.
    package let stages: [(stage: Sweep.Stage, results: [Sweep.Result])]
    /// The number of results that were known from an earlier run.
    package let knownCount: Int
    /// The scores of the baselines on the same folds.
    package let baselines: [Baseline: Scores]
    /// Sentences for the user, such as warnings.
    package let notes: [Sentence]
    let space: Sweep.Space
    let settings: CellSettings
  }

  private let sweep: Sweep
  private let settings: CellSettings
  private let space: Sweep.Space
  private let folder: SweepFolder

  /// Makes a search in a space of values; the folder keeps the results.
  package init(
    _ sweep: Sweep, settings: CellSettings, space: Sweep.Space, folder: SweepFolder
  ) {
    self.sweep = sweep
    self.settings = settings
    self.space = space
    self.folder = folder
  }

  /// Runs the trials.
  ///
  /// - Parameters:
  ///   - strategy: How trials are chosen.
  ///   - progress: Receives the stage and the number of its finished trials.
  /// - Returns: The results.
  /// - Throws: `.unwritable` where the journal cannot be written; `.badData` where all trials
  ///   diverged.
  package func run(
    _ strategy: Strategy, progress: @escaping ProgressHandler
  ) throws(GridcastError) -> Result {
    var known = Dictionary(folder.earlier.map { ($0.trial, $0) }) { first, _ in first }
    let earlier = known
    var all: [Sweep.Result] = []
    var stages: [(stage: Sweep.Stage, results: [Sweep.Result])] = []
    var seen: Set<Sweep.Trial> = []
    var knownCount = 0
    func results(_ trials: [Sweep.Trial], _ name: String) throws(GridcastError) -> [Sweep.Result] {
      knownCount += trials.count { earlier[$0] != nil && !seen.contains($0) }
      let results = try sweep.run(
        trials, known: known,
        keep: { result throws(GridcastError) in try folder.keep(result) },
        progress: { progress(name, $0, $1) })
      for result in results {
        known[result.trial] = result
        if seen.insert(result.trial).inserted { all.append(result) }
      }
      return results
    }
    switch strategy {
    case .sample(let count):
      let trials = space.sample(
        count, around: Sweep.Trial(settings), seed: settings.training.seed)
      _ = try results(trials, "random")
    case .stages(let chosen):
      var best = Sweep.Trial(settings)
      for stage in Sweep.Stage.allCases where chosen.contains(stage) {
        let found = try results(space.trials(stage, around: best), stage.rawValue)
        stages.append((stage, found))
        if let first = Sweep.ranked(all).first, first.scores != nil { best = first.trial }
      }
    }
    // The table includes the results of earlier runs with other stages.
    for result in folder.earlier where seen.insert(result.trial).inserted { all.append(result) }
    let diverged = all.count { $0.scores == nil }
    guard diverged < all.count else {
      throw GridcastError(
        .badData, "sweep", "training diverged in every trial; \(.lowerRates)")
    }
    var notes: [Sentence] =
      diverged > 0 ? ["\(counted(diverged, "trial")) diverged and stand last in the table"] : []
    let baselines = sweep.baselines
    let rival = baselines.sorted {
      ($0.value.rmse, $0.key.rawValue) < ($1.value.rmse, $1.key.rawValue)
    }
    .first
    if let best = Sweep.ranked(all).first?.scores, let rival, rival.value.rmse <= best.rmse {
      notes.append(
        "even the best trial (RMSE \(spoken(best.rmse, 3))) does not beat a \(rival.key.name) (RMSE "
          + "\(spoken(rival.value.rmse, 3))): \(rival.key.step)")
    }
    return Result(
      results: all, stages: stages, knownCount: knownCount, baselines: baselines, notes: notes,
      space: space,
      settings: settings)
  }
}

extension SweepSearch {
  /// Runs a share of the trials, for others to do the rest: in the first stage of which any trial is not known yet,
  /// since what comes next depends on all of it.
  ///
  /// The share is that of the list of trials, whatever of it is known.
  ///
  /// - Parameters:
  ///   - strategy: How trials are chosen.
  ///   - shard: Which of them to run; their results are kept in the journal.
  ///   - progress: Receives the stage and the number of its finished trials.
  /// - Returns: How many trials of the share are done now.
  /// - Throws: `.unwritable` where the journal cannot be written.
  package func run(
    _ strategy: Strategy, shard: Shard, progress: @escaping ProgressHandler
  ) throws(GridcastError) -> Int {
    let known = Dictionary(folder.earlier.map { ($0.trial, $0) }) { first, _ in first }
    func run(_ trials: [Sweep.Trial], _ name: String) throws(GridcastError) -> Int {
      try sweep.run(
        shard.share(of: trials), known: known,
        keep: { result throws(GridcastError) in try folder.keep(result) },
        progress: { progress(name, $0, $1) }
      ).count
    }
    guard case .stages(let chosen) = strategy else {
      guard case .sample(let count) = strategy else { return 0 }
      return try run(
        space.sample(count, around: Sweep.Trial(settings), seed: settings.training.seed), "random")
    }
    var best = Sweep.Trial(settings)
    var all: [Sweep.Result] = []
    var seen: Set<Sweep.Trial> = []
    for stage in Sweep.Stage.allCases where chosen.contains(stage) {
      let trials = space.trials(stage, around: best)
      let found = trials.compactMap { known[$0] }
      guard found.count == trials.count else { return try run(trials, stage.rawValue) }
      for result in found where seen.insert(result.trial).inserted { all.append(result) }
      if let first = Sweep.ranked(all).first, first.scores != nil { best = first.trial }
    }
    return 0
  }
}

extension SweepSearch.Result {
  /// The names of all files that may be written.
  static let fileNames =
    ["trials.csv", "best.yaml"]
    + Sweep.Stage.allCases.flatMap { stage in
      Measure.all.flatMap { measure in
        ["\(stage.rawValue)-\(measure.name).png"]
          + (stage == .rates ? ["rates-\(measure.name)-lines.png"] : [])
      }
    }

  /// Writes the table, the best settings and the pictures to a folder, replacing those of an
  /// earlier run.
  ///
  /// - Returns: The paths of the files, and what the user should know of the folder.
  /// - Throws: `.unwritable` where one cannot be written.
  package func write(to folder: String) throws(GridcastError) -> (
    files: [String], notes: [Sentence]
  ) {
    let staging = Staging(overwrite: true)
    var files: [String] = []
    func write(_ bytes: [UInt8], _ name: String) throws(GridcastError) {
      files.append("\(folder)/\(name)")
      try bytes.write(to: "\(folder)/\(name)", staging: staging)
    }
    try write(Array(Sweep.table(results).utf8), "trials.csv")
    if let best = Sweep.ranked(results).first {
      try write(Array(Sweep.planSection(best.trial, settings).utf8), "best.yaml")
    }
    for (name, png) in try pictures() { try write(png, name) }
    try staging.commit()
    return (files, staging.notes)
  }
}
