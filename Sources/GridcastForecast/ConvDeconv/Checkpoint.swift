import GridcastBase
import GridcastFiles
import Neural

/// The state of a training, from which it can continue with bit-identical results.
struct Checkpoint: Sendable {
  /// The hash of data and settings; a training continues only with the same ones.
  let fingerprint: String
  /// The networks of the finished members.
  var finished: [Network] = []
  /// The state of the member in training.
  var current: MemberTraining?
  var history: [ConvDeconv.Epoch] = []

  init(fingerprint: String) { self.fingerprint = fingerprint }

  /// The SHA-256 hash of everything that affects the result.
  static func fingerprint(_ samples: ConvDeconvSamples, _ settings: ConvDeconvSettings) -> String {
    let shared = settings.parameters.sorted { $0.key < $1.key }.description
    return digest(
      "\(shared) \(samples.layout.windows)",
      ofNumbers: samples.pairs.flatMap { [$0.before, $0.after] })
  }

  /// The content of a checkpoint file, in the public safetensors format.
  func content(_ settings: ConvDeconvSettings) throws(GridcastError) -> [UInt8] {
    var metadata = [
      "format": "gridcast-checkpoint", "fingerprint": fingerprint,
      "finished": "\(finished.count)", "history": try ModelFile.json(history),
    ]
    var entries = finished.enumerated().flatMap {
      SafeTensors.entries($1.tensors, "finished.\($0)")
    }
    if let current {
      metadata["epoch"] = "\(current.epoch)"
      metadata["steps"] = "\(current.optimizer.steps)"
      metadata["best_loss"] = "\(current.bestLoss)"
      metadata["best_epoch"] = "\(current.bestEpoch)"
      entries += SafeTensors.entries(current.network.tensors, "network")
      entries += SafeTensors.entries(current.best.tensors, "best")
      entries += SafeTensors.entries(current.optimizer.firstMoments, "first_moment")
      entries += SafeTensors.entries(current.optimizer.secondMoments, "second_moment")
    }
    return try SafeTensors(metadata: metadata, entries: entries).encoded()
  }

  /// Reads a checkpoint file.
  ///
  /// - Throws: `.badData` where it is damaged or no checkpoint; `.usage` where it belongs to
  ///   another training.
  init(
    _ content: [UInt8], path: String, settings: ConvDeconvSettings, fingerprint: String
  ) throws(GridcastError) {
    let file = try SafeTensors(content, path)
    let metadata = file.metadata
    let damaged = GridcastError(
      .badData, path, "it is no whole checkpoint; delete it and train from the start")
    guard metadata["format"] == "gridcast-checkpoint" else { throw damaged }
    guard metadata["fingerprint"] == fingerprint else {
      throw GridcastError(
        .usage, path,
        "this checkpoint is of a training with other data or settings; give those again, or delete it "
          + "and \(.beginAnew)")
    }
    self.init(fingerprint: fingerprint)
    var random = RandomNumbers(seed: 0)
    let blank = Network.encoderDecoder(
      width: settings.width, outputBias: 0, predictsChange: settings.prediction == .change,
      random: &random)
    func network(_ prefix: String) throws(GridcastError) -> Network {
      guard let tensors = file.tensors(like: blank.tensors, prefix) else { throw damaged }
      return blank.with(tensors)
    }
    guard let count = file.number("finished", 0...settings.members),
      let history: [ConvDeconv.Epoch] = ModelFile.value(metadata["history"])
    else { throw damaged }
    self.history = history
    for member in 0..<count { finished.append(try network("finished.\(member)")) }
    guard let epoch = metadata["epoch"].flatMap({ Int($0) }) else { return }
    guard epoch > 0 else { throw damaged }
    let counts = history.count { $0.member == count + 1 }
    guard let steps = file.number("steps", 0...(1 << 40) - 1),
      let bestLoss = metadata["best_loss"].flatMap(Float.init), !bestLoss.isNaN,
      let bestEpoch = file.number("best_epoch", 0...epoch),
      epoch == counts, epoch <= settings.epochs,
      let first = file.tensors(like: blank.tensors, "first_moment"),
      let second = file.tensors(like: blank.tensors, "second_moment")
    else { throw damaged }
    current = MemberTraining(
      network: try network("network"),
      optimizer: AdamOptimizer(
        learningRate: settings.learningRate, steps: steps, firstMoments: first,
        secondMoments: second),
      epoch: epoch, best: try network("best"), bestLoss: bestLoss, bestEpoch: bestEpoch)
  }
}
