package import GridcastBase

/// The ways in which cells of another raster are made that need no help of GDAL.
package enum CellMethod: String, Sendable {
  case near, bilinear, cubic, average, mode
}

/// Makes the numbers of cells from those of another raster, by the rules of gdalwarp 3.6.
///
/// Unknown cells have no weight, and the weights of the others count as the whole. A cell whose own place
/// lies in an unknown one, or outside the raster, stays unknown. Where cells become larger, `bilinear` and
/// `cubic` reach as much farther. All is computed in `Double`.
package struct CellSampler: Sendable {
  /// The method.
  package let method: CellMethod
  /// The number of columns of the raster that cells come from.
  let columns: Int
  /// Its number of rows.
  let rows: Int
  /// The widths and heights of its cells as shares of those that are made; 1 where these are smaller.
  let scale: (x: Double, y: Double)
  /// Whether the raster goes round the Earth, so that its last column meets its first.
  let goesRound: Bool

  /// Makes a sampler of a raster whose cells lie at the positions of a map.
  ///
  /// - Throws: `.badData` where PROJ knows no operation between the two systems.
  package init(_ method: CellMethod, _ map: PixelMap) throws(GridcastError) {
    self.method = method
    columns = map.source.columns
    rows = map.source.rows
    goesRound = map.goesRound
    scale = try Self.scale(of: map)
  }

  /// How many cells around a position are looked at, at most.
  package var margin: Int {
    switch method {
    case .near: 1
    case .average, .mode: 2
    case .bilinear: reach(1).map { max($0.x, $0.y) + 2 } ?? 2
    case .cubic: reach(2).map { max($0.x, $0.y) + 2 } ?? 3
    }
  }

  /// Whether corners of cells are wanted, and not their middles.
  package var takesCorners: Bool { method == .average || method == .mode }

  /// How many cells of the source go into one, about.
  package var density: Double { 1 / (scale.x * scale.y) }

  /// How far a kernel of a radius reaches where cells become larger; nil where none does.
  private func reach(_ radius: Double) -> (x: Int, y: Int)? {
    guard scale.x < 0.95 || scale.y < 0.95 else { return nil }
    return (Int((radius / scale.x).rounded(.up)), Int((radius / scale.y).rounded(.up)))
  }

  /// Computes the numbers of a block of one band.
  ///
  /// - Parameters:
  ///   - band: The band, of all that the windows are of.
  ///   - windows: The cells of each band around the positions.
  ///   - positions: The positions of the block's cells.
  /// - Returns: The numbers row by row, NaN where nothing is known.
  package func values(_ band: Int, of windows: [CellWindow], at positions: PixelPositions)
    -> [Double]
  {
    switch windows[band].values {
    case .floats:
      values(
        band, windows.map { Cells($0, $0.floats, columns: columns, rows: rows) }, positions)
    case .doubles:
      values(
        band, windows.map { Cells($0, $0.doubles, columns: columns, rows: rows) }, positions)
    }
  }

  private func values<Value: BinaryFloatingPoint>(
    _ band: Int, _ windows: [Cells<Value>], _ positions: PixelPositions
  ) -> [Double] {
    let cells = windows[band]
    switch method {
    case .near: return near(cells, positions)
    case .average: return averages(cells, positions)
    case .mode: return modes(cells, positions)
    case .bilinear:
      guard let reach = reach(1) else { return bilinear(cells, windows, positions) }
      return wide(BilinearKernel.self, reach, cells, windows, positions)
    case .cubic:
      guard let reach = reach(2) else { return cubic(cells, windows, positions) }
      return wide(CubicKernel.self, reach, cells, windows, positions)
    }
  }

  /// The scale as gdalwarp finds it for a raster that it makes in one piece: the size of the output beside
  /// that of the part of the input under its edges.
  private static func scale(of map: PixelMap) throws(GridcastError) -> (x: Double, y: Double) {
    let steps = 20
    let (width, height) = (Double(map.target.columns), Double(map.target.rows))
    var points: [Point] = []
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      points += [
        Point(x: share * width, y: 0), Point(x: share * width, y: height),
        Point(x: 0, y: share * height), Point(x: width, y: share * height),
      ]
      // Edges that lie where no place is leave the middle.
      for other in 1..<steps {
        points.append(Point(x: share * width, y: Double(other) / Double(steps) * height))
      }
    }
    var span = points.mutableSpan
    try map.move(&span)
    var box = Box(points.filter(\.isFinite))
    // Where longitudes begin again, no sample lies at the very edge.
    if map.goesRound, box.width > 0.9 * Double(map.source.columns) {
      box = Box(minX: 0, minY: box.minY, maxX: Double(map.source.columns), maxY: box.maxY)
    }
    func scale(_ made: Double, _ least: Double, _ greatest: Double, _ count: Int) -> Double {
      let first = min(max(0, least.rounded(.down)), Double(count))
      let own = min(Double(count) - first, greatest - least)
      guard own > 0 else { return 1 }
      let scale = made / own
      guard scale < 1 else { return 1 }
      let whole = (1 / scale).rounded()
      return abs(1 / scale - whole) < 0.05 ? 1 / whole : scale
    }
    guard !box.isEmpty else { return (1, 1) }
    return (
      scale(width, box.minX, box.maxX, map.source.columns),
      scale(height, box.minY, box.maxY, map.source.rows)
    )
  }
}

extension CellWindow {
  fileprivate var floats: [Float] { if case .floats(let values) = values { values } else { [] } }
  fileprivate var doubles: [Double] {
    if case .doubles(let values) = values { values } else { [] }
  }
}

/// A window of a raster, of which cells outside are unknown.
struct Cells<Value: BinaryFloatingPoint> {
  let left: Int, top: Int, width: Int, height: Int
  let values: [Value]
  /// The size of the whole raster.
  let columns: Int, rows: Int

  init(_ window: CellWindow, _ values: [Value], columns: Int, rows: Int) {
    left = window.columns.lowerBound
    top = window.rows.lowerBound
    width = window.columns.count
    height = window.rows.count
    self.values = values
    self.columns = columns
    self.rows = rows
  }

  /// The place of a cell among the values; nil where it lies outside.
  @inline(__always)
  func place(_ column: Int, _ row: Int) -> Int? {
    let (x, y) = (column - left, row - top)
    guard x >= 0, y >= 0, x < width, y < height else { return nil }
    return y * width + x
  }

  /// The number of a cell, NaN where it is unknown.
  @inline(__always)
  func value(_ column: Int, _ row: Int) -> Double {
    place(column, row).map { Double(values[$0]) } ?? .nan
  }

  /// The cell in which a position lies; nil outside the raster.
  @inline(__always)
  func cell(_ x: Double, _ y: Double) -> (column: Int, row: Int)? {
    // A position just below an edge is a rounding error.
    guard x >= 0, y >= 0, x + 1e-10 <= Double(columns), y + 1e-10 <= Double(rows) else {
      return nil
    }
    return (min(Int(x + 1e-10), columns - 1), min(Int(y + 1e-10), rows - 1))
  }
}
