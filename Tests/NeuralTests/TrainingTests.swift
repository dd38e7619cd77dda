import Foundation
import GridcastBase
import Neural
import Testing

@Suite struct TrainingTests {
  @Test("tanh is the C library's to 4·10⁻⁷")
  func tanhIsClose() {
    for step in -120_000...120_000 {
      let x = Float(step) / 10_000
      #expect(abs(Double(Activation.tanh(x)) - Foundation.tanh(Double(x))) < 4e-7)
    }
  }

  private func line(weight: Float, bias: Float) -> Network {
    Network(layers: [
      .dense(
        Dense(
          weights: Tensor(shape: [1, 1], values: [weight]), bias: Tensor(shape: [1], values: [bias])
        ))
    ])
  }

  // y = 2·1 + 1 = 3 for a target of 1: E = ½·2² = 2, dE/dw = dE/db = 2, so with a rate of 0.1 both
  // fall by 0.2. Then y = 2.6, the gradient is 1.6 and the step −0.16 + 0.5·(−0.2) = −0.26.
  @Test("Two steps with momentum give the numbers worked by hand")
  func stepsByHand() {
    var network = line(weight: 2, bias: 1)
    var optimizer = MomentumOptimizer(learningRate: 0.1, momentum: 0.5)
    let input = Tensor(shape: [1, 1], values: [1])
    let target = Tensor(shape: [1, 1], values: [1])
    let expected: [(loss: Float, weight: Float, bias: Float)] = [(2, 1.8, 0.8), (1.28, 1.54, 0.54)]
    for (loss, weight, bias) in expected {
      let step = network.gradients(input) { Loss.halfSquaredError($0, target: target) }
      optimizer.step(&network, step.gradients)
      #expect(abs(step.loss - loss) < 1e-5)
      #expect(abs(network.layers[0].tensors[0].values[0] - weight) < 1e-6)
      #expect(abs(network.layers[0].tensors[1].values[0] - bias) < 1e-6)
    }
  }

  /// Two inputs, two tanh nodes and a sigmoid output, by NumPy in Double.
  ///
  /// ```
  /// import numpy as np
  /// x = np.array([[.5, -1.]]); t = .8; w = np.array([[.1, .4], [-.3, .2]]); b = np.array([.05, -.1])
  /// v = np.array([[.7], [-.6]]); c = .2
  /// h = np.tanh(x @ w + b); y = 1 / (1 + np.exp(-(h @ v + c)))
  /// d = (y - t) * y * (1 - y); e = d @ v.T * (1 - h * h)
  /// print(y, v - .5 * h.T @ d, c - .5 * d, w - .5 * x.T @ e, b - .5 * e)
  /// ```
  @Test("One step through two layers gives NumPy's numbers")
  func stepThroughTwoLayers() {
    var network = Network(layers: [
      .dense(
        Dense(
          weights: Tensor(shape: [2, 2], values: [0.1, 0.4, -0.3, 0.2]),
          bias: Tensor(shape: [2], values: [0.05, -0.1]))),
      .activation(.tanh),
      .dense(
        Dense(
          weights: Tensor(shape: [2, 1], values: [0.7, -0.6]),
          bias: Tensor(shape: [1], values: [0.2]))),
      .activation(.sigmoid),
    ])
    let input = Tensor(shape: [1, 2], values: [0.5, -1])
    let target = Tensor(shape: [1, 1], values: [0.8])
    var optimizer = MomentumOptimizer(learningRate: 0.5, momentum: 0)
    var output: Float = 0
    let step = network.gradients(input) {
      output = $0.values[0]
      return Loss.halfSquaredError($0, target: target)
    }
    optimizer.step(&network, step.gradients)
    let numbers = [output] + network.layers.flatMap { $0.tensors.flatMap(\.values) }
    let expected: [Float] = [
      0.62849484, 0.10599615, 0.39405298, -0.31199229, 0.21189404, 0.06199229, -0.11189404,
      0.70760745, -0.60199558, 0.22002229,
    ]
    for (number, expected) in zip(numbers, expected) {
      #expect(abs(number - expected) < 1e-6)
    }
  }

  @Test("A line is learned from its points")
  func learnsALine() {
    let xs = (0..<50).map { Float($0) / 50 }
    var network = line(weight: 0, bias: 0)
    var random = RandomNumbers(seed: 3)
    network.train(
      inputs: Tensor(shape: [50, 1], values: xs),
      targets: Tensor(shape: [50, 1], values: xs.map { 3 * $0 - 1 }),
      plan: TrainingPlan(learningRate: 0.1, momentum: 0.5, batchSize: 10, epochs: 400),
      random: &random)
    #expect(abs(network.layers[0].tensors[0].values[0] - 3) < 1e-3)
    #expect(abs(network.layers[0].tensors[1].values[0] + 1) < 1e-3)
  }

  // One sample (1, 0) a step and a target of 0: b falls by η·b. With a rate of 0.5 that falls to 0 in four
  // epochs b is 1, 0.5, 0.3125, 0.234375 and 0.205078125.
  @Test("The rate falls in a line, epoch by epoch")
  func rateFalls() {
    var plan = TrainingPlan(learningRate: 0.5, momentum: 0, batchSize: 1, epochs: 4, decay: .linear)
    #expect((0..<4).map(plan.rate) == [0.5, 0.375, 0.25, 0.125])
    var network = line(weight: 0, bias: 1)
    var random = RandomNumbers(seed: 1)
    network.train(
      inputs: Tensor(shape: [1, 1], values: [0]), targets: Tensor(shape: [1, 1], values: [0]),
      plan: plan, random: &random)
    #expect(network.layers[0].tensors[1].values == [0.205078125])
    plan.decay = .none
    #expect((0..<4).map(plan.rate) == [0.5, 0.5, 0.5, 0.5])
  }

  @Test("The same seed gives the same weights to the bit, another seed others")
  func isSeeded() {
    func trained(seed: UInt64) -> Network {
      var random = RandomNumbers(seed: seed)
      var network = Network.perceptron(
        inputs: 2, hidden: [9, 7], first: .tanh, later: .relu, output: .sigmoid, random: &random)
      network.train(
        inputs: Tensor(shape: [40, 2], values: (0..<80).map { Float($0 % 13) / 13 }),
        targets: Tensor(shape: [40, 1], values: (0..<40).map { Float($0 % 7) / 7 }),
        plan: TrainingPlan(batchSize: 8, epochs: 20, seed: seed), random: &random)
      return network
    }
    #expect(trained(seed: 5) == trained(seed: 5))
    #expect(trained(seed: 5) != trained(seed: 6))
  }

  @Test("Training ends early when the loss no longer falls")
  func endsEarly() {
    var network = line(weight: 1, bias: 0)
    var random = RandomNumbers(seed: 1)
    var epochs = 0
    network.train(
      inputs: Tensor(shape: [4, 1], values: [1, 2, 3, 4]),
      targets: Tensor(shape: [4, 1], values: [1, 2, 3, 4]),
      plan: TrainingPlan(epochs: 100, patience: 5), random: &random
    ) { epoch, _ in epochs = epoch }
    #expect(epochs == 6)
  }
}
