internal import Foundation
import GridcastBase
import Neural

/// What networks say of a whole raster, window by window: windows overlap by half, and where they do, the
/// logarithms of their ratios are blended with raised-cosine weights.
struct RatioBlending: Sendable {
  let side: Int
  let bound: Float
  let networks: [Network]

  /// The logarithm of the ratio of every cell, by each network.
  func ratios(_ functions: [[Float]], on grid: Grid) -> [[Float]] {
    var ratios = networks.map { _ in [Float](repeating: 0, count: grid.count) }
    let bands = functions.map { CellRows("", grid, $0) }
    // Values in memory are always there.
    try? walk(over: bands) { rows, _, found in
      let start = rows.lowerBound * grid.columns
      for network in found.indices {
        for (place, value) in found[network].enumerated() { ratios[network][start + place] = value }
      }
    }
    return ratios
  }

  /// Passes on some rows after others, beginning in the south.
  ///
  /// - Parameters:
  ///   - bands: The functions.
  ///   - take: Receives rows of the raster, the functions there, and the logarithms by each network.
  /// - Throws: The errors of reading, and of `take`.
  func walk(
    over bands: [CellRows],
    _ take: (_ rows: Range<Int>, _ functions: [[Float]], _ ratios: [[Float]]) throws(GridcastError)
      -> Void
  ) throws(GridcastError) {
    let grid = bands[0].grid
    let columns = grid.columns
    let padded = ConvDeconvSettings.padded(side)
    let wave = (0..<side).map {
      Float(0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / Double(side)))
    }
    let across = WindowLayout.starts(from: grid.west, count: columns, side: side)
    let starts = WindowLayout.starts(from: 0, count: grid.rows, side: side)
    // Rows to which further windows may still add, counted from the south, as are those of the buffers.
    var first = 0
    var known = bands.map { _ in [Float]() }
    var weights: [Float] = []
    var sums = networks.map { _ in [Float]() }
    for (number, start) in starts.enumerated() {
      let end = min(start + side, grid.rows)
      let held = first + weights.count / columns
      for row in held..<max(end, held) {
        let line = grid.rows - 1 - row
        for band in bands.indices { known[band] += try bands[band].values(line..<line + 1) }
      }
      let missing = known[0].count - weights.count
      weights += [Float](repeating: 0, count: missing)
      for network in sums.indices { sums[network] += [Float](repeating: 0, count: missing) }
      let strip = Grid(
        coordinateSystem: grid.coordinateSystem, cellSize: grid.cellSize, anchor: grid.anchor,
        west: grid.west, south: grid.south + start, columns: columns, rows: end - start)
      let channels = RatioChannels(
        known.map { values in
          (start - first..<end - first).reversed().flatMap {
            values[$0 * columns..<($0 + 1) * columns]
          }
        }, on: strip)
      for (member, network) in networks.enumerated() {
        let outputs = outputs(network, channels, across: across, south: strip.south, padded)
        for (place, west) in across.enumerated() {
          for row in 0..<side where start + side - 1 - row < end {
            let line = (start + side - 1 - row - first) * columns
            for column in 0..<side where 0..<columns ~= west - grid.west + column {
              let cell = line + west - grid.west + column
              let weight = wave[row] * wave[column]
              sums[member][cell] += weight * outputs[(place * padded + row) * padded + column]
              if member == 0 { weights[cell] += weight }
            }
          }
        }
      }
      let done = number + 1 < starts.count ? starts[number + 1] : grid.rows
      guard done > first else { continue }
      /// The rows that are done, the north one first.
      func turned(_ values: [Float]) -> [Float] {
        (0..<done - first).reversed().flatMap { values[$0 * columns..<($0 + 1) * columns] }
      }
      let weight = turned(weights)
      try take(
        grid.rows - done..<grid.rows - first, known.map(turned),
        sums.map { sums in zip(turned(sums), weight).map { $0 / $1 } })
      let count = (done - first) * columns
      for band in known.indices { known[band].removeFirst(count) }
      weights.removeFirst(count)
      for network in sums.indices { sums[network].removeFirst(count) }
      first = done
    }
  }

  /// What a network makes of a row of windows, two at a time.
  private func outputs(
    _ network: Network, _ channels: RatioChannels, across: [Int], south: Int, _ padded: Int
  ) -> [Float] {
    let parts = stride(from: 0, to: across.count, by: 2).map {
      Array(across[$0..<min($0 + 2, across.count)])
    }
    let loss = RatioLoss(bound: bound)
    return concurrentMap(parts.count) { part -> [Float] in
      let input = Tensor(
        shape: [parts[part].count, padded, padded, channels.count],
        values: parts[part].flatMap {
          channels.cut(west: $0, south: south, side: side, padded: padded)
        })
      return network(input).values.map { loss.ratio($0) }
    }.flatMap { $0 }
  }
}
