/// Kernels of 4 × 4 that look at every second pixel, in nine products where their definition has
/// sixteen.
///
/// With each square of 2 × 2 pixels taken as one, such a kernel is 2 × 2 squares and looks at every
/// square. Two neighbouring outputs of a kernel g over squares d then need three products, not four:
/// y₀ = (d₀ − d₁)·g₀ + d₁·(g₀ + g₁), y₁ = d₁·(g₀ + g₁) + (d₂ − d₁)·g₁; likewise downwards (Winograd
/// 1980; Lavin & Gray 2016, "Fast algorithms for convolutional neural networks").
///
/// A tile is 2 × 2 pixels of the small image, which see 3 × 3 squares of the large one. All products
/// are [9, tiles, …], a square being [2, 2, channels].
struct Winograd {
  /// The size of the small image; the large one is twice as high and wide.
  let rows: Int
  let columns: Int
  /// The channels of the large image and those of the small one.
  let large: Int
  let small: Int

  /// Whether a layer can be taken so.
  static func fits(kernel: Int, stride: Int, padding: Int, large: Int, small: Int) -> Bool {
    kernel == 4 && stride == 2 && padding == 1 && large % 2 == 0 && small % 4 == 0
  }

  private var tileRows: Int { (rows + 1) / 2 }
  private var tileColumns: Int { (columns + 1) / 2 }
  /// The pixels in a line of a strip: a row of tiles and the zeros around it.
  private var stripColumns: Int { 4 * tileColumns + 2 }
  /// The numbers in a square of the large image.
  var square: Int { 4 * large }

  /// The rows of tiles of a whole batch, in groups that stay in the cache.
  func groups(of batch: Int) -> [Range<Int>] {
    let step = max(1, 131_072 / (9 * tileColumns * (square + small)))
    return Swift.stride(from: 0, to: batch * tileRows, by: step).map {
      $0..<min($0 + step, batch * tileRows)
    }
  }

  /// The tiles of some rows of tiles.
  func tiles(_ group: Range<Int>) -> Int { group.count * tileColumns }

  /// One line of six pixels of a strip, as rows of a batch of large images, or nil beyond the edge.
  private func imageRow(_ row: Int, _ line: Int) -> Int? {
    let y = row % tileRows * 4 - 1 + line
    return 0..<2 * rows ~= y ? row / tileRows * 2 * rows + y : nil
  }

  /// The lattice of a tile in a strip, of the upper or the lower pixels of its squares.
  private func squares(_ tile: Int, _ half: Int) -> Lattice {
    Lattice(
      start: (half * stripColumns + 4 * tile) * large, down: 2 * stripColumns * large,
      across: 2 * large)
  }

  /// The lattice of a tile in [9, tiles, size].
  private func products(_ tile: Int, of tiles: Int, _ size: Int, at offset: Int = 0) -> Lattice {
    Lattice(start: tile * size + offset, down: 3 * tiles * size, across: tiles * size)
  }

  /// The differences of squares, [9, tiles, square], of a batch of large images.
  func gather(_ batch: Span<Float>, _ group: Range<Int>, into result: inout [Float]) {
    var target = result.mutableSpan
    let width = 2 * columns * large
    var strip = [Float](repeating: 0, count: 6 * stripColumns * large)
    for (index, row) in group.enumerated() {
      do {
        var lines = strip.mutableSpan
        for line in 0..<6 {
          let start = (line * stripColumns + 1) * large
          if let y = imageRow(row, line) {
            copy(batch, from: y * width, to: &lines, at: start, count: width)
          } else {
            for i in start..<start + width { lines[i] = 0 }
          }
        }
      }
      for x in 0..<tileColumns {
        for half in 0...1 {
          transform(
            strip.span, squares(x, half), 3, to: &target,
            products(index * tileColumns + x, of: tiles(group), square, at: half * 2 * large), 3,
            count: 2 * large, Self.differences)
        }
      }
    }
  }

