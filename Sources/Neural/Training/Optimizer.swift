import GridcastBase
internal import Synchronization

/// Stochastic gradient descent with momentum: `v ← μ·v − η·g`, `w ← w + v`.
public struct MomentumOptimizer: Sendable {
  /// The learning rate η.
  public var learningRate: Float
  /// The momentum μ.
  public let momentum: Float
  private var velocities: [[Tensor]] = []

  /// Makes an optimizer with zero velocities.
  public init(learningRate: Float, momentum: Float) {
    self.learningRate = learningRate
    self.momentum = momentum
  }

  /// Updates every weight of the network by one step.
  public mutating func step(_ network: inout Network, _ gradients: [[Tensor]]) {
    if velocities.isEmpty { velocities = gradients.zeros }
    for layer in network.layers.indices {
      network.layers[layer].update { index, tensor in
        Self.step(
          &tensor.values, velocities: &velocities[layer][index].values,
          gradients: gradients[layer][index].values, rate: learningRate, momentum: momentum)
      }
    }
  }

  private static func step(
    _ weights: inout [Float], velocities: inout [Float], gradients: [Float], rate: Float,
    momentum: Float
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
/// (Kingma & Ba 2015, algorithm 1); with a weight decay λ, `w ← (1 − η·λ)·w` before each step
/// (AdamW: Loshchilov & Hutter 2019).
public struct AdamOptimizer: Sendable, Equatable {
  /// The learning rate η.
  public let learningRate: Float
  /// The weight decay λ; 0 for Adam.
  public let weightDecay: Float
  /// The number t of steps made.
  public private(set) var steps = 0
  /// The first moments m, layer by layer in the shapes of the layer's tensors; empty before the
  /// first step.
  public private(set) var firstMoments: [[Tensor]] = []
  /// The second moments v, in the same shapes.
  public private(set) var secondMoments: [[Tensor]] = []

  /// Makes an optimizer for the first step.
  public init(learningRate: Float, weightDecay: Float = 0) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }

  /// Makes an optimizer without weight decay that continues after some steps.
  public init(
    learningRate: Float, steps: Int, firstMoments: [[Tensor]], secondMoments: [[Tensor]]
  ) {
    self.learningRate = learningRate
    weightDecay = 0
    self.steps = steps
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
  }

  /// Updates every weight of the network by one step.
  public mutating func step(_ network: inout Network, _ gradients: [[Tensor]]) {
    if firstMoments.isEmpty {
      firstMoments = gradients.zeros
      secondMoments = firstMoments
    }
    steps += 1
    // The powers need 64 bits: 1 − 0.999 has only four digits in Float.
    let rate = Float(Double(learningRate) / (1 - Self.power(0.9, steps)))
    let scale = Float(1 / (1 - Self.power(0.999, steps)).squareRoot())
    let keep = 1 - learningRate * weightDecay
    let parts = Mutex(
      zip(network.layers, zip(firstMoments, secondMoments)).map {
        Optional(Part(layer: $0, first: $1.0, second: $1.1))
      })
    // What `self` still holds would be copied before it changes.
    (network.layers, firstMoments, secondMoments) = ([], [], [])
    let done = concurrentMap(gradients.count) { index in
      guard var part = parts.withLock({ $0[index].take() }) else { preconditionFailure() }
      part.step(gradients[index], rate: rate, scale: scale, keep: keep)
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

  /// A layer with its moments.
  private struct Part {
    var layer: Layer
    var first: [Tensor]
    var second: [Tensor]

    mutating func step(_ gradients: [Tensor], rate: Float, scale: Float, keep: Float) {
      layer.update { index, tensor in
        AdamOptimizer.step(
          &tensor.values, first: &first[index].values, second: &second[index].values,
          gradients: gradients[index].values, rate: rate, scale: scale, keep: keep)
      }
    }
  }

  private static func step(
    _ weights: inout [Float], first: inout [Float], second: inout [Float],
    gradients: [Float], rate: Float, scale: Float, keep: Float
  ) {
    change(&weights, and: &first, and: &second, by: gradients) { weight, first, second, gradient in
      first = 0.9 * first + 0.1 * gradient
      second = 0.999 * second + 0.001 * gradient * gradient
      weight = keep * weight - rate * first / (root(second) * scale + 1e-8)
    }
  }
}

/// √x for x ≥ 0, by an initial guess of 1/√x and Newton's method.
///
/// Unlike `squareRoot()` the compiler vectorises it.
@inline(__always)
private func root(_ x: Float) -> Float {
  var y = Float(bitPattern: 0x5F37_59DF &- x.bitPattern >> 1)
  for _ in 0..<3 { y *= 1.5 - 0.5 * x * y * y }
  return x * y
}

extension [[Tensor]] {
  fileprivate var zeros: [[Tensor]] { map { $0.map { Tensor(zeros: $0.shape) } } }
}
