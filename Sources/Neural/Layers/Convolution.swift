public import GridcastBase

/// A convolution: every pixel of the output is a weighted sum of a patch of the input, `y =
/// patches(x)·W + b`.
public struct Convolution: Sendable, Equatable {
  /// The weights, [kernel, kernel, inputs, outputs].
  public private(set) var weights: Tensor
  /// The biases, [outputs].
  public private(set) var bias: Tensor
  /// The number of pixels from one patch to the next.
  public let stride: Int
  /// The number of zeros around the image.
  public let padding: Int
  /// The weights in the form that `Winograd` needs; nil where the layer does not suit it.
  private var products: Winograd.Weights?

  /// Makes a layer from weights, [kernel, kernel, inputs, outputs], and biases, [outputs].
  public init(weights: Tensor, bias: Tensor, stride: Int, padding: Int) {
    precondition(weights.shape.count == 4 && weights.shape[0] == weights.shape[1])
    precondition(bias.shape == [weights.shape[3]])
    self.weights = weights
    self.bias = bias
    self.stride = stride
    self.padding = padding
    prepare()
  }

  private mutating func prepare() {
    let fits = Winograd.fits(
      kernel: weights.shape[1], stride: stride, padding: padding, large: weights.shape[2],
      small: weights.shape[3])
    products = fits ? Winograd.weights(convolution: weights) : nil
  }

  /// Changes weights and biases in place.
  mutating func update(_ body: (Int, inout Tensor) -> Void) {
    body(0, &weights)
    body(1, &bias)
    prepare()
  }

  /// Makes a layer with random weights suited to ReLU and zero biases.
  ///
  /// The weights are uniform within ±√(6 / (kernel²·inputs)) (He et al. 2015).
  public init(
    kernel: Int, inputs: Int, outputs: Int, stride: Int, padding: Int, random: inout RandomNumbers
  ) {
    let limit = (6 / Float(kernel * kernel * inputs)).squareRoot()
    self.init(
      weights: Tensor(uniform: [kernel, kernel, inputs, outputs], within: limit, random: &random),
      bias: Tensor(zeros: [outputs]), stride: stride, padding: padding)
  }

  /// The number of channels of the input.
  public var inputs: Int { weights.shape[2] }
  /// The number of channels of the output.
  public var outputs: Int { weights.shape[3] }

  private func patches(of input: Tensor) -> Patches {
    precondition(input.shape.count == 4 && input.shape[3] == inputs)
    return Patches(
      kernel: weights.shape[0], stride: stride, padding: padding, rows: input.shape[1],
      columns: input.shape[2], channels: inputs)
  }

  /// Computes the output, [batch, rows / stride, columns / stride, outputs], for an input of
  /// [batch, rows, columns, inputs].
  func forward(_ input: Tensor) -> Tensor {
    if let (winograd, products) = winograd(input) {
      return forward(input, by: winograd, weights: products)
    }
    let patches = patches(of: input)
    var output = Tensor(
      rows: [input.shape[0], patches.down, patches.across], repeating: bias)
    var out = output.values.mutableSpan
    let groups = patches.groups(of: input.shape[0])
    var buffer = patches.buffer(for: groups)
    for rows in groups {
      patches.gather(input.values.span, rows: rows, into: &buffer)
      let count = rows.count * patches.across
      multiply(
        buffer.span.extracting(0..<count * patches.size), oriented: patches.orientation,
        by: weights.values.span, oriented: .asIs, into: &out,
        at: rows.lowerBound * patches.across * outputs, rows: count, inner: patches.size,
        columns: outputs, adding: true)
    }
    return output
  }

