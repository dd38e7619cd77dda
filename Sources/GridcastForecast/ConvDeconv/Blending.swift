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
    let source = WindowSource(
      grid: grid, values: before.map { $0.isNaN ? 0 : scaling.scaled($0) }, outside: 0)
    let wave = (0..<side).map {
      Float(0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / Double(side)))
    }
    var sums = [Float](repeating: 0, count: grid.count)
    var weights = sums
    let across = WindowLayout.starts(from: grid.west, count: grid.columns, side: side)
    // One row of windows at a time, so that each cell sums its parts in a fixed order.
    for south in WindowLayout.starts(from: grid.south, count: grid.rows, side: side) {
      let parts = stride(from: 0, to: across.count, by: 2).map {
        Array(across[$0..<min($0 + 2, across.count)])
      }
      let outputs = concurrentMap(parts.count) { part -> [Float] in
        let input = Tensor(
          shape: [parts[part].count, padded, padded, 1],
          values: parts[part].flatMap {
            source.cut(.init(west: $0, south: south, station: nil), side: side, padded: padded)
          })
        return prediction.after(network(input), input).values
      }
      let values = outputs.flatMap { $0 }
      let top = grid.south + grid.rows - south - side
      for (number, west) in across.enumerated() {
        for row in 0..<side where 0..<grid.rows ~= top + row {
          for column in 0..<side where 0..<grid.columns ~= west - grid.west + column {
            let cell = (top + row) * grid.columns + west - grid.west + column
            let weight = wave[row] * wave[column]
            let value = values[(number * padded + row) * padded + column]
            sums[cell] += weight * scaling.restored(value)
            weights[cell] += weight
          }
        }
      }
    }
    return before.indices.map { before[$0].isNaN ? .nan : sums[$0] / weights[$0] }
  }
}
