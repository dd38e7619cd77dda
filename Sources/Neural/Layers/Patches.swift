/// The squares of an image that a convolution looks at, one for each pixel of another, smaller image.
///
/// Images are [rows, columns, channels]; a patch is [kernel, kernel, channels], so that a line of it
/// is one run of the image.
struct Patches {
  /// The side of a patch.
  let kernel: Int
  /// The pixels from one patch to the next.
  let stride: Int
  /// The pixels by which the first patch reaches over the edge; what lies beyond is zero.
  let padding: Int
  let rows: Int
  let columns: Int
  let channels: Int

  /// The rows of patches.
  var down: Int { (rows + 2 * padding - kernel) / stride + 1 }
  /// The patches in a row.
  var across: Int { (columns + 2 * padding - kernel) / stride + 1 }
  /// The numbers in a patch.
  var size: Int { kernel * kernel * channels }
  /// The numbers in an image.
  var imageSize: Int { rows * columns * channels }

  /// The rows of patches of a whole batch, in groups that stay in the cache: about half a megabyte.
  func groups(of batch: Int) -> [Range<Int>] {
    let step = max(1, 131_072 / (across * size))
    return Swift.stride(from: 0, to: batch * down, by: step).map {
      $0..<min($0 + step, batch * down)
    }
  }

  /// Room for the patches of the largest group.
  func buffer(for groups: [Range<Int>]) -> [Float] {
    scratch((groups.first?.count ?? 0) * across * size)
  }

  /// Whether the buffer is [size, patches] and not [patches, size]: with one channel a line of a patch
  /// is three or four numbers, but a pixel of all patches in a row is one run of memory.
  var isTransposed: Bool { channels == 1 }
  /// How the buffer lies, where [patches, size] is wanted.
  var orientation: Orientation { isTransposed ? .transposed : .asIs }
  /// The same where [size, patches] is wanted.
  var opposite: Orientation { isTransposed ? .asIs : .transposed }
  /// The step in the image from one number of a run to the next.
  private var step: Int { isTransposed ? stride : 1 }

  /// Visits the runs of the patches of some rows that lie within their image.
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

  /// The patches of some rows, [rows, across, size], and zeros beyond the edge of their image.
  func gather(_ batch: Span<Float>, rows: Range<Int>, into patches: inout [Float]) {
    var target = patches.mutableSpan
    // Another row of the image may have reached over the edge where this one does not.
    for i in target.indices { target[i] = 0 }
    forEachRun(rows) { patch, pixel, length in
      copy(batch, from: pixel, step: step, to: &target, at: patch, count: length)
    }
  }

  /// Adds patches, [rows, across, size], to the places of a batch that they are of.
  func scatter(_ patches: Span<Float>, rows: Range<Int>, addingTo batch: inout MutableSpan<Float>) {
    forEachRun(rows) { patch, pixel, length in
      add(patches, from: patch, to: &batch, at: pixel, step: step, count: length)
    }
  }
}
