/// A neural network: a sequence of layers.
public struct Network: Sendable, Equatable {
  /// The layers, first to last.
  public var layers: [Layer]

  /// Makes a network from its layers.
  public init(layers: [Layer]) { self.layers = layers }

  /// The number of weights and biases.
  public var parameterCount: Int {
    layers.reduce(0) { $0 + $1.tensors.reduce(0) { $0 + $1.count } }
  }

  /// Whether all weights and biases are finite.
  public var isFinite: Bool {
    layers.allSatisfy { $0.tensors.allSatisfy { $0.values.allSatisfy(\.isFinite) } }
  }

  /// Computes the output for a batch; both have the shape [batch, …].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    layers.reduce(input) { $1.forward($0) }
  }

  /// Computes the loss of a batch and its gradients at every tensor of every layer.
  ///
  /// - Parameters:
  ///   - input: A batch, [batch, …].
  ///   - gradient: Computes the loss from the output, and its gradient at the output in the same
  ///     shape.
  /// - Returns: The loss, and for each layer the gradients in the shapes of its tensors.
  public func gradients(
    _ input: Tensor, gradient: (Tensor) -> (loss: Float, gradient: Tensor)
  ) -> (loss: Float, gradients: [[Tensor]]) {
    var kept: [Tensor] = []
    var current = input
    for layer in layers {
      if case .activation(let activation) = layer {
        current = activation.forward(current)
        kept.append(current)
      } else {
        kept.append(current)
        current = layer.forward(current)
      }
    }
    var (loss, back) = gradient(current)
    var gradients: [[Tensor]] = []
    for index in layers.indices.reversed() {
      let (own, next) = layers[index].backward(
        back, kept: kept.removeLast(), wantsInput: index > 0)
      gradients.append(own)
      if let next { back = next }
    }
    return (loss, gradients.reversed())
  }
}
