import GridcastBase
import Neural

/// A network on its way: all that the next epoch depends on.
struct MemberTraining: Sendable {
  var network: Network
  var optimizer: AdamOptimizer
  /// The epochs that are done.
  var epoch = 0
  /// The network with the least loss so far.
  var best: Network
  var bestLoss = Float.infinity
  var bestEpoch = 0

  /// A network before its first epoch.
  init(_ member: Int, _ training: WindowSet, _ settings: ConvDeconvSettings) {
    var random = RandomNumbers(seed: settings.seed, stream: 3000 + UInt64(member))
    network = .encoderDecoder(
      width: settings.width, outputBias: training.targetMean,
      predictsChange: settings.prediction == .change, random: &random)
    best = network
    optimizer = AdamOptimizer(learningRate: settings.learningRate)
  }

  /// A network that goes on.
  init(
    network: Network, optimizer: AdamOptimizer, epoch: Int, best: Network, bestLoss: Float,
    bestEpoch: Int
  ) {
    self.network = network
    self.optimizer = optimizer
    self.epoch = epoch
    self.best = best
    self.bestLoss = bestLoss
    self.bestEpoch = bestEpoch
  }

  /// Whether all epochs are done, or nothing was gained in as many as patience grants.
  func isDone(_ settings: ConvDeconvSettings) -> Bool {
    epoch >= settings.epochs || settings.patience.map { epoch - bestEpoch >= $0 } ?? false
  }

  /// Goes through all windows once, in an order and in symmetries that seed, member and epoch decide.
  mutating func run(
    _ member: Int, _ training: WindowSet, _ validation: WindowSet, _ settings: ConvDeconvSettings
  ) throws(GridcastError) -> ConvDeconv.Epoch {
    epoch += 1
    let side = settings.paddedWindow
    let loss = CombinedLoss(rows: side, columns: side, weights: settings.loss)
    var random = RandomNumbers(
      seed: settings.seed, stream: 1_000_000 * UInt64(member + 1) + UInt64(epoch))
    let order = random.permutation(training.count)
    var total: Float = 0
    for start in stride(from: 0, to: order.count, by: settings.batchSize) {
      let picks = order[start..<min(start + settings.batchSize, order.count)].map {
        (index: $0, symmetry: settings.isAugmented ? random.below(8) : 0)
      }
      let (input, target) = training.batch(picks)
      let (value, gradients) = network.parallelGradients(input, target: target) {
        settings.prediction.loss(loss, $0, $1, $2)
      }
      optimizer.step(&network, gradients)
      total += value * Float(picks.count)
    }
    let mean = total / Float(training.count)
    let held =
      validation.count > 0
      ? validation.loss(of: network, settings.prediction, loss) : nil
    guard mean.isFinite, held?.isFinite ?? true, network.isFinite else {
      throw GridcastError(
        .badData, "training",
        "it diverged in epoch \(epoch): the weights grew without bound; \(.lowerRate)"
      )
    }
    // With nothing held out the last network is the one to keep.
    if held.map({ $0 < bestLoss }) ?? true {
      best = network
      bestLoss = held ?? mean
      bestEpoch = epoch
    }
    return ConvDeconv.Epoch(
      member: member + 1, epoch: epoch, trainingLoss: mean, validationLoss: held)
  }
}
