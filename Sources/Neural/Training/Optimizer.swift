import GridcastBase
internal import Synchronization

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
      network.layers[layer].update { index, tensor in
        Self.step(
          &tensor.values, &velocities[layer][index].values, gradients[layer][index].values,
          learningRate, momentum)
      }
    }
  }

  private static func step(
    _ weights: inout [Float], _ velocities: inout [Float], _ gradients: [Float], _ rate: Float,
    _ momentum: Float
  ) {
    var weights = weights.mutableSpan
    var velocities = velocities.mutableSpan
    let gradients = gradients.span
    precondition(weights.count == gradients.count && velocities.count == gradients.count)
    for i in gradients.indices {
      let velocity = momentum * velocities[i] - rate * gradients[i]
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
    let rate = Float(Double(learningRate) / (1 - Self.power(0.9, steps)))
    let scale = Float(1 / (1 - Self.power(0.999, steps)).squareRoot())
    let parts = Mutex(
      zip(network.layers, zip(firstMoments, secondMoments)).map {
        Optional(Part(layer: $0, first: $1.0, second: $1.1))
      })
    // What is still held here would be copied before it is changed.
    (network.layers, firstMoments, secondMoments) = ([], [], [])
    let done = concurrentMap(gradients.count) { index in
      guard var part = parts.withLock({ $0[index].take() }) else { preconditionFailure() }
      part.step(gradients[index], rate, scale)
      return part
    }
    network.layers = done.map(\.layer)
    firstMoments = done.map(\.first)
    secondMoments = done.map(\.second)
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest % 2 == 1 { result *= square }
      square *= square
      rest /= 2
    }
    return result
  }

  /// A layer and its moments.
  private struct Part {
    var layer: Layer
    var first: [Tensor]
    var second: [Tensor]

    mutating func step(_ gradients: [Tensor], _ rate: Float, _ scale: Float) {
      layer.update { index, tensor in
        AdamOptimizer.step(
          &tensor.values, &first[index].values, &second[index].values, gradients[index].values,
          rate, scale)
      }
    }
  }

  private static func step(
    _ weights: inout [Float], _ first: inout [Float], _ second: inout [Float],
    _ gradients: [Float], _ rate: Float, _ scale: Float
  ) {
    change(&weights, &first, &second, by: gradients) { weight, first, second, gradient in
      first = 0.9 * first + 0.1 * gradient
      second = 0.999 * second + 0.001 * gradient * gradient
      weight -= rate * first / (root(second) * scale + 1e-8)
    }
  }
}

/// √x of what is not negative, by a first guess at 1/√x and Newton's steps.
///
/// The compiler makes several of these at a time, but one of `squareRoot()`.
@inline(__always)
private func root(_ x: Float) -> Float {
  var y = Float(bitPattern: 0x5F37_59DF &- x.bitPattern >> 1)
  for _ in 0..<3 { y *= 1.5 - 0.5 * x * y * y }
  return x * y
}

extension [[Tensor]] {
  fileprivate var zeros: [[Tensor]] { map { $0.map { Tensor(zeros: $0.shape) } } }
}
