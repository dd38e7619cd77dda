/// One step of a network.
public enum Layer: Sendable, Equatable {
  case dense(Dense)
  case convolution(Convolution)
  case deconvolution(Deconvolution)
  case activation(Activation)

  /// [batch, …] → [batch, …].
  func forward(_ input: consuming Tensor) -> Tensor {
    switch self {
    case .dense(let dense): dense.forward(input)
    case .convolution(let convolution): convolution.forward(input)
    case .deconvolution(let deconvolution): deconvolution.forward(input)
    case .activation(let activation): activation.forward(input)
    }
  }

  /// Gradients of the loss at the layer's own tensors, in the order of `tensors`, and, where it is
  /// wanted, at its input; from that at the output, and what was kept: of an activation its output,
  /// of other layers their input.
  func backward(_ gradient: consuming Tensor, kept: Tensor, wantsInput: Bool) -> (
    own: [Tensor], input: Tensor?
  ) {
    switch self {
    case .dense(let dense): dense.backward(gradient, input: kept, wantsInput: wantsInput)
    case .convolution(let convolution):
      convolution.backward(gradient, input: kept, wantsInput: wantsInput)
    case .deconvolution(let deconvolution):
      deconvolution.backward(gradient, input: kept, wantsInput: wantsInput)
    case .activation(let activation): ([], activation.backward(gradient, output: kept))
    }
  }

  /// What training changes: weights and biases.
  public var tensors: [Tensor] {
    get {
      switch self {
      case .dense(let dense): [dense.weights, dense.bias]
      case .convolution(let convolution): [convolution.weights, convolution.bias]
      case .deconvolution(let deconvolution): [deconvolution.weights, deconvolution.bias]
      case .activation: []
      }
    }
    set {
      precondition(newValue.map(\.shape) == tensors.map(\.shape))
      switch self {
      case .dense: self = .dense(Dense(weights: newValue[0], bias: newValue[1]))
      case .convolution(let old):
        self = .convolution(
          Convolution(
            weights: newValue[0], bias: newValue[1], stride: old.stride, padding: old.padding))
      case .deconvolution(let old):
        self = .deconvolution(
          Deconvolution(
            weights: newValue[0], bias: newValue[1], stride: old.stride, padding: old.padding))
      case .activation: break
      }
    }
  }
}
