internal import Foundation
import GridcastBase
import Neural

/// Forecasts a whole raster window by window; windows overlap by half, and overlapping forecasts
/// are blended with raised-cosine weights.
struct Blending: Sendable {
  let side: Int
  let padded: Int
  let scaling: DensityScaling
  let prediction: Prediction

  /// The forecast density of every cell, NaN where the density before is unknown.
  func forecast(_ network: Network, before: [Float], grid: Grid) -> [Float] {
    var forecast = [Float](repeating: .nan, count: grid.count)
    let source = CellRows("", grid, before)
    // Values in memory are always there.
    try? walk([network], over: source) { rows, _, forecasts in
      let start = rows.lowerBound * grid.columns
      for (place, value) in forecasts[0].enumerated() { forecast[start + place] = value }
    }
    return forecast
  }

  /// Forecasts some rows after others, beginning in the south.
  ///
  /// - Parameters:
  ///   - networks: The members, each with a forecast of its own.
  ///   - before: The density before.
  ///   - take: Receives rows of the raster, the density before and the forecast density of each member
  ///     there, NaN where the density before is unknown.
  /// - Throws: The errors of reading, and of `take`.
  func walk(
    _ networks: [Network], over before: CellRows,
    _ take: (_ rows: Range<Int>, _ before: [Float], _ forecasts: [[Float]]) throws(GridcastError) ->
      Void
  ) throws(GridcastError) {
    let grid = before.grid
    let columns = grid.columns
    let wave = (0..<side).map {
      Float(0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / Double(side)))
    }
    let across = WindowLayout.starts(from: grid.west, count: columns, side: side)
    let starts = WindowLayout.starts(from: 0, count: grid.rows, side: side)
    // Rows to which further windows may still add, counted from the south, as are those of the buffers.
    var first = 0
    var known: [Float] = []
    var weights: [Float] = []
    var sums = networks.map { _ in [Float]() }
    // One row of windows at a time, so that each cell sums its parts in a fixed order.
    for (number, start) in starts.enumerated() {
      let end = min(start + side, grid.rows)
      for row in first + known.count / columns..<max(end, first + known.count / columns) {
        let line = grid.rows - 1 - row
        known += try before.values(line..<line + 1)
      }
      let missing = known.count - weights.count
      weights += [Float](repeating: 0, count: missing)
      for member in sums.indices { sums[member] += [Float](repeating: 0, count: missing) }
      let source = source(known, rows: start - first..<end - first, from: start, of: grid)
      for (member, network) in networks.enumerated() {
        let values = outputs(network, source: source, across: across, south: source.grid.south)
        for (place, west) in across.enumerated() {
          for row in 0..<side where start + side - 1 - row < end {
            let line = (start + side - 1 - row - first) * columns
            for column in 0..<side where 0..<columns ~= west - grid.west + column {
              let cell = line + west - grid.west + column
              let weight = wave[row] * wave[column]
              let value = values[(place * padded + row) * padded + column]
              sums[member][cell] += weight * scaling.restored(value)
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
      let (ready, weight) = (turned(known), turned(weights))
      let forecasts = sums.map { sums in
        let sums = turned(sums)
        return sums.indices.map { ready[$0].isNaN ? .nan : sums[$0] / weight[$0] }
      }
      try take(grid.rows - done..<grid.rows - first, ready, forecasts)
      let count = (done - first) * columns
      known.removeFirst(count)
      weights.removeFirst(count)
      for member in sums.indices { sums[member].removeFirst(count) }
      first = done
    }
  }

  /// The rows that a row of windows sees, as a raster of their own.
  private func source(_ known: [Float], rows: Range<Int>, from start: Int, of grid: Grid)
    -> WindowSource
  {
    let strip = Grid(
      coordinateSystem: grid.coordinateSystem, cellSize: grid.cellSize, anchor: grid.anchor,
      west: grid.west, south: grid.south + start, columns: grid.columns, rows: rows.count)
    let values = rows.reversed().flatMap { row in
      known[row * grid.columns..<(row + 1) * grid.columns].map {
        $0.isNaN ? 0 : scaling.scaled($0)
      }
    }
    return WindowSource(grid: strip, values: values, outside: 0)
  }

  /// What a network makes of a row of windows, two at a time.
  private func outputs(_ network: Network, source: WindowSource, across: [Int], south: Int)
    -> [Float]
  {
    let parts = stride(from: 0, to: across.count, by: 2).map {
      Array(across[$0..<min($0 + 2, across.count)])
    }
    return concurrentMap(parts.count) { part -> [Float] in
      let input = Tensor(
        shape: [parts[part].count, padded, padded, 1],
        values: parts[part].flatMap {
          source.cut(.init(west: $0, south: south, station: nil), side: side, padded: padded)
        })
      return prediction.after(network(input), input).values
    }.flatMap { $0 }
  }
}
