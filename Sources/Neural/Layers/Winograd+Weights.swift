/// The weights in the form that the nine products need.
extension Winograd {
  /// The weights of the nine products, [9, square, small] for a convolution or [9, small, square]
  /// for a deconvolution, and the transposed matrix of each.
  struct Weights: Sendable, Equatable {
    let products: [Float]
    let transposed: [Float]

    /// The weights follow from those of the layer, which are compared; the padding of rows is not
    /// initialised.
    static func == (_: Self, _: Self) -> Bool { true }
  }

  /// The distance between the rows of such a matrix: with a power of two they would share few cache
  /// lines.
  static func width(_ columns: Int) -> Int { columns % 32 == 0 ? columns + 16 : columns }

  /// Transforms the weights of a convolution, [4, 4, large, small].
  static func weights(convolution weights: Tensor) -> Weights {
    let (large, small) = (weights.shape[2], weights.shape[3])
    let width = width(small)
    var result = scratch(36 * large * width)
    var target = result.mutableSpan
    for pixel in 0..<4 {
      for channel in 0..<large {
        transform(
          weights.values.span,
          at: kernel(pixel: pixel, offset: channel * small, count: large * small), size: 2,
          to: &target,
          at: Lattice(
            start: (pixel * large + channel) * width, down: 12 * large * width,
            across: 4 * large * width), size: 3, count: small, by: spread)
      }
    }
    return withTransposed(result, rows: 4 * large, columns: small)
  }

  /// The gradient at the weights of a convolution, from that at the weights of the products, [9,
  /// square, small].
  static func gradient(convolution products: [Float], shape: [Int]) -> Tensor {
    let count = shape[2] * shape[3]
    var values = scratch(16 * count)
    var target = values.mutableSpan
    for pixel in 0..<4 {
      transform(
        products.span, at: Lattice(start: pixel * count, down: 12 * count, across: 4 * count),
        size: 3, to: &target, at: kernel(pixel: pixel, offset: 0, count: count), size: 2,
        count: count, by: sums)
    }
    return Tensor(shape: shape, values: values)
  }

  /// The lattice in [4, 4, count] of the weights for one pixel of each square.
  private static func kernel(pixel: Int, offset: Int, count: Int) -> Lattice {
    Lattice(
      start: (pixel / 2 * 4 + pixel % 2) * count + offset, down: 8 * count, across: 2 * count)
  }

  /// Transforms the weights of a deconvolution, [small, 4, 4, large].
  static func weights(deconvolution weights: Tensor) -> Weights {
    let (small, large) = (weights.shape[0], weights.shape[3])
    let width = width(4 * large)
    var result = scratch(9 * small * width)
    var target = result.mutableSpan
    forEachLine(small: small, large: large, width: width) { kernel, products in
      transform(
        weights.values.span, at: kernel, size: 2, to: &target, at: products, size: 3,
        count: 2 * large, by: spread)
    }
    return withTransposed(result, rows: small, columns: 4 * large)
  }

  /// The gradient at the weights of a deconvolution, from that at the weights of the products, [9,
  /// small, square].
  static func gradient(deconvolution products: [Float], shape: [Int]) -> Tensor {
    let (small, large) = (shape[0], shape[3])
    var values = scratch(16 * large * small)
    var target = values.mutableSpan
    forEachLine(small: small, large: large, width: 4 * large) { kernel, product in
      transform(
        products.span, at: product, size: 3, to: &target, at: kernel, size: 2, count: 2 * large,
        by: sums)
    }
    return Tensor(shape: shape, values: values)
  }

  /// Visits the upper and lower rows of squares for each channel of the small image, with the
  /// lattices of the weights and of the products' weights, whose rows are `width` numbers apart.
  @inline(__always)
  private static func forEachLine(
    small: Int, large: Int, width: Int,
    _ body: (_ kernel: Lattice, _ products: Lattice) -> Void
  ) {
    for channel in 0..<small {
      for half in 0...1 {
        body(
          Lattice(start: (4 * channel + half) * 4 * large, down: 8 * large, across: 2 * large),
          Lattice(
            start: channel * width + half * 2 * large, down: 3 * small * width,
            across: small * width))
      }
    }
  }

  private static func withTransposed(_ products: [Float], rows: Int, columns: Int) -> Weights {
    Weights(
      products: products,
      transposed: Neural.transposed(
        products, count: 9, rows: rows, columns: columns, width: width(columns),
        newWidth: width(rows)))
  }
}
