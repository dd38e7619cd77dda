public import GridcastBase

/// A fully connected layer: every output is a weighted sum of all inputs, `y = x·W + b`.
public struct Dense: Sendable, Equatable {
  /// The weights, [inputs, outputs].
  public var weights: Tensor
  /// The biases, [outputs].
  public var bias: Tensor

  /// Makes a layer from weights, [inputs, outputs], and biases, [outputs].
  public init(weights: Tensor, bias: Tensor) {
    precondition(weights.shape.count == 2 && bias.shape == [weights.shape[1]])
    self.weights = weights
    self.bias = bias
  }

  /// Makes a layer with random weights suited to the activation that follows, and zero biases.
  ///
  /// The weights are uniform within ±√(6 / (inputs + outputs)) (Glorot and Bengio 2010), before
  /// ReLU within ±√(6 / inputs) (He et al. 2015).
  public init(
    inputs: Int, outputs: Int, before activation: Activation, random: inout RandomNumbers
  ) {
    let fan = activation == .relu ? inputs : inputs + outputs
    let limit = (6 / Float(fan)).squareRoot()
    weights = Tensor(uniform: [inputs, outputs], within: limit, random: &random)
    bias = Tensor(zeros: [outputs])
  }

  /// The number of inputs.
  public var inputs: Int { weights.shape[0] }
  /// The number of outputs.
  public var outputs: Int { weights.shape[1] }

  /// Computes the output, [batch, outputs], for an input of [batch, inputs].
  func forward(_ input: Tensor) -> Tensor {
    var output = Tensor(rows: [input.shape[0]], repeating: bias)
    output.change { output in
      multiply(
        input.values.span, oriented: .asIs, by: weights.values.span, oriented: .asIs, into: &output,
        rows: input.shape[0], inner: inputs, columns: outputs, adding: true)
    }
    return output
  }

  /// Computes the gradients at the weights, the biases and, if wanted, the input from the gradient
  /// at the output, [batch, outputs]: dW = xᵀ·dy, db = Σ dy, dx = dy·Wᵀ.
  func backward(_ gradient: Tensor, input: Tensor, wantsInput: Bool) -> (
    own: [Tensor], input: Tensor?
  ) {
    let batch = input.shape[0]
    var own = Tensor(scratch: weights.shape)
    own.change { own in
      multiply(
        input.values.span, oriented: .transposed, by: gradient.values.span, oriented: .asIs,
        into: &own, rows: inputs, inner: batch, columns: outputs)
    }
    guard wantsInput else { return ([own, gradient.columnSums], nil) }
    var back = Tensor(scratch: input.shape)
    back.change { back in
      multiply(
        gradient.values.span, oriented: .asIs, by: weights.values.span, oriented: .transposed,
        into: &back, rows: batch, inner: outputs, columns: inputs)
    }
    return ([own, gradient.columnSums], back)
  }
}
