/// One layer of a network.
public enum Layer: Sendable, Equatable {
  case dense(Dense)
  case convolution(Convolution)
  case deconvolution(Deconvolution)
  case activation(Activation)

  /// Computes the output for a batch; both have the shape [batch, …].
  func forward(_ input: consuming Tensor) -> Tensor {
    switch self {
    case .dense(let dense): dense.forward(input)
    case .convolution(let convolution): convolution.forward(input)
    case .deconvolution(let deconvolution): deconvolution.forward(input)
    case .activation(let activation): activation.forward(input)
    }
  }

  /// Computes the gradients at the layer's own tensors, in the order of `tensors`, and, if wanted,
  /// at its input, from the gradient at its output.
  ///
  /// `kept` is the output of an activation and the input of any other layer.
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

  /// The tensors that training changes: weights and biases.
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
    // A layer that stays in `self` meanwhile would be copied.
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
