/// One step of a network.
public enum Layer: Sendable, Equatable {
  case dense(Dense)
  case activation(Activation)

  /// [batch, …] → [batch, …].
  func forward(_ input: Tensor) -> Tensor {
    switch self {
    case .dense(let dense): dense.forward(input)
    case .activation(let activation): activation.forward(input)
    }
  }

  /// Gradients of the loss at the layer's own tensors, in the order of `tensors`, and at its input.
  func backward(_ gradient: Tensor, input: Tensor, output: Tensor) -> (own: [Tensor], input: Tensor)
  {
    switch self {
    case .dense(let dense):
      let (own, back) = dense.backward(gradient, input: input)
      return ([own.weights, own.bias], back)
    case .activation(let activation):
      return ([], activation.backward(gradient, output: output))
    }
  }

  /// What training changes: weights and biases.
  public var tensors: [Tensor] {
    get {
      switch self {
      case .dense(let dense): [dense.weights, dense.bias]
      case .activation: []
      }
    }
    set {
      precondition(newValue.map(\.shape) == tensors.map(\.shape))
      if case .dense = self { self = .dense(Dense(weights: newValue[0], bias: newValue[1])) }
    }
  }
}
