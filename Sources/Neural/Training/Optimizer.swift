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
        for i in tensors[index].values.indices {
          let velocity =
            momentum * velocities[layer][index].values[i]
            - learningRate * gradients[layer][index].values[i]
          velocities[layer][index].values[i] = velocity
          tensors[index].values[i] += velocity
        }
      }
      if !tensors.isEmpty { network.layers[layer].tensors = tensors }
    }
  }
}
