public import GridcastBase

/// Every output is a weighted sum of all inputs: `y = x·W + b`.
public struct Dense: Sendable, Equatable {
  /// Weights, [inputs, outputs].
  public var weights: Tensor
  /// Biases, [outputs].
  public var bias: Tensor

  /// A layer of given weights, [inputs, outputs], and biases, [outputs].
  public init(weights: Tensor, bias: Tensor) {
    precondition(weights.shape.count == 2 && bias.shape == [weights.shape[1]])
    self.weights = weights
    self.bias = bias
  }

  /// A layer of random weights for the activation that follows, and zero biases.
  ///
  /// Uniform within ±√(6 / (inputs + outputs)) (Glorot & Bengio 2010), before ReLU within
  /// ±√(6 / inputs) (He et al. 2015).
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

  /// [batch, inputs] → [batch, outputs].
  func forward(_ input: Tensor) -> Tensor {
    var output = Tensor(rows: [input.shape[0]], repeating: bias)
    output.change { output in
      multiply(
        input.values.span, .asIs, weights.values.span, .asIs, into: &output, rows: input.shape[0],
        inner: inputs, columns: outputs, adding: true)
    }
    return output
  }

  /// Gradients at the weights, the biases and, where it is wanted, the input, from the gradient at
  /// the output, [batch, outputs]: dW = xᵀ·dy, db = Σ dy, dx = dy·Wᵀ.
  func backward(_ gradient: Tensor, input: Tensor, wantsInput: Bool) -> (
    own: [Tensor], input: Tensor?
  ) {
    let batch = input.shape[0]
    var own = Tensor(scratch: weights.shape)
    own.change { own in
      multiply(
        input.values.span, .transposed, gradient.values.span, .asIs, into: &own, rows: inputs,
        inner: batch, columns: outputs)
    }
    guard wantsInput else { return ([own, gradient.columnSums], nil) }
    var back = Tensor(scratch: input.shape)
    back.change { back in
      multiply(
        gradient.values.span, .asIs, weights.values.span, .transposed, into: &back, rows: batch,
        inner: outputs, columns: inputs)
    }
    return ([own, gradient.columnSums], back)
  }
}
