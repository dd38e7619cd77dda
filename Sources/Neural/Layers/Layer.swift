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
      update { index, tensor in tensor = newValue[index] }
    }
  }

  /// Changes the tensors, in the order of `tensors`, in place.
  mutating func update(_ body: (Int, inout Tensor) -> Void) {
    // A layer that is still within `self` would be copied before it is changed.
    switch consume self {
    case .dense(var dense):
      body(0, &dense.weights)
      body(1, &dense.bias)
      self = .dense(dense)
    case .convolution(var convolution):
      convolution.update(body)
      self = .convolution(convolution)
    case .deconvolution(var deconvolution):
      deconvolution.update(body)
      self = .deconvolution(deconvolution)
    case .activation(let activation): self = .activation(activation)
    }
  }
}
