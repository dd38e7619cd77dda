/// Weights as the nine products take them.
extension Winograd {
  /// The weights of nine products, [9, square, small] of a convolution or [9, small, square] of a
  /// deconvolution, and the transposed of each.
  struct Weights: Sendable, Equatable {
    let products: [Float]
    let transposed: [Float]

    /// They follow from the layer's weights, which are compared; the ends of rows are never written.
    static func == (_: Self, _: Self) -> Bool { true }
  }

  /// The numbers from a row of such a matrix to the next: rows a power of two apart would share few
  /// lines of the cache.
  static func width(_ columns: Int) -> Int { columns % 32 == 0 ? columns + 16 : columns }

  /// The weights of a convolution, [4, 4, large, small].
  static func weights(convolution weights: Tensor) -> Weights {
    let (large, small) = (weights.shape[2], weights.shape[3])
    let width = width(small)
    var result = scratch(36 * large * width)
    var target = result.mutableSpan
    for pixel in 0..<4 {
      for channel in 0..<large {
        transform(
          weights.values.span, kernel(pixel, channel * small, large * small), 2, to: &target,
          Lattice(
            start: (pixel * large + channel) * width, down: 12 * large * width,
            across: 4 * large * width), 3, count: small, spread)
      }
    }
    return withTransposed(result, rows: 4 * large, columns: small)
  }

  /// The gradient of a convolution's weights, from that of the products, [9, square, small].
  static func gradient(convolution products: [Float], shape: [Int]) -> Tensor {
    let count = shape[2] * shape[3]
    var values = scratch(16 * count)
    var target = values.mutableSpan
    for pixel in 0..<4 {
      transform(
        products.span, Lattice(start: pixel * count, down: 12 * count, across: 4 * count), 3,
        to: &target, kernel(pixel, 0, count), 2, count: count, sums)
    }
    return Tensor(shape: shape, values: values)
  }

  /// The four weights of one pixel of a square in [4, 4, count].
  private static func kernel(_ pixel: Int, _ offset: Int, _ count: Int) -> Lattice {
    Lattice(
      start: (pixel / 2 * 4 + pixel % 2) * count + offset, down: 8 * count, across: 2 * count)
  }

  /// The weights of a deconvolution, [small, 4, 4, large].
  static func weights(deconvolution weights: Tensor) -> Weights {
    let (small, large) = (weights.shape[0], weights.shape[3])
    let width = width(4 * large)
    var result = scratch(9 * small * width)
    var target = result.mutableSpan
    forEachLine(small, large, width) { kernel, products in
      transform(weights.values.span, kernel, 2, to: &target, products, 3, count: 2 * large, spread)
    }
    return withTransposed(result, rows: small, columns: 4 * large)
  }

  /// The gradient of a deconvolution's weights, from that of the products, [9, small, square].
  static func gradient(deconvolution products: [Float], shape: [Int]) -> Tensor {
    let (small, large) = (shape[0], shape[3])
    var values = scratch(16 * large * small)
    var target = values.mutableSpan
    forEachLine(small, large, 4 * large) { kernel, product in
      transform(products.span, product, 3, to: &target, kernel, 2, count: 2 * large, sums)
    }
    return Tensor(shape: shape, values: values)
  }

  /// Visits the upper and lower lines of squares for each channel of the small image: the lattice of
  /// the weights and of their products, whose rows begin each `width` numbers.
  @inline(__always)
  private static func forEachLine(
    _ small: Int, _ large: Int, _ width: Int,
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
