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

  /// The output for a batch, [batch, inputs] → [batch, outputs].
  public func callAsFunction(_ input: Tensor) -> Tensor {
    layers.reduce(input) { $1.forward($0) }
  }

  /// The output, and the gradients of a loss at every tensor of every layer.
  ///
  /// - Parameters:
  ///   - input: A batch, [batch, inputs].
  ///   - gradient: From the output the loss and its gradient at the output, of equal shape.
  /// - Returns: The loss, and layer by layer the gradients, each in the shape of its tensor.
  public func gradients(
    _ input: Tensor, gradient: (Tensor) -> (loss: Float, gradient: Tensor)
  ) -> (loss: Float, gradients: [[Tensor]]) {
    var trace = [input]
    for layer in layers { trace.append(layer.forward(trace[trace.count - 1])) }
    var (loss, back) = gradient(trace[trace.count - 1])
    var gradients: [[Tensor]] = []
    for index in layers.indices.reversed() {
      let (own, next) = layers[index].backward(back, input: trace[index], output: trace[index + 1])
      gradients.append(own)
      back = next
    }
    return (loss, gradients.reversed())
  }
}
