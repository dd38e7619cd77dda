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
    weights = Tensor(
      shape: [inputs, outputs],
      values: (0..<inputs * outputs).map { _ in (2 * random.uniform() - 1) * limit })
    bias = Tensor(zeros: [outputs])
  }

  /// The number of inputs.
  public var inputs: Int { weights.shape[0] }
  /// The number of outputs.
  public var outputs: Int { weights.shape[1] }

  /// [batch, inputs] → [batch, outputs].
  func forward(_ input: Tensor) -> Tensor {
    let batch = input.shape[0]
    var output = Tensor(zeros: [batch, outputs])
    var span = output.values.mutableSpan
    let biases = bias.values.span
    for row in 0..<batch {
      for column in biases.indices { span[row * biases.count + column] = biases[column] }
    }
    multiply(
      input.values.span, .asIs, weights.values.span, .asIs, into: &span, rows: batch, inner: inputs,
      columns: outputs, adding: true)
    return output
  }

  /// Gradients at the weights, the biases and the input from the gradient at the output,
  /// [batch, outputs]: dW = xᵀ·dy, db = Σ dy, dx = dy·Wᵀ.
  func backward(_ gradient: Tensor, input: Tensor) -> (own: Dense, input: Tensor) {
    let batch = input.shape[0]
    var own = Dense(weights: Tensor(zeros: weights.shape), bias: Tensor(zeros: bias.shape))
    var back = Tensor(zeros: input.shape)
    var weightSpan = own.weights.values.mutableSpan
    multiply(
      input.values.span, .transposed, gradient.values.span, .asIs, into: &weightSpan, rows: inputs,
      inner: batch, columns: outputs)
    var sums = own.bias.values.mutableSpan
    let gradients = gradient.values.span
    for row in 0..<batch {
      for column in sums.indices { sums[column] += gradients[row * sums.count + column] }
    }
    var backSpan = back.values.mutableSpan
    multiply(
      gradient.values.span, .asIs, weights.values.span, .transposed, into: &backSpan, rows: batch,
      inner: outputs, columns: inputs)
    return (own, back)
  }
}
