import GridcastBase
import Neural

/// A raster that windows are cut from.
struct WindowSource: Sendable {
  let grid: Grid
  /// The number of values of each cell.
  var channels = 1
  /// The values of each cell, [cells, channels].
  let values: [Float]
  /// The value outside the raster.
  let outside: Float

  /// Cuts a window as [padded, padded, channels] with the north row first; the window is in the
  /// north-western corner, and the padding contains the value outside the raster.
  ///
  /// - Parameters:
  ///   - west: The column of the tiling of its western cells.
  ///   - south: The row of the tiling of its southern cells.
  ///   - side: The side of the window, in cells.
  ///   - padded: The side of what is made of it.
  /// - Returns: The values.
  func cut(west: Int, south: Int, side: Int, padded: Int) -> [Float] {
    var result = [Float](repeating: outside, count: padded * padded * channels)
    grid.forEachLine(west: west, south: south, side: side) { row, column, cells in
      let start = (row * padded + column) * channels
      for (offset, place) in (cells.lowerBound * channels..<cells.upperBound * channels)
        .enumerated()
      {
        result[start + offset] = values[place]
      }
    }
    return result
  }
}

extension Grid {
  /// Visits the parts of a window's rows that belong to this grid: row and column within the window, and
  /// the cells.
  func forEachLine(
    west: Int, south: Int, side: Int,
    _ body: (_ row: Int, _ column: Int, _ cells: Range<Int>) -> Void
  ) {
    let top = self.south + rows - south - side
    let left = west - self.west
    let first = max(0, -left)
    let end = min(side, columns - left)
    guard first < end else { return }
    for row in 0..<side where 0..<rows ~= top + row {
      let start = (top + row) * columns + left
      body(row, first, start + first..<start + end)
    }
  }
}

/// Windows for training or validation: scaled densities before and after.
struct WindowSet: Sendable {
  let side: Int
  let padded: Int
  /// The density before of each pair, 0 where it is unknown.
  let before: [WindowSource]
  /// The density after of each pair, NaN in cells that do not count.
  let after: [WindowSource]
  let windows: [(pair: Int, window: WindowLayout.Window)]

  /// The number of windows.
  var count: Int { windows.count }

  /// Some windows, each turned by one of the eight symmetries of the square, as [batch, padded,
  /// padded, 1].
  func batch(_ picks: [(index: Int, symmetry: Int)]) -> (input: Tensor, target: Tensor) {
    var inputs: [Float] = []
    var targets: [Float] = []
    for (index, symmetry) in picks {
      let (pair, window) = windows[index]
      inputs += Symmetry.turned(cut(window, of: before[pair]), side: padded, by: symmetry)
      targets += Symmetry.turned(cut(window, of: after[pair]), side: padded, by: symmetry)
    }
    let shape = [picks.count, padded, padded, 1]
    return (Tensor(shape: shape, values: inputs), Tensor(shape: shape, values: targets))
  }

  private func cut(_ window: WindowLayout.Window, of source: WindowSource) -> [Float] {
    source.cut(west: window.west, south: window.south, side: side, padded: padded)
  }

  /// The mean of the scaled densities after, over cells that count in any window.
  var targetMean: Float {
    var sum = 0.0
    var count = 0
    for (pair, window) in windows {
      for value in cut(window, of: after[pair]) where !value.isNaN {
        sum += Double(value)
        count += 1
      }
    }
    return count > 0 ? Float(sum / Double(count)) : 0
  }

  /// All windows in batches, without turning.
  func batches(of size: Int) -> [[(index: Int, symmetry: Int)]] {
    stride(from: 0, to: count, by: size).map { start in
      (start..<min(start + size, count)).map { ($0, 0) }
    }
  }

  /// The mean loss of a network over all windows.
  func loss(of network: Network, _ prediction: Prediction, _ loss: CombinedLoss) -> Float {
    let batches = batches(of: 4)
    let losses = concurrentMap(batches.count) { index in
      let (input, target) = batch(batches[index])
      let after = prediction.after(network(input), input)
      return loss(after, target: target).loss * Float(batches[index].count)
    }
    return losses.reduce(0, +) / Float(count)
  }

  /// Whether a network predicts 0 for all cells of all windows.
  func isDead(_ network: Network, _ prediction: Prediction) -> Bool {
    batches(of: 4).allSatisfy {
      let input = batch($0).input
      return prediction.after(network(input), input).values.allSatisfy { $0 == 0 }
    }
  }
}
