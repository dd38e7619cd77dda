/// Fast convolution with 4 × 4 kernels and a stride of 2, by nine products in place of sixteen.
///
/// With each square of 2 × 2 pixels taken as one, such a kernel has 2 × 2 squares and a stride of
/// one square. Two neighbouring outputs of a kernel g over squares d then need three products
/// rather than four: y₀ = (d₀ − d₁)·g₀ + d₁·(g₀ + g₁), y₁ = d₁·(g₀ + g₁) + (d₂ − d₁)·g₁, and
/// likewise along columns (Winograd 1980; Lavin and Gray 2016, "Fast algorithms for convolutional
/// neural networks").
///
/// A tile is 2 × 2 pixels of the small image, which depend on 3 × 3 squares of the large one. All
/// products are [9, tiles, …]; a square is [2, 2, channels].
struct Winograd {
  /// The rows and columns of the small image; the large one has twice as many.
  let rows: Int
  let columns: Int
  /// The number of channels of the large image and of the small one.
  let large: Int
  let small: Int

  /// Whether this algorithm applies to a layer.
  static func fits(kernel: Int, stride: Int, padding: Int, large: Int, small: Int) -> Bool {
    kernel == 4 && stride == 2 && padding == 1 && large % 2 == 0 && small % 4 == 0
  }

  private var tileRows: Int { (rows + 1) / 2 }
  private var tileColumns: Int { (columns + 1) / 2 }
  /// The number of pixels in a line of a strip: a row of tiles and the zeros around it.
  private var stripColumns: Int { 4 * tileColumns + 2 }
  /// The number of values in a square of the large image.
  var square: Int { 4 * large }
  /// The number of values in the gradient at the weights of the nine products.
  var weightCount: Int { 9 * square * small }

  /// Groups the rows of tiles of a batch evenly such that a group, at most a megabyte, stays in the
  /// cache.
  func groups(of batch: Int) -> [Range<Int>] {
    let rows = batch * tileRows
    let most = max(1, 262_144 / (9 * tileColumns * (square + small)))
    let count = (rows + most - 1) / most
    return (0..<count).map { rows * $0 / count..<rows * ($0 + 1) / count }
  }

  /// The number of tiles in some rows of tiles.
  private func tiles(_ group: Range<Int>) -> Int { group.count * tileColumns }

  /// The number of rows of tiles before `row` that reach beyond the lower edge of their image.
  private func cutRows(_ group: Range<Int>, before row: Int) -> Int {
    rows % 2 * (row / tileRows - group.lowerBound / tileRows)
  }

  /// The number of tiles that need a product: at an odd lower edge only one of two outputs is
  /// within the image, which takes two products rather than three.
  private func tiles(_ group: Range<Int>, of product: Int) -> Int {
    product < 6
      ? tiles(group) : tiles(group) - cutRows(group, before: group.upperBound) * tileColumns
  }

  /// A tile of up to 2 × 2 pixels of the small image.
  private struct Tile {
    /// Its index in the products, where rows of tiles that reach beyond the edge come last.
    let index: Int
    /// The number of rows and columns within the image.
    let rows: Int
    let columns: Int
  }

  private func tile(in group: Range<Int>, row: Int, x: Int) -> Tile {
    let height = min(2, rows - row % tileRows * 2)
    let before = cutRows(group, before: row)
    let place =
      height == 2
      ? row - group.lowerBound - before
      : group.count - cutRows(group, before: group.upperBound) + before
    return Tile(index: place * tileColumns + x, rows: height, columns: min(2, columns - 2 * x))
  }

  /// The row in a batch of large images of one of the six lines of a strip, or nil beyond the edge.
  private func imageRow(_ row: Int, _ line: Int) -> Int? {
    let y = row % tileRows * 4 - 1 + line
    return 0..<2 * rows ~= y ? row / tileRows * 2 * rows + y : nil
  }

  /// The lattice of a tile in a strip, for the upper or the lower pixels of its squares.
  private func squares(_ x: Int, _ half: Int) -> Lattice {
    Lattice(
      start: (half * stripColumns + 4 * x) * large, down: 2 * stripColumns * large,
      across: 2 * large)
  }

  /// The lattice of a tile in [9, tiles, size].
  private func products(of tile: Tile, in group: Range<Int>, size: Int, at offset: Int = 0)
    -> Lattice
  {
    Lattice(
      start: tile.index * size + offset, down: 3 * tiles(group) * size,
      across: tiles(group) * size, rows: tile.rows + 1)
  }

  /// The lattice of a tile in a batch of small images.
  private func pixels(of tile: Tile, row: Int, x: Int) -> Lattice {
    let y = row / tileRows * rows + row % tileRows * 2
    return Lattice(
      start: (y * columns + 2 * x) * small, down: columns * small, across: small,
      rows: tile.rows, columns: tile.columns)
  }

