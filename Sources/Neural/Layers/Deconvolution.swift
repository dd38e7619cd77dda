public import GridcastBase

/// A transposed convolution: every pixel of the input is spread over a patch of the output, and
/// overlapping patches add up, `y = Σ patches(x·W) + b`.
public struct Deconvolution: Sendable, Equatable {
  /// The weights, [inputs, kernel, kernel, outputs].
  public private(set) var weights: Tensor
  /// The biases, [outputs].
  public private(set) var bias: Tensor
  /// The number of pixels from one patch to the next.
  public let stride: Int
  /// The number of pixels by which the first patch reaches beyond the edge.
  public let padding: Int
  /// The weights in the form that `Winograd` needs; nil where the layer does not suit it.
  private var products: Winograd.Weights?

  /// Makes a layer from weights, [inputs, kernel, kernel, outputs], and biases, [outputs].
  public init(weights: Tensor, bias: Tensor, stride: Int, padding: Int) {
    precondition(weights.shape.count == 4 && weights.shape[1] == weights.shape[2])
    precondition(bias.shape == [weights.shape[3]])
    self.weights = weights
    self.bias = bias
    self.stride = stride
    self.padding = padding
    prepare()
  }

  private mutating func prepare() {
    let fits = Winograd.fits(
      kernel: weights.shape[1], stride: stride, padding: padding, large: weights.shape[3],
      small: weights.shape[0])
    products = fits ? Winograd.weights(deconvolution: weights) : nil
  }

  /// Changes weights and biases in place.
  mutating func update(_ body: (Int, inout Tensor) -> Void) {
    body(0, &weights)
    body(1, &bias)
    prepare()
  }

  /// Makes a layer with random weights suited to ReLU, uniform within ±√(6 / fan), and zero biases.
  ///
  /// (kernel / stride)² patches cover an output pixel, so fan = (kernel / stride)²·inputs (after He
  /// et al. 2015).
  public init(
    kernel: Int, inputs: Int, outputs: Int, stride: Int, padding: Int, random: inout RandomNumbers
  ) {
    let fan = Float(kernel * kernel * inputs) / Float(stride * stride)
    self.init(
      weights: Tensor(
        uniform: [inputs, kernel, kernel, outputs], within: (6 / fan).squareRoot(), random: &random),
      bias: Tensor(zeros: [outputs]), stride: stride, padding: padding)
  }

  /// The number of channels of the input.
  public var inputs: Int { weights.shape[0] }
  /// The number of channels of the output.
  public var outputs: Int { weights.shape[3] }

  /// The patches of the output, one for each pixel of the input.
  private func patches(of input: Tensor) -> Patches {
    precondition(input.shape.count == 4 && input.shape[3] == inputs)
    let kernel = weights.shape[1]
    return Patches(
      kernel: kernel, stride: stride, padding: padding,
      rows: (input.shape[1] - 1) * stride + kernel - 2 * padding,
      columns: (input.shape[2] - 1) * stride + kernel - 2 * padding, channels: outputs)
  }

  /// Computes the output, [batch, rows·stride, columns·stride, outputs], for an input of [batch,
  /// rows, columns, inputs].
  func forward(_ input: Tensor) -> Tensor {
    if let (winograd, products) = winograd(input) {
      return forward(input, by: winograd, weights: products)
    }
    let patches = patches(of: input)
    let groups = patches.groups(of: input.shape[0])
    var output = Tensor(rows: [input.shape[0], patches.rows, patches.columns], repeating: bias)
    var out = output.values.mutableSpan
    var buffer = patches.buffer(for: groups)
    for rows in groups {
      let count = rows.count * patches.across
      do {
        var span = buffer.mutableSpan
        let pixels = input.values.span.extracting(
          rows.lowerBound * patches.across * inputs..<rows.upperBound * patches.across * inputs)
        if patches.isTransposed {
          multiply(
            weights.values.span, oriented: .transposed, by: pixels, oriented: .transposed,
            into: &span, rows: patches.size, inner: inputs, columns: count)
        } else {
          multiply(
            pixels, oriented: .asIs, by: weights.values.span, oriented: .asIs, into: &span,
            rows: count, inner: inputs, columns: patches.size)
        }
      }
      patches.scatter(
        buffer.span.extracting(0..<count * patches.size), rows: rows, addingTo: &out)
    }
    return output
  }

  /// Computes the gradients at the weights, the biases and, if wanted, the input from the gradient
  /// at the output: dW = xᵀ·patches(dy), db = Σ dy, dx = patches(dy)·Wᵀ.
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
    for rows in groups {
      let count = rows.count * patches.across
      let pixels =
        rows.lowerBound * patches.across * inputs..<rows.upperBound * patches.across * inputs
      patches.gather(gradient.values.span, rows: rows, into: &buffer)
      let gathered = buffer.span.extracting(0..<count * patches.size)
      own.change { sums in
        multiply(
          input.values.span.extracting(pixels), oriented: .transposed, by: gathered,
          oriented: patches.orientation, into: &sums, rows: inputs, inner: count,
          columns: patches.size, adding: true)
      }
      guard wantsInput else { continue }
      back.change { sums in
        multiply(
          gathered, oriented: patches.orientation, by: weights.values.span, oriented: .transposed,
          into: &sums, at: pixels.lowerBound, rows: count, inner: patches.size, columns: inputs)
      }
    }
    return ([own, gradient.columnSums], wantsInput ? back : nil)
  }
}

/// The transposed convolution by nine products in place of sixteen.
extension Deconvolution {
  private func winograd(_ input: Tensor) -> (Winograd, Winograd.Weights)? {
    precondition(input.shape.count == 4 && input.shape[3] == inputs)
    guard let products else { return nil }
    let winograd = Winograd(
      rows: input.shape[1], columns: input.shape[2], large: outputs, small: inputs)
    return (winograd, products)
  }

  private func forward(
    _ input: Tensor, by winograd: Winograd, weights products: Winograd.Weights
  ) -> Tensor {
    let batch = input.shape[0]
    var output = Tensor(rows: [batch, 2 * winograd.rows, 2 * winograd.columns], repeating: bias)
    var out = output.values.mutableSpan
    let groups = winograd.groups(of: batch)
    var (large, small) = winograd.buffers(for: groups)
    for group in groups {
      winograd.unfold(input.values.span, group, into: &small)
      winograd.grow(small, by: products.products, in: group, into: &large)
      winograd.scatter(large.span, group, addingTo: &out)
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
      winograd.gather(gradient.values.span, group, into: &large)
      winograd.unfold(input.values.span, group, into: &small)
      winograd.correlate(
        small, size: inputs, with: large, size: winograd.square, in: group, into: &own,
        adding: group.lowerBound > 0)
      guard wantsInput else { continue }
      winograd.shrink(large, by: products.transposed, in: group, into: &small)
      back.change { winograd.fold(small.span, group, addingTo: &$0) }
    }
    return (
      [Winograd.gradient(deconvolution: own, shape: weights.shape), gradient.columnSums],
      wantsInput ? back : nil
    )
  }
}
