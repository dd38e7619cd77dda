package import GridcastBase
import Neural

/// Trains conv–deconv networks.
package enum ConvDeconv {
  /// One epoch in the history of a training.
  package struct Epoch: Sendable, Equatable, Codable {
    /// The number of the member, from 1.
    package let member: Int
    /// The number of the epoch, from 1.
    package let epoch: Int
    /// The mean loss of the steps of the epoch.
    package let trainingLoss: Float
    /// The loss on the held-out windows after the epoch; nil where nothing is held out.
    package let validationLoss: Float?
  }

  /// The progress of a training.
  package struct Progress: Sendable {
    /// The number of members.
    package let members: Int
    /// The greatest number of epochs of a member.
    package let epochs: Int
    /// The last finished epoch.
    package let last: Epoch
    /// The number of steps per second in this process.
    package let stepsPerSecond: Double
    /// The greatest number of seconds that all members still need.
    package let secondsLeft: Double
  }

  /// The result of a training.
  package struct Result: Sendable {
    /// The model.
    package let model: ConvDeconvModel
    /// All epochs of all members.
    package let history: [Epoch]
    /// The number of training windows of each member.
    package let windowCounts: [Int]
    /// The mean duration of a step in milliseconds; nil where no step was made.
    package let millisecondsPerStep: Double?
    /// Sentences for the user, such as warnings.
    package var notes: [Sentence]

    /// The history as CSV: member, epoch, training_loss, validation_loss.
    package var historyTable: String { ConvDeconv.table(of: history) }
  }

  /// A history as CSV: member, epoch, training_loss, validation_loss.
  package static func table(of history: [Epoch]) -> String {
    history.reduce("member,epoch,training_loss,validation_loss\n") { text, epoch in
      let validation = epoch.validationLoss.map { "\($0)" } ?? ""
      return text + "\(epoch.member),\(epoch.epoch),\(epoch.trainingLoss),\(validation)\n"
    }
  }

  /// Refuses what no network can be trained on, before any is; the parameters are those of `train`.
  ///
  /// - Throws: `.badData` where the data do not suffice.
  package static func check(
    _ pairs: [DensityPair], names: [String], units: WindowLayout.Units,
    settings: ConvDeconvSettings
  ) throws(GridcastError) {
    _ = try ConvDeconvSamples(pairs, names: names, units: units, settings: settings)
  }

  /// Trains the members of an ensemble one after the other.
  ///
  /// Member m has its own random numbers for the same `seed`, and fold m mod `foldCount` is held
  /// out from it.
  ///
  /// - Parameters:
  ///   - pairs: The densities before and after, all on one tiling.
  ///   - names: The names of the pairs, for errors.
  ///   - band: The name of the band in the pairs, for the model file.
  ///   - units: The stations around which windows are laid, or tiles.
  ///   - settings: The settings of the network and the training.
  ///   - checkpoint: The content of the checkpoint file of an interrupted training to continue,
  ///     with its path.
  ///   - save: Receives the content of a checkpoint file every ten epochs.
  ///   - progress: Receives the progress after each epoch.
  /// - Returns: The model with its scores on held-out data, and the history.
  /// - Throws: `.badData` where the data do not suffice, the training diverges, or a network
  ///   predicts 0 everywhere; `.usage` where the checkpoint belongs to another training.
  package static func train(
    _ pairs: [DensityPair], names: [String], band: String?, units: WindowLayout.Units,
    settings: ConvDeconvSettings, checkpoint: (path: String, content: [UInt8])? = nil,
    save: ([UInt8]) throws(GridcastError) -> Void = { _ in },
    progress: (Progress) -> Void = { _ in }
  ) throws(GridcastError) -> Result {
    try GridcastError.loadingBLAS()
    let samples = try ConvDeconvSamples(pairs, names: names, units: units, settings: settings)
    var state = Checkpoint(fingerprint: Checkpoint.fingerprint(samples, settings))
    if let checkpoint {
      state = try Checkpoint(
        checkpoint.content, path: checkpoint.path, settings: settings,
        fingerprint: state.fingerprint)
    }
    var windowCounts: [Int] = []
    var maskedCounts: [Int] = []
    var growths: [Double] = []
    var clock = StepClock()
    for member in 0..<settings.members {
      let split = try samples.split(fold: member % settings.foldCount)
      let training = split.training
      windowCounts.append(training.count)
      maskedCounts.append(split.maskedCount)
      growths.append(split.growth)
      guard member >= state.finished.count else { continue }
      var current = state.current ?? MemberTraining(member, on: training, settings: settings)
      while !current.isDone(settings) {
        let epoch = try clock.time(steps: (training.count - 1) / settings.batchSize + 1) {
          () throws(GridcastError) in
          try current.run(
            member, on: training, validation: split.validation, settings: settings)
        }
        state.history.append(epoch)
        let left =
          Double(settings.epochs - epoch.epoch + (settings.members - member - 1) * settings.epochs)
        progress(
          Progress(
            members: settings.members, epochs: settings.epochs, last: epoch,
            stepsPerSecond: clock.stepsPerSecond, secondsLeft: left * clock.secondsPerEpoch))
        if epoch.epoch % 10 == 0, !current.isDone(settings) {
          state.current = current
          try save(state.content(settings))
        }
      }
      if training.isDead(current.best, settings.prediction) {
        throw GridcastError(
          .badData, names.joined(separator: ", "),
          "the network of member \(member + 1) died: it says 0 for every cell; \(.otherSeed), "
            + "\(.lowerRate), or \(.otherScaling)")
      }
      state.current = nil
      state.finished.append(current.best)
      if member + 1 < settings.members { try save(state.content(settings)) }
    }
    let model = try model(
      samples, networks: state.finished, growths: growths, band: band, settings: settings)
    var notes = pairs.flatMap(\.notes) + model.warnings
    let layout = samples.layout
    for (member, masked) in maskedCounts.enumerated() where masked > 0 && !layout.stations.isEmpty {
      notes.append(
        "member \(member + 1): \(counted(masked, "window")) of \(windowCounts[member] + masked) lie in "
          + "what is held out and the strip around it, and were not trained on")
    }
    for (names, reason) in [
      (layout.sharing, "in the cell of another, with which they count as one" as Sentence),
      (layout.outside, "outside the rasters"),
    ] where !names.isEmpty {
      notes.insert(
        "\(counted(names.count, "station")) \(reason): \(names.prefix(5).joined(separator: ", "))"
          + (names.count > 5 ? ", …" : ""), at: 0)
    }
    return Result(
      model: model, history: state.history, windowCounts: windowCounts,
      millisecondsPerStep: clock.millisecondsPerStep, notes: notes)
  }

  private static func model(
    _ samples: ConvDeconvSamples, networks: [Network], growths: [Double], band: String?,
    settings: ConvDeconvSettings
  ) throws(GridcastError) -> ConvDeconvModel {
    var comparisons: [Comparison] = []
    var all: [ForecastMap] = []
    for (member, network) in networks.enumerated() {
      let fold = member % settings.foldCount
      for (name, maps) in samples.comparisons(network, fold: fold, growth: growths[member]) {
        if let comparison = Comparison(name, maps) { comparisons.append(comparison) }
        all += maps
      }
    }
    if let comparison = Comparison("all", all) { comparisons.append(comparison) }
    guard comparisons.allSatisfy({ $0.model.rmse.isFinite }) else {
      throw GridcastError(
        .badData, "training",
        "it diverged: forecasts of what was held out have no end; \(.lowerRate)")
    }
    let grid = samples.pairs[0].grid
    var (before, after) = (0.0, 0.0)
    for pair in samples.pairs {
      for (b, a) in zip(pair.before, pair.after) where !b.isNaN && !a.isNaN {
        before += Double(b)
        after += Double(a)
      }
    }
    return ConvDeconvModel(
      networks: networks, window: settings.window, prediction: settings.prediction,
      scaling: samples.scaling, band: band,
      coordinateSystem: grid.coordinateSystem.code ?? grid.coordinateSystem.wkt,
      cellSize: grid.cellSize, growth: before > 0 ? after / before : 1, comparisons: comparisons,
      trainedPairs: samples.pairs.map(\.fingerprint), parameters: settings.parameters)
  }
}

/// Measures the time of the epochs of this process.
private struct StepClock {
  private var steps = 0
  private var epochs = 0
  private var seconds = 0.0

  mutating func time<Value>(steps: Int, _ body: () throws(GridcastError) -> Value)
    throws(GridcastError) -> Value
  {
    let start = ContinuousClock.now
    let value = try body()
    seconds += (ContinuousClock.now - start) / .seconds(1)
    self.steps += steps
    epochs += 1
    return value
  }

  var stepsPerSecond: Double { Double(steps) / max(seconds, 1e-9) }
  var secondsPerEpoch: Double { seconds / Double(max(epochs, 1)) }
  var millisecondsPerStep: Double? { steps > 0 ? 1000 * seconds / Double(steps) : nil }
}