  /// Computes the differences of squares, [9, tiles, square], for a batch of large images.
  func gather(_ batch: Span<Float>, _ group: Range<Int>, into result: inout [Float]) {
    var target = result.mutableSpan
    let width = 2 * columns * large
    var strip = [Float](repeating: 0, count: 6 * stripColumns * large)
    for row in group {
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
        let tile = tile(in: group, row: row, x: x)
        for half in 0...1 {
          transform(
            strip.span, at: squares(x, half), size: 3, to: &target,
            at: products(of: tile, in: group, size: square, at: half * 2 * large), size: 3,
            count: 2 * large, by: Self.differences)
        }
      }
    }
  }

  /// The transposed operation of `gather`: adds products, [9, tiles, square], to a batch of large
  /// images.
  func scatter(_ source: Span<Float>, _ group: Range<Int>, addingTo batch: inout MutableSpan<Float>)
  {
    let width = 2 * columns * large
    var strip = [Float](repeating: 0, count: 6 * stripColumns * large)
    for row in group {
      do {
        var lines = strip.mutableSpan
        for i in lines.indices { lines[i] = 0 }
        for x in 0..<tileColumns {
          let tile = tile(in: group, row: row, x: x)
          for half in 0...1 {
            transform(
              source, at: products(of: tile, in: group, size: square, at: half * 2 * large),
              size: 3,
              to: &lines, at: squares(x, half), size: 3, count: 2 * large, adding: true,
              by: Self.undoneDifferences)
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

  /// Adds products, [9, tiles, small], to a batch of small images.
  func fold(_ source: Span<Float>, _ group: Range<Int>, addingTo batch: inout MutableSpan<Float>) {
    for row in group {
      for x in 0..<tileColumns {
        let tile = tile(in: group, row: row, x: x)
        transform(
          source, at: products(of: tile, in: group, size: small), size: 3, to: &batch,
          at: pixels(of: tile, row: row, x: x), size: 2, count: small, adding: true, by: Self.sums)
      }
    }
  }

  /// The transposed operation of `fold`: computes the factors, [9, tiles, small], for a batch of
  /// small images.
  func unfold(_ batch: Span<Float>, _ group: Range<Int>, into result: inout [Float]) {
    var target = result.mutableSpan
    for row in group {
      for x in 0..<tileColumns {
        let tile = tile(in: group, row: row, x: x)
        transform(
          batch, at: pixels(of: tile, row: row, x: x), size: 2, to: &target,
          at: products(of: tile, in: group, size: small), size: 3, count: small, by: Self.spread)
      }
    }
  }
}

/// The nine products.
extension Winograd {
  /// Buffers for the products of the largest group, for large images and for small ones.
  func buffers(for groups: [Range<Int>]) -> (large: [Float], small: [Float]) {
    let count = 9 * (groups.map(\.count).max() ?? 0) * tileColumns
    return (scratch(count * square), scratch(count * small))
  }

  /// Computes the small images from the large ones: [9, tiles, square] times the weights, [9,
  /// square, small].
  func shrink(
    _ source: [Float], by weights: [Float], in group: Range<Int>, into target: inout [Float]
  ) {
    multiply(source, by: weights, in: group, into: &target, inner: square, columns: small)
  }

  /// Computes the large images from the small ones: [9, tiles, small] times the weights, [9, small,
  /// square].
  func grow(
    _ source: [Float], by weights: [Float], in group: Range<Int>, into target: inout [Float]
  ) {
    multiply(source, by: weights, in: group, into: &target, inner: small, columns: square)
  }

  private func multiply(
    _ source: [Float], by weights: [Float], in group: Range<Int>, into target: inout [Float],
    inner k: Int, columns n: Int
  ) {
    var result = target.mutableSpan
    let width = Self.width(n)
    for product in 0..<9 {
      let first = product * tiles(group)
      let needed = tiles(group, of: product)
      Neural.multiply(
        source.span.extracting(first * k..<(first + needed) * k), oriented: .asIs,
        by: weights.span.extracting(product * k * width..<(product + 1) * k * width),
        oriented: .asIs, into: &result, at: first * n, rows: needed, inner: k, columns: n,
        width: width)
    }
  }

  /// Computes the gradient at the weights, [9, m, n]: for each product the transpose of a, [tiles,
  /// m], times b, [tiles, n].
  func correlate(
    _ a: [Float], size m: Int, with b: [Float], size n: Int, in group: Range<Int>,
    into target: inout [Float], adding: Bool
  ) {
    var result = target.mutableSpan
    for product in 0..<9 {
      let first = product * tiles(group)
      let needed = tiles(group, of: product)
      Neural.multiply(
        a.span.extracting(first * m..<(first + needed) * m), oriented: .transposed,
        by: b.span.extracting(first * n..<(first + needed) * n), oriented: .asIs, into: &result,
        at: product * m * n, rows: m, inner: needed, columns: n, adding: adding)
    }
  }
}

/// The linear maps of three or two values.
extension Winograd {
  typealias Three = (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>)
  typealias Vector = SIMD4<Float>

  @inline(__always)
  private static func differences(_ a: Vector, _ b: Vector, _ c: Vector) -> Three {
    (a - b, b, c - b)
  }

  @inline(__always)
  private static func undoneDifferences(_ a: Vector, _ b: Vector, _ c: Vector) -> Three {
    (a, b - a - c, c)
  }

  @inline(__always)
  static func sums(_ a: Vector, _ b: Vector, _ c: Vector) -> Three {
    (a + b, b + c, .zero)
  }

  @inline(__always)
  static func spread(_ a: Vector, _ b: Vector, _: Vector) -> Three { (a, a + b, b) }
}