  /// The dual of `gather`: adds products, [9, tiles, square], to a batch of large images.
  func scatter(_ source: Span<Float>, _ group: Range<Int>, addingTo batch: inout MutableSpan<Float>)
  {
    let width = 2 * columns * large
    var strip = [Float](repeating: 0, count: 6 * stripColumns * large)
    for (index, row) in group.enumerated() {
      do {
        var lines = strip.mutableSpan
        for i in lines.indices { lines[i] = 0 }
        for x in 0..<tileColumns {
          for half in 0...1 {
            transform(
              source,
              products(index * tileColumns + x, of: tiles(group), square, at: half * 2 * large), 3,
              to: &lines, squares(x, half), 3, count: 2 * large, adding: true,
              Self.undoneDifferences)
          }
        }
      }
      for line in 0..<6 {
        guard let y = imageRow(row, line) else { continue }
        add(
          strip.span, from: (line * stripColumns + 1) * large, to: &batch, at: y * width,
          count: width)
      }
    }
  }

  /// Visits the tiles of a group: the lattice of a batch of small images, and how much of the tile is
  /// within its image.
  @inline(__always)
  private func forEachTile(
    _ group: Range<Int>,
    _ body: (_ tile: Int, _ pixels: Lattice, _ rows: Int, _ columns: Int) -> Void
  ) {
    for (index, row) in group.enumerated() {
      let y = row % tileRows * 2
      for x in 0..<tileColumns {
        let start = ((row / tileRows * rows + y) * columns + 2 * x) * small
        body(
          index * tileColumns + x,
          Lattice(start: start, down: columns * small, across: small), min(2, rows - y),
          min(2, columns - 2 * x))
      }
    }
  }

  /// Adds products, [9, tiles, small], up in a batch of small images.
  func fold(_ source: Span<Float>, _ group: Range<Int>, addingTo batch: inout MutableSpan<Float>) {
    forEachTile(group) { tile, pixels, rows, columns in
      transform(
        source, products(tile, of: tiles(group), small), 3, to: &batch, pixels, 2, count: small,
        rows: rows, columns: columns, adding: true, Self.sums)
    }
  }

  /// The dual of `fold`: the factors, [9, tiles, small], of a batch of small images.
  func unfold(_ batch: Span<Float>, _ group: Range<Int>, into result: inout [Float]) {
    var target = result.mutableSpan
    forEachTile(group) { tile, pixels, rows, columns in
      transform(
        batch, pixels, 2, to: &target, products(tile, of: tiles(group), small), 3, count: small,
        rows: rows, columns: columns, Self.spread)
    }
  }
}

/// The nine products.
extension Winograd {
  /// Room for the products of the largest group, of the large images and of the small ones.
  func buffers(for groups: [Range<Int>]) -> (large: [Float], small: [Float]) {
    let count = 9 * (groups.first?.count ?? 0) * tileColumns
    return (scratch(count * square), scratch(count * small))
  }

  /// Nine products a·b of a, [9, m, k] once oriented, and b, [9, k, n].
  private func multiplyAll(
    _ a: [Float], _ orientation: Orientation, _ b: [Float], into c: inout [Float], rows m: Int,
    inner k: Int, columns n: Int, adding: Bool = false
  ) {
    var target = c.mutableSpan
    for index in 0..<9 {
      multiply(
        a.span.extracting(index * m * k..<(index + 1) * m * k), orientation,
        b.span.extracting(index * k * n..<(index + 1) * k * n), .asIs, into: &target,
        at: index * m * n, rows: m, inner: k, columns: n, adding: adding)
    }
  }

  /// From the large images to the small ones; the weights are [9, square, small].
  func shrink(
    _ source: [Float], _ weights: [Float], _ group: Range<Int>, into target: inout [Float]
  ) {
    multiplyAll(
      source, .asIs, weights, into: &target, rows: tiles(group), inner: square, columns: small)
  }

  /// From the small images to the large ones; the weights are [9, small, square].
  func grow(
    _ source: [Float], _ weights: [Float], _ group: Range<Int>, into target: inout [Float]
  ) {
    multiplyAll(
      source, .asIs, weights, into: &target, rows: tiles(group), inner: small, columns: square)
  }

