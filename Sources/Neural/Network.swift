/// Layers, one after the other.
public struct Network: Sendable, Equatable {
  /// The layers, first to last.
  public var layers: [Layer]

  /// A network of layers.
  public init(layers: [Layer]) { self.layers = layers }

  /// The number of weights and biases.
  public var parameterCount: Int {
    layers.reduce(0) { $0 + $1.tensors.reduce(0) { $0 + $1.count } }
  }

  /// Whether every weight and bias is a number.
  public var isFinite: Bool {
    layers.allSatisfy { $0.tensors.allSatisfy { $0.values.allSatisfy(\.isFinite) } }
  }

  /// The output for a batch, [batch, …] → [batch, …].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    layers.reduce(input) { $1.forward($0) }
  }

  /// The output, and the gradients of a loss at every tensor of every layer.
  ///
  /// - Parameters:
  ///   - input: A batch, [batch, …].
  ///   - gradient: From the output the loss and its gradient at the output, of equal shape.
  /// - Returns: The loss, and layer by layer the gradients, each in the shape of its tensor.
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
