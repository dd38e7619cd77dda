public import GridcastBase

/// How the learning rate changes in the course of a training.
public enum RateDecay: String, Sendable, CaseIterable, Codable {
  /// It stays what it is.
  case none
  /// It falls in a line that reaches 0 after the last epoch.
  case linear
}

/// The settings of a training.
public struct TrainingPlan: Sendable, Equatable {
  /// The learning rate.
  public var learningRate: Float
  /// The momentum.
  public var momentum: Float
  /// The number of samples in a step.
  public var batchSize: Int
  /// The number of passes over all samples.
  public var epochs: Int
  /// The seed of the initial weights and of the order of samples.
  public var seed: UInt64
  /// How the learning rate changes from epoch to epoch.
  public var decay: RateDecay
  /// The number of epochs without a smaller loss after which training ends early; nil for never.
  public var patience: Int?

  /// Makes a plan; the defaults are those of Yang, Zhao and Xu (2024) where the study gives them.
  public init(
    learningRate: Float = 0.04, momentum: Float = 0.5, batchSize: Int = 32, epochs: Int = 200,
    seed: UInt64 = 0, decay: RateDecay = .none, patience: Int? = nil
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.batchSize = batchSize
    self.epochs = epochs
    self.seed = seed
    self.decay = decay
    self.patience = patience
  }

  /// The learning rate in an epoch e, counted from 0: η, or η·(1 − e / epochs) where it falls.
  public func rate(inEpoch epoch: Int) -> Float {
    switch decay {
    case .none: learningRate
    case .linear: learningRate * (1 - Float(epoch) / Float(max(epochs, 1)))
    }
  }
}

extension Network {
  /// Trains on samples, in batches whose random order depends on the seed.
  ///
  /// - Parameters:
  ///   - inputs: [samples, inputs].
  ///   - targets: [samples, outputs].
  ///   - plan: The settings of the training.
  ///   - random: The generator of each epoch's order of samples.
  ///   - progress: Receives each epoch, counted from 1, and its mean loss.
  public mutating func train(
    inputs: Tensor, targets: Tensor, plan: TrainingPlan, random: inout RandomNumbers,
    progress: (Int, Float) -> Void = { _, _ in }
  ) {
    let samples = inputs.shape[0]
    var optimizer = MomentumOptimizer(learningRate: plan.learningRate, momentum: plan.momentum)
    var best = Float.infinity
    var epochsWithoutGain = 0
    for epoch in 1...max(plan.epochs, 1) {
      optimizer.learningRate = plan.rate(inEpoch: epoch - 1)
      let order = random.permutation(samples)
      var total: Float = 0
      for start in stride(from: 0, to: samples, by: plan.batchSize) {
        let batch = order[start..<min(start + plan.batchSize, samples)]
        let target = targets.rows(batch)
        let (loss, gradients) = gradients(inputs.rows(batch)) { output in
          Loss.halfSquaredError(output, target: target)
        }
        optimizer.step(&self, gradients)
        total += loss * Float(batch.count)
      }
      let mean = total / Float(samples)
      progress(epoch, mean)
      epochsWithoutGain = mean < best ? 0 : epochsWithoutGain + 1
      best = min(best, mean)
      if let patience = plan.patience, epochsWithoutGain >= patience { return }
    }
  }
}
