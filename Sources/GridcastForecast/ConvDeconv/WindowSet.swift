import GridcastBase
import Neural

/// A raster that windows are cut from.
struct WindowSource: Sendable {
  let grid: Grid
  /// The value of each cell.
  let values: [Float]
  /// The value outside the raster.
  let outside: Float

  /// Cuts a window as [padded, padded] with the north row first; the window is in the north-western
  /// corner, and the padding contains the value outside the raster.
  func cut(_ window: WindowLayout.Window, side: Int, padded: Int) -> [Float] {
    var result = [Float](repeating: outside, count: padded * padded)
    let top = grid.south + grid.rows - window.south - side
    let left = window.west - grid.west
    let columns = max(0, -left)..<max(max(0, -left), min(side, grid.columns - left))
    for row in 0..<side where 0..<grid.rows ~= top + row {
      for column in columns {
        result[row * padded + column] = values[(top + row) * grid.columns + left + column]
      }
    }
    return result
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
      func cut(_ source: WindowSource) -> [Float] {
        Symmetry.turned(
          source.cut(window, side: side, padded: padded), side: padded, by: symmetry)
      }
      inputs += cut(before[pair])
      targets += cut(after[pair])
    }
    let shape = [picks.count, padded, padded, 1]
    return (Tensor(shape: shape, values: inputs), Tensor(shape: shape, values: targets))
  }

  /// The mean of the scaled densities after, over cells that count in any window.
  var targetMean: Float {
    var sum = 0.0
    var count = 0
    for (pair, window) in windows {
      for value in after[pair].cut(window, side: side, padded: padded) where !value.isNaN {
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
