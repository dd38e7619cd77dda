internal import Foundation
import GridcastBase
import Neural

/// Networks that are asked of a whole raster window by window: windows overlap by half, and where they do,
/// what is said of a cell is the mean of all answers with raised-cosine weights.
protocol WindowBlending: Sendable {
  /// The side of a window, in cells.
  var side: Int { get }
  var networks: [Network] { get }

  /// What a network sees of some rows of the raster.
  func source(_ bands: [[Float]], on rows: Grid) -> WindowSource

  /// What a network says of windows, one number for each cell, [batch, padded, padded]; it sees of them
  /// [batch, padded, padded, channels].
  func answers(_ network: Network, _ windows: Tensor) -> [Float]
}

extension WindowBlending {
  /// What each network says of all cells of a raster in memory, NaN where the first band is unknown.
  func answers(_ bands: [[Float]], on grid: Grid) -> [[Float]] {
    var answers = networks.map { _ in [Float](repeating: .nan, count: grid.count) }
    // Values in memory are always there.
    try? walk(over: bands.map { CellRows("", grid, $0) }) { rows, _, found in
      let start = rows.lowerBound * grid.columns
      for network in found.indices {
        for (place, value) in found[network].enumerated() {
          answers[network][start + place] = value
        }
      }
    }
    return answers
  }

  /// Passes on some rows after others, beginning in the south.
  ///
  /// - Parameters:
  ///   - bands: The bands that the networks see, on the same cells.
  ///   - take: Receives rows of the raster, the bands there, and what each network says of them, NaN where
  ///     the first band is unknown.
  /// - Throws: The errors of reading, and of `take`.
  func walk(
    over bands: [CellRows],
    _ take: (_ rows: Range<Int>, _ bands: [[Float]], _ answers: [[Float]]) throws(GridcastError) ->
      Void
  ) throws(GridcastError) {
    let grid = bands[0].grid
    let across = WindowLayout.starts(from: grid.west, count: grid.columns, side: side)
    let starts = WindowLayout.starts(from: 0, count: grid.rows, side: side)
    var reached = ReachedRows(grid, side: side, bands: bands.count, networks: networks.count)
    // One row of windows at a time, so that each cell sums its parts in a fixed order.
    for (number, start) in starts.enumerated() {
      let end = min(start + side, grid.rows)
      try reached.read(to: end, of: bands)
      let strip = Grid(
        coordinateSystem: grid.coordinateSystem, cellSize: grid.cellSize, anchor: grid.anchor,
        west: grid.west, south: grid.south + start, columns: grid.columns, rows: end - start)
      let source = source(reached.values(start..<end), on: strip)
      for (member, network) in networks.enumerated() {
        reached.add(answers(network, source, across), of: member, across: across, from: start)
      }
      let done = number + 1 < starts.count ? starts[number + 1] : grid.rows
      guard done > reached.done else { continue }
      let rows = reached.done..<done
      try take(
        grid.rows - rows.upperBound..<grid.rows - rows.lowerBound, reached.values(rows),
        reached.means(rows))
      reached.close(to: done)
    }
  }

  /// What a network says of a row of windows, two at a time.
  private func answers(_ network: Network, _ source: WindowSource, _ across: [Int]) -> [Float] {
    let padded = ConvDeconvSettings.padded(side)
    let parts = stride(from: 0, to: across.count, by: 2).map {
      Array(across[$0..<min($0 + 2, across.count)])
    }
    return concurrentMap(parts.count) { part -> [Float] in
      let windows = Tensor(
        shape: [parts[part].count, padded, padded, source.channels],
        values: parts[part].flatMap {
          source.cut(west: $0, south: source.grid.south, side: side, padded: padded)
        })
      return answers(network, windows)
    }.flatMap { $0 }
  }
}

/// The rows of a raster that windows reach, to which further windows may still add; they are counted from the
/// south.
private struct ReachedRows {
  private let grid: Grid
  private let side: Int
  private let wave: [Float]
  /// The number of rows to which no window adds any more.
  private(set) var done = 0
  private var bands: [[Float]]
  private var weights: [Float] = []
  /// The weighted sum of what each network says.
  private var sums: [[Float]]

  init(_ grid: Grid, side: Int, bands: Int, networks: Int) {
    self.grid = grid
    self.side = side
    wave = (0..<side).map {
      Float(0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / Double(side)))
    }
    self.bands = [[Float]](repeating: [], count: bands)
    sums = [[Float]](repeating: [], count: networks)
  }

  /// Reads rows that are not there yet.
  mutating func read(to end: Int, of source: [CellRows]) throws(GridcastError) {
    let held = done + weights.count / grid.columns
    guard end > held else { return }
    for row in held..<end {
      let line = grid.rows - 1 - row
      for band in bands.indices { bands[band] += try source[band].values(line..<line + 1) }
    }
    let blank = [Float](repeating: 0, count: (end - held) * grid.columns)
    weights += blank
    for network in sums.indices { sums[network] += blank }
  }

  /// The bands in some rows, the north row first.
  func values(_ rows: Range<Int>) -> [[Float]] { bands.map { turned($0, rows) } }

  /// What the networks say on average in some rows, the north row first; NaN where the first band is
  /// unknown.
  func means(_ rows: Range<Int>) -> [[Float]] {
    let (known, weights) = (turned(bands[0], rows), turned(weights, rows))
    return sums.map { sums in
      let sums = turned(sums, rows)
      return sums.indices.map { known[$0].isNaN ? .nan : sums[$0] / weights[$0] }
    }
  }

  private func turned(_ values: [Float], _ rows: Range<Int>) -> [Float] {
    let columns = grid.columns
    return rows.reversed().flatMap { row in
      values[(row - done) * columns..<(row - done + 1) * columns]
    }
  }

  /// Adds what a network says of a row of windows.
  ///
  /// - Parameters:
  ///   - answers: The answers, [windows, padded, padded], the north row first.
  ///   - member: The number of the network.
  ///   - across: The western column of each window, in the tiling.
  ///   - start: The southern row of the windows.
  mutating func add(_ answers: [Float], of member: Int, across: [Int], from start: Int) {
    let padded = ConvDeconvSettings.padded(side)
    let columns = grid.columns
    for (place, west) in across.enumerated() {
      for row in 0..<side where start + side - 1 - row < grid.rows {
        let line = (start + side - 1 - row - done) * columns
        for column in 0..<side where 0..<columns ~= west - grid.west + column {
          let cell = line + west - grid.west + column
          let weight = wave[row] * wave[column]
          sums[member][cell] += weight * answers[(place * padded + row) * padded + column]
          if member == 0 { weights[cell] += weight }
        }
      }
    }
  }

  /// Forgets rows to which no window adds any more.
  mutating func close(to end: Int) {
    let count = (end - done) * grid.columns
    for band in bands.indices { bands[band].removeFirst(count) }
    weights.removeFirst(count)
    for network in sums.indices { sums[network].removeFirst(count) }
    done = end
  }
}
