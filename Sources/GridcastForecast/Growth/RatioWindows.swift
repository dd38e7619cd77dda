internal import Foundation
import GridcastBase
import Neural

/// What a network sees of some cells: ln(1 + amount) of each function, and of their sum where there are
/// several.
struct RatioChannels: Sendable {
  let grid: Grid
  /// The number of channels.
  let count: Int
  /// The channels of each cell, [cells, channels]; 0 where a cell is unknown.
  let values: [Float]

  init(_ functions: [[Float]], on grid: Grid) {
    self.grid = grid
    count = Self.count(functions.count)
    var values: [Float] = []
    values.reserveCapacity(grid.count * count)
    for cell in 0..<grid.count {
      guard !functions[0][cell].isNaN else {
        values.append(contentsOf: repeatElement(0, count: count))
        continue
      }
      var sum: Float = 0
      for function in functions {
        values.append(log1p(function[cell]))
        sum += function[cell]
      }
      if functions.count > 1 { values.append(log1p(sum)) }
    }
    self.values = values
  }

  /// The number of channels for some functions.
  static func count(_ functions: Int) -> Int { functions > 1 ? functions + 1 : 1 }

  /// Cuts a window as [padded, padded, channels], the north row first, in the north-western corner; 0 where
  /// there is no cell.
  func cut(west: Int, south: Int, side: Int, padded: Int) -> [Float] {
    var result = [Float](repeating: 0, count: padded * padded * count)
    grid.forEachLine(west: west, south: south, side: side) { row, column, cells in
      let start = (row * padded + column) * count
      for (offset, place) in (cells.lowerBound * count..<cells.upperBound * count).enumerated() {
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

/// The windows that one network is trained on.
struct RatioWindows: Sendable {
  /// A pair of years with what its cells are expected to have.
  struct Source: Sendable {
    let channels: RatioChannels
    /// What came, NaN in cells that do not count.
    let after: [Float]
    /// What is expected of each cell, above 0.
    let expected: [Float]

    func targets(_ window: GrowthLayout.Window, side: Int, padded: Int) -> [Float] {
      var result: [Float] = []
      result.reserveCapacity(2 * padded * padded)
      for _ in 0..<padded * padded {
        result.append(.nan)
        result.append(1)
      }
      channels.grid.forEachLine(west: window.west, south: window.south, side: side) {
        row, column, cells in
        for (offset, cell) in cells.enumerated() {
          let place = 2 * (row * padded + column + offset)
          result[place] = after[cell]
          result[place + 1] = expected[cell]
        }
      }
      return result
    }
  }

  let side: Int
  let padded: Int
  let sources: [Source]
  let windows: [GrowthLayout.Window]
  /// For each symmetry of the square, the pixel that comes to each place.
  private let turns: [[Int]]

  init(_ sources: [Source], windows: [GrowthLayout.Window], side: Int) {
    self.sources = sources
    self.side = side
    let padded = ConvDeconvSettings.padded(side)
    self.padded = padded
    self.windows = windows.filter { window in
      let targets = sources[window.pair].targets(window, side: side, padded: side)
      return stride(from: 0, to: targets.count, by: 2).contains { !targets[$0].isNaN }
    }
    let pixels = (0..<padded * padded).map(Float.init)
    turns = (0..<8).map { Symmetry.turned(pixels, side: padded, by: $0).map { Int($0) } }
  }

  /// Some windows, each turned by a symmetry: [batch, padded, padded, channels] and [batch, padded,
  /// padded, 2].
  func batch(_ picks: [(index: Int, symmetry: Int)]) -> (input: Tensor, target: Tensor) {
    let channels = sources[0].channels.count
    var inputs: [Float] = []
    var targets: [Float] = []
    inputs.reserveCapacity(picks.count * padded * padded * channels)
    targets.reserveCapacity(picks.count * padded * padded * 2)
    for (index, symmetry) in picks {
      let window = windows[index]
      let source = sources[window.pair]
      let input = source.channels.cut(
        west: window.west, south: window.south, side: side, padded: padded)
      let target = source.targets(window, side: side, padded: padded)
      for pixel in turns[symmetry] {
        for channel in 0..<channels { inputs.append(input[pixel * channels + channel]) }
        targets.append(target[2 * pixel])
        targets.append(target[2 * pixel + 1])
      }
    }
    return (
      Tensor(shape: [picks.count, padded, padded, channels], values: inputs),
      Tensor(shape: [picks.count, padded, padded, 2], values: targets)
    )
  }

  /// Trains a network.
  ///
  /// - Parameters:
  ///   - member: The number of the member, from which its random numbers are drawn.
  ///   - settings: The settings.
  ///   - progress: Receives the loss after each pass over all windows.
  /// - Returns: The trained network.
  /// - Throws: `.badData` where the training diverges.
  func trained(
    _ member: Int, _ settings: GrowthSettings, progress: (ConvDeconv.Epoch, _ of: Int) -> Void
  ) throws(GridcastError) -> Network {
    var random = RandomNumbers(seed: settings.seed, stream: 3000 + UInt64(member))
    // It begins with the ratio 1 everywhere.
    var network = Network.encoderDecoder(
      width: settings.width, channels: sources[0].channels.count, outputBias: 0,
      predictsChange: true, random: &random)
    var optimizer = AdamOptimizer(
      learningRate: settings.learningRate, weightDecay: settings.weightDecay)
    let loss = RatioLoss(bound: settings.bound)
    let stepsPerEpoch = (windows.count - 1) / settings.batchSize + 1
    let steps = settings.epochs.map { $0 * stepsPerEpoch } ?? GrowthSettings.steps
    let epochs = (steps - 1) / stepsPerEpoch + 1
    var done = 0
    for epoch in 1...epochs {
      var random = RandomNumbers(
        seed: settings.seed, stream: 1_000_000 * UInt64(member + 1) + UInt64(epoch))
      let order = random.permutation(windows.count)
      var total: Float = 0
      var seen = 0
      for start in stride(from: 0, to: order.count, by: settings.batchSize) where done < steps {
        let picks = order[start..<min(start + settings.batchSize, order.count)].map {
          (index: $0, symmetry: settings.isAugmented ? random.below(8) : 0)
        }
        let (input, target) = batch(picks)
        let (value, gradients) = network.parallelGradients(input, target: target) {
          output, target, _ in loss(output, target: target)
        }
        optimizer.step(&network, gradients)
        total += value * Float(picks.count)
        seen += picks.count
        done += 1
      }
      let mean = total / Float(max(seen, 1))
      guard mean.isFinite, network.isFinite else {
        throw GridcastError(
          .badData, "training",
          "it diverged in epoch \(epoch): the weights grew without bound; \(.lowerRate)")
      }
      progress(
        .init(member: member + 1, epoch: epoch, trainingLoss: mean, validationLoss: nil), epochs)
    }
    return network
  }
}