  /// The gradient at the weights, [9, m, n]: the transposed first times the second.
  func correlate(
    _ first: [Float], _ m: Int, _ second: [Float], _ n: Int, _ group: Range<Int>,
    into target: inout [Float], adding: Bool
  ) {
    multiplyAll(
      first, .transposed, second, into: &target, rows: m, inner: tiles(group), columns: n,
      adding: adding)
  }
}

/// The linear maps, of a line of three or two.
extension Winograd {
  typealias Three = (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>)
  private typealias Vector = SIMD4<Float>

  @inline(__always)
  private static func differences(_ a: Vector, _ b: Vector, _ c: Vector) -> Three {
    (a - b, b, c - b)
  }

  @inline(__always)
  private static func undoneDifferences(_ a: Vector, _ b: Vector, _ c: Vector) -> Three {
    (a, b - a - c, c)
  }

  @inline(__always)
  private static func sums(_ a: Vector, _ b: Vector, _ c: Vector) -> Three {
    (a + b, b + c, .zero)
  }

  @inline(__always)
  private static func spread(_ a: Vector, _ b: Vector, _: Vector) -> Three { (a, a + b, b) }
}

/// Weights as the nine products take them.
extension Winograd {
  /// The weights of a convolution, [4, 4, large, small], as [9, square, small].
  static func products(convolution weights: Tensor) -> [Float] {
    let (large, small) = (weights.shape[2], weights.shape[3])
    var result = scratch(36 * large * small)
    var target = result.mutableSpan
    forEachPixel(large * small) { pixel, kernel, product in
      transform(
        weights.values.span, kernel, 2, to: &target, product, 3, count: large * small, spread)
    }
    return result
  }

  /// The gradient of a convolution's weights, from that of `products`.
  static func gradient(convolution products: [Float], shape: [Int]) -> Tensor {
    let count = shape[2] * shape[3]
    var values = scratch(16 * count)
    var target = values.mutableSpan
    forEachPixel(count) { pixel, kernel, product in
      transform(products.span, product, 3, to: &target, kernel, 2, count: count, sums)
    }
    return Tensor(shape: shape, values: values)
  }

  /// Visits the pixels of a square: the lattice of its four weights, [4, 4, count], and of their nine
  /// products, [9, 4, count].
  @inline(__always)
  private static func forEachPixel(
    _ count: Int, _ body: (_ pixel: Int, _ kernel: Lattice, _ products: Lattice) -> Void
  ) {
    for pixel in 0..<4 {
      body(
        pixel,
        Lattice(
          start: (pixel / 2 * 4 + pixel % 2) * count, down: 8 * count, across: 2 * count),
        Lattice(start: pixel * count, down: 12 * count, across: 4 * count))
    }
  }

  /// The weights of a deconvolution, [small, 4, 4, large], as [9, small, square].
  static func products(deconvolution weights: Tensor) -> [Float] {
    let (small, large) = (weights.shape[0], weights.shape[3])
    var result = scratch(36 * large * small)
    var target = result.mutableSpan
    forEachLine(small, large) { kernel, product in
      transform(weights.values.span, kernel, 2, to: &target, product, 3, count: 2 * large, spread)
    }
    return result
  }

  /// The gradient of a deconvolution's weights, from that of `products`.
  static func gradient(deconvolution products: [Float], shape: [Int]) -> Tensor {
    let (small, large) = (shape[0], shape[3])
    var values = scratch(16 * large * small)
    var target = values.mutableSpan
    forEachLine(small, large) { kernel, product in
      transform(products.span, product, 3, to: &target, kernel, 2, count: 2 * large, sums)
    }
    return Tensor(shape: shape, values: values)
  }

  /// Visits the upper and lower lines of squares for each pixel of the small image: the lattice of
  /// the weights and of their products.
  @inline(__always)
  private static func forEachLine(
    _ small: Int, _ large: Int, _ body: (_ kernel: Lattice, _ products: Lattice) -> Void
  ) {
    for input in 0..<small {
      for half in 0...1 {
        body(
          Lattice(start: (4 * input + half) * 4 * large, down: 8 * large, across: 2 * large),
          Lattice(
            start: input * 4 * large + half * 2 * large, down: 12 * small * large,
            across: 4 * small * large))
      }
    }
  }
}