  /// Computes the gradients at the weights, the biases and, if wanted, the input from the gradient
  /// at the output: dW = patchesᵀ·dy, db = Σ dy, dx = the sum of the patches dy·Wᵀ.
  func backward(_ gradient: Tensor, input: Tensor, wantsInput: Bool) -> (
    own: [Tensor], input: Tensor?
  ) {
    if let (winograd, products) = winograd(input) {
      return backward(
        gradient, input: input, wantsInput: wantsInput, by: winograd, weights: products)
    }
    let patches = patches(of: input)
    let groups = patches.groups(of: input.shape[0])
    var own = Tensor(zeros: weights.shape)
    var back = Tensor(zeros: wantsInput ? input.shape : [0])
    var buffer = patches.buffer(for: groups)
    var backBuffer = wantsInput ? buffer : []
    for rows in groups {
      let count = rows.count * patches.across
      let gradients = gradient.values.span.extracting(
        rows.lowerBound * patches.across * outputs..<rows.upperBound * patches.across * outputs)
      patches.gather(input.values.span, rows: rows, into: &buffer)
      own.change { sums in
        multiply(
          buffer.span.extracting(0..<count * patches.size), oriented: patches.opposite,
          by: gradients, oriented: .asIs, into: &sums, rows: patches.size, inner: count,
          columns: outputs, adding: true)
      }
      guard wantsInput else { continue }
      do {
        var span = backBuffer.mutableSpan
        if patches.isTransposed {
          multiply(
            weights.values.span, oriented: .asIs, by: gradients, oriented: .transposed, into: &span,
            rows: patches.size, inner: outputs, columns: count)
        } else {
          multiply(
            gradients, oriented: .asIs, by: weights.values.span, oriented: .transposed, into: &span,
            rows: count, inner: outputs, columns: patches.size)
        }
      }
      back.change { sums in
        patches.scatter(
          backBuffer.span.extracting(0..<count * patches.size), rows: rows,
          addingTo: &sums)
      }
    }
    return ([own, gradient.columnSums], wantsInput ? back : nil)
  }
}

/// The convolution by nine products in place of sixteen.
extension Convolution {
  private func winograd(_ input: Tensor) -> (Winograd, Winograd.Weights)? {
    precondition(input.shape.count == 4 && input.shape[3] == inputs)
    guard let products, input.shape[1] % 2 == 0, input.shape[2] % 2 == 0 else { return nil }
    let winograd = Winograd(
      rows: input.shape[1] / 2, columns: input.shape[2] / 2, large: inputs, small: outputs)
    return (winograd, products)
  }

  private func forward(
    _ input: Tensor, by winograd: Winograd, weights products: Winograd.Weights
  ) -> Tensor {
    let batch = input.shape[0]
    var output = Tensor(rows: [batch, winograd.rows, winograd.columns], repeating: bias)
    var out = output.values.mutableSpan
    let groups = winograd.groups(of: batch)
    var (large, small) = winograd.buffers(for: groups)
    for group in groups {
      winograd.gather(input.values.span, group, into: &large)
      winograd.shrink(large, by: products.products, in: group, into: &small)
      winograd.fold(small.span, group, addingTo: &out)
    }
    return output
  }

  private func backward(
    _ gradient: Tensor, input: Tensor, wantsInput: Bool, by winograd: Winograd,
    weights products: Winograd.Weights
  ) -> (own: [Tensor], input: Tensor?) {
    var own = scratch(winograd.weightCount)
    var back = Tensor(zeros: wantsInput ? input.shape : [0])
    let groups = winograd.groups(of: input.shape[0])
    var (large, small) = winograd.buffers(for: groups)
    for group in groups {
      winograd.gather(input.values.span, group, into: &large)
      winograd.unfold(gradient.values.span, group, into: &small)
      winograd.correlate(
        large, size: winograd.square, with: small, size: outputs, in: group, into: &own,
        adding: group.lowerBound > 0)
      guard wantsInput else { continue }
      winograd.grow(small, by: products.transposed, in: group, into: &large)
      back.change { winograd.scatter(large.span, group, addingTo: &$0) }
    }
    return (
      [Winograd.gradient(convolution: own, shape: weights.shape), gradient.columnSums],
      wantsInput ? back : nil
    )
  }
}
