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
    if velocities.isEmpty { velocities = gradients.map { $0.map { Tensor(zeros: $0.shape) } } }
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
