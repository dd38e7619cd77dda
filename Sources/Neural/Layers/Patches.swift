/// The patches of an image that a convolution looks at, one for each pixel of a smaller image.
///
/// Images are [rows, columns, channels] and patches [kernel, kernel, channels], so each row of a
/// patch is contiguous in the image.
struct Patches {
  /// The side of a patch.
  let kernel: Int
  /// The number of pixels from one patch to the next.
  let stride: Int
  /// The number of pixels by which the first patch reaches beyond the edge, where values are zero.
  let padding: Int
  let rows: Int
  let columns: Int
  let channels: Int

  /// The number of rows of patches.
  var down: Int { (rows + 2 * padding - kernel) / stride + 1 }
  /// The number of patches in a row.
  var across: Int { (columns + 2 * padding - kernel) / stride + 1 }
  /// The number of values in a patch.
  var size: Int { kernel * kernel * channels }
  /// The number of values in an image.
  var imageSize: Int { rows * columns * channels }

  /// Groups the rows of patches of a batch such that a group, about half a megabyte, stays in the
  /// cache.
  func groups(of batch: Int) -> [Range<Int>] {
    let step = max(1, 131_072 / (across * size))
    return Swift.stride(from: 0, to: batch * down, by: step).map {
      $0..<min($0 + step, batch * down)
    }
  }

  /// A buffer for the patches of the largest group.
  func buffer(for groups: [Range<Int>]) -> [Float] {
    scratch((groups.first?.count ?? 0) * across * size)
  }

  /// Whether the buffer is [size, patches] rather than [patches, size]: with one channel a row of a
  /// patch has only three or four values, while the same pixel of all patches in a row is
  /// contiguous.
  var isTransposed: Bool { channels == 1 }
  /// The orientation of the buffer in a product that needs [patches, size].
  var orientation: Orientation { isTransposed ? .transposed : .asIs }
  /// The orientation of the buffer in a product that needs [size, patches].
  var opposite: Orientation { isTransposed ? .asIs : .transposed }
  /// The distance in the image between neighbouring values of a contiguous run.
  private var step: Int { isTransposed ? stride : 1 }

  /// Visits the contiguous runs of the patches of some rows, as far as they lie within their image.
  @inline(__always)
  private func forEachRun(
    _ rows: Range<Int>, _ body: (_ patch: Int, _ image: Int, _ length: Int) -> Void
  ) {
    for row in rows {
      let image = row / down * imageSize
      let top = row % down * stride - padding
      let lines = max(0, -top)..<min(kernel, self.rows - top)
      if isTransposed {
        for line in lines {
          for pixel in 0..<kernel {
            let first = max(0, (padding - pixel + stride - 1) / stride)
            let end = min(across, (columns - 1 + padding - pixel) / stride + 1)
            guard first < end else { continue }
            body(
              ((line * kernel + pixel) * rows.count + row - rows.lowerBound) * across + first,
              image + (top + line) * columns + first * stride - padding + pixel, end - first)
          }
        }
      } else {
        for x in 0..<across {
          let left = x * stride - padding
          let skipped = max(0, -left)
          let length = (min(left + kernel, columns) - left - skipped) * channels
          let patch = ((row - rows.lowerBound) * across + x) * size
          for line in lines {
            body(
              patch + (line * kernel + skipped) * channels,
              image + ((top + line) * columns + left + skipped) * channels, length)
          }
        }
      }
    }
  }

  /// Collects the patches of some rows, [rows, across, size], with zeros beyond the edge of their
  /// image.
  func gather(_ batch: Span<Float>, rows: Range<Int>, into patches: inout [Float]) {
    var target = patches.mutableSpan
    // An earlier row of patches may have left values where this one reaches beyond the edge.
    for i in target.indices { target[i] = 0 }
    forEachRun(rows) { patch, pixel, length in
      copy(batch, from: pixel, step: step, to: &target, at: patch, count: length)
    }
  }

  /// Adds patches, [rows, across, size], to the pixels of a batch that they were taken from.
  func scatter(_ patches: Span<Float>, rows: Range<Int>, addingTo batch: inout MutableSpan<Float>) {
    forEachRun(rows) { patch, pixel, length in
      add(patches, from: patch, to: &batch, at: pixel, step: step, count: length)
    }
  }
}
