internal import Foundation
import GridcastBase
import Neural

extension WindowSource {
  /// What a network sees of some cells: ln(1 + amount) of each function, and of their sum where there are
  /// several; 0 where one of the functions is unknown, or there is no cell.
  init(logarithmsOf functions: [[Float]], on grid: Grid) {
    let channels = Self.channels(of: functions.count)
    var values: [Float] = []
    values.reserveCapacity(grid.count * channels)
    for cell in 0..<grid.count {
      guard !functions.contains(where: { $0[cell].isNaN }) else {
        values.append(contentsOf: repeatElement(0, count: channels))
        continue
      }
      var sum: Float = 0
      for function in functions {
        values.append(log1p(function[cell]))
        sum += function[cell]
      }
      if functions.count > 1 { values.append(log1p(sum)) }
    }
    self.init(grid: grid, channels: channels, values: values, outside: 0)
  }

  /// The number of channels for some number of functions.
  static func channels(of functions: Int) -> Int { functions > 1 ? functions + 1 : 1 }
}

/// The windows that one network is trained on.
struct RatioWindows: Sendable {
  /// A pair of years with what its cells are expected to have.
  struct Source: Sendable {
    let input: WindowSource
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
      input.grid.forEachLine(west: window.west, south: window.south, side: side) {
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
    let channels = sources[0].input.channels
    var inputs: [Float] = []
    var targets: [Float] = []
    inputs.reserveCapacity(picks.count * padded * padded * channels)
    targets.reserveCapacity(picks.count * padded * padded * 2)
    for (index, symmetry) in picks {
      let window = windows[index]
      let source = sources[window.pair]
      let input = source.input.cut(
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
      width: settings.width, channels: sources[0].input.channels, outputBias: 0,
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
