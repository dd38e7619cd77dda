/// Stochastic gradient descent with momentum: `v ← μ·v − η·g`, `w ← w + v`.
public struct MomentumOptimizer: Sendable {
  /// The learning rate η.
  public let learningRate: Float
  /// The momentum μ.
  public let momentum: Float
  private var velocities: [[Tensor]] = []

  /// An optimizer at rest.
  public init(learningRate: Float, momentum: Float) {
    self.learningRate = learningRate
    self.momentum = momentum
  }

  /// Moves every weight of the network one step down its gradient.
  public mutating func step(_ network: inout Network, _ gradients: [[Tensor]]) {
    if velocities.isEmpty { velocities = gradients.zeros }
    for layer in network.layers.indices {
      var tensors = network.layers[layer].tensors
      for index in tensors.indices {
        step(
          &tensors[index].values, &velocities[layer][index].values, gradients[layer][index].values)
      }
      if !tensors.isEmpty { network.layers[layer].tensors = tensors }
    }
  }

  private func step(_ weights: inout [Float], _ velocities: inout [Float], _ gradients: [Float]) {
    var weights = weights.mutableSpan
    var velocities = velocities.mutableSpan
    let gradients = gradients.span
    for i in gradients.indices {
      let velocity = momentum * velocities[i] - learningRate * gradients[i]
      velocities[i] = velocity
      weights[i] += velocity
    }
  }
}

/// Adam: `m ← β₁m + (1 − β₁)g`, `v ← β₂v + (1 − β₂)g²`,
/// `w ← w − η·(m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)` with β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸
/// (Kingma & Ba 2015, algorithm 1).
public struct AdamOptimizer: Sendable, Equatable {
  /// The learning rate η.
  public let learningRate: Float
  /// The number t of steps made.
  public private(set) var steps = 0
  /// m, layer by layer in the shape of the layer's tensors; empty before the first step.
  public private(set) var firstMoments: [[Tensor]] = []
  /// v, alike.
  public private(set) var secondMoments: [[Tensor]] = []

  /// An optimizer before its first step.
  public init(learningRate: Float) { self.learningRate = learningRate }

  /// An optimizer that goes on after some steps.
  public init(
    learningRate: Float, steps: Int, firstMoments: [[Tensor]], secondMoments: [[Tensor]]
  ) {
    self.learningRate = learningRate
    self.steps = steps
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
  }

  /// Moves every weight of the network one step.
  public mutating func step(_ network: inout Network, _ gradients: [[Tensor]]) {
    if firstMoments.isEmpty {
      firstMoments = gradients.zeros
      secondMoments = firstMoments
    }
    steps += 1
    // The powers in Double: 1 − 0.999 has only four digits in Float.
    var (first, second) = (1.0, 1.0)
    for _ in 0..<min(steps, 100_000) { (first, second) = (first * 0.9, second * 0.999) }
    let rate = Float(Double(learningRate) / (1 - first))
    let scale = Float(1 / (1 - second).squareRoot())
    for layer in network.layers.indices {
      var tensors = network.layers[layer].tensors
      for index in tensors.indices {
        Self.step(
          &tensors[index].values, &firstMoments[layer][index].values,
          &secondMoments[layer][index].values, gradients[layer][index].values, rate, scale)
      }
      if !tensors.isEmpty { network.layers[layer].tensors = tensors }
    }
  }

  private static func step(
    _ weights: inout [Float], _ first: inout [Float], _ second: inout [Float],
    _ gradients: [Float], _ rate: Float, _ scale: Float
  ) {
    var weights = weights.mutableSpan
    var first = first.mutableSpan
    var second = second.mutableSpan
    let gradients = gradients.span
    for i in gradients.indices {
      let gradient = gradients[i]
      let m = 0.9 * first[i] + 0.1 * gradient
      let v = 0.999 * second[i] + 0.001 * gradient * gradient
      first[i] = m
      second[i] = v
      weights[i] -= rate * m / (v.squareRoot() * scale + 1e-8)
    }
  }
}

extension [[Tensor]] {
  fileprivate var zeros: [[Tensor]] { map { $0.map { Tensor(zeros: $0.shape) } } }
}
