import GridcastBase

/// The weight of a cell by its distance from a position.
protocol CellKernel {
  /// How far it reaches.
  static var radius: Int { get }
  static func weight(_ distance: Double) -> Double
}

/// Linear interpolation.
enum BilinearKernel: CellKernel {
  static let radius = 1
  @inline(__always)
  static func weight(_ distance: Double) -> Double { max(0, 1 - abs(distance)) }
}

/// Cubic convolution with a = −0.5 (Keys, 1981).
enum CubicKernel: CellKernel {
  static let radius = 2
  @inline(__always)
  static func weight(_ distance: Double) -> Double {
    let far = abs(distance)
    let square = distance * distance
    if far <= 1 { return square * (1.5 * far - 2.5) + 1 }
    return far <= 2 ? square * (-0.5 * far + 2.5) - 4 * far + 2 : 0
  }
}

extension CellSampler {
  /// Below this sum of weights a number counts as unknown.
  private static let leastWeight = 0.00001

  func near<Value: BinaryFloatingPoint>(_ cells: Cells<Value>, _ positions: PixelPositions)
    -> [Double]
  {
    var made = [Double](repeating: .nan, count: positions.x.count)
    let xs = positions.x.span
    let ys = positions.y.span
    var output = made.mutableSpan
    let values = cells.values.span
    for index in xs.indices {
      guard let cell = cells.cell(xs[index], ys[index]),
        let place = cells.place(cell.column, cell.row)
      else { continue }
      output[index] = Double(values[place])
    }
    return made
  }

  func bilinear<Value: BinaryFloatingPoint>(
    _ cells: Cells<Value>, _ bands: [Cells<Value>], _ positions: PixelPositions
  ) -> [Double] {
    var made = [Double](repeating: .nan, count: positions.x.count)
    let xs = positions.x.span
    let ys = positions.y.span
    var output = made.mutableSpan
    let values = cells.values.span
    let (right, bottom) = (Double(columns), Double(rows))
    for index in xs.indices {
      let (x, y) = (xs[index], ys[index])
      guard x >= 0, y >= 0, x <= right, y <= bottom else { continue }
      let (column, row) = ((x - 0.5).rounded(.down), (y - 0.5).rounded(.down))
      let (left, top) = (1.5 - (x - column), 1.5 - (y - row))
      let (across, down) = (Int(column) - cells.left, Int(row) - cells.top)
      if across >= 0, down >= 0, across + 1 < cells.width, down + 1 < cells.height {
        let first = down * cells.width + across
        let second = first + cells.width
        let upper = Double(values[first]) * left + Double(values[first + 1]) * (1 - left)
        let lower = Double(values[second]) * left + Double(values[second + 1]) * (1 - left)
        let value = upper * top + lower * (1 - top)
        if !value.isNaN {
          output[index] = value
          continue
        }
      }
      output[index] = partly(cells, bands, x, y)
    }
    return made
  }

  /// A number where not all four cells around a position are known.
  private func partly<Value: BinaryFloatingPoint>(
    _ cells: Cells<Value>, _ bands: [Cells<Value>], _ x: Double, _ y: Double
  ) -> Double {
    guard isKnown(x, y, bands) else { return .nan }
    let (column, row) = ((x - 0.5).rounded(.down), (y - 0.5).rounded(.down))
    let (left, top) = (1.5 - (x - column), 1.5 - (y - row))
    var (sum, whole) = (0.0, 0.0)
    for (i, j, weight) in [
      (0, 0, left * top), (1, 0, (1 - left) * top), (0, 1, left * (1 - top)),
      (1, 1, (1 - left) * (1 - top)),
    ] {
      let value = cells.value(Int(column) + i, Int(row) + j)
      if value.isNaN { continue }
      sum += value * weight
      whole += weight
    }
    return whole < Self.leastWeight ? .nan : sum / whole
  }

  /// Whether any band is known in the cell in which a position lies.
  private func isKnown<Value>(_ x: Double, _ y: Double, _ bands: [Cells<Value>]) -> Bool {
    guard let first = bands.first, let cell = first.cell(x, y) else { return false }
    return bands.contains { !$0.value(cell.column, cell.row).isNaN }
  }

  func cubic<Value: BinaryFloatingPoint>(
    _ cells: Cells<Value>, _ bands: [Cells<Value>], _ positions: PixelPositions
  ) -> [Double] {
    var made = [Double](repeating: .nan, count: positions.x.count)
    let xs = positions.x.span
    let ys = positions.y.span
    var output = made.mutableSpan
    let values = cells.values.span
    let (right, bottom) = (Double(columns), Double(rows))
    for index in xs.indices {
      let (x, y) = (xs[index], ys[index])
      guard x >= 0, y >= 0, x <= right, y <= bottom else { continue }
      let (column, row) = ((x - 0.5).rounded(.down), (y - 0.5).rounded(.down))
      let (across, down) = (Int(column) - cells.left - 1, Int(row) - cells.top - 1)
      if across >= 0, down >= 0, across + 3 < cells.width, down + 3 < cells.height {
        let weights = Self.cubicWeights(x - 0.5 - column)
        let heights = Self.cubicWeights(y - 0.5 - row)
        var place = down * cells.width + across
        var value = 0.0
        for line in 0..<4 {
          let four = SIMD4(
            Double(values[place]), Double(values[place + 1]), Double(values[place + 2]),
            Double(values[place + 3]))
          value += (four * weights).sum() * heights[line]
          place += cells.width
        }
        if !value.isNaN {
          output[index] = value
          continue
        }
      }
      output[index] = partly(cells, bands, x, y)
    }
    return made
  }

  @inline(__always)
  private static func cubicWeights(_ d: Double) -> SIMD4<Double> {
    let half = 0.5 * d
    let square = half * d
    return SIMD4(
      half * (-1 + d * (2 - d)), 1 + square * (-5 + 3 * d), half * (1 + d * (4 - 3 * d)),
      square * (-1 + d))
  }

  /// Numbers by a kernel that reaches farther than its own cells.
  func wide<Kernel: CellKernel, Value: BinaryFloatingPoint>(
    _ kernel: Kernel.Type, _ reach: (x: Int, y: Int), _ cells: Cells<Value>,
    _ bands: [Cells<Value>], _ positions: PixelPositions
  ) -> [Double] {
    var made = [Double](repeating: .nan, count: positions.x.count)
    let xs = positions.x.span
    let ys = positions.y.span
    var output = made.mutableSpan
    let values = cells.values.span
    let (right, bottom) = (Double(columns), Double(rows))
    var weights = [Double](repeating: 0, count: 2 * reach.x + 1)
    var across = weights.mutableSpan
    // A kernel of one cell's radius begins on the left of its reach, one of two beside it.
    let begin = (x: (kernel.radius + 1) % 2 - reach.x, y: (kernel.radius + 1) % 2 - reach.y)
    for index in xs.indices {
      let (x, y) = (xs[index], ys[index])
      guard x >= 0, y >= 0, x <= right, y <= bottom else { continue }
      let column = (x - 0.5).rounded(.down)
      let row = (y - 0.5).rounded(.down)
      let (dx, dy) = (x - 0.5 - column, y - 0.5 - row)
      let (left, top) = (Int(column), Int(row))
      let first = max(begin.x, -left)
      let last = min(reach.x, columns - 1 - left)
      let firstLine = max(begin.y, -top)
      let lastLine = min(reach.y, rows - 1 - top)
      guard first <= last, firstLine <= lastLine, left + first >= cells.left,
        left + last < cells.left + cells.width, top + firstLine >= cells.top,
        top + lastLine < cells.top + cells.height
      else { continue }
      var wholeWidth = 0.0
      for step in first...last {
        let weight = kernel.weight((Double(step) - dx) * scale.x)
        across[step - first] = weight
        wholeWidth += weight
      }
      var (sum, whole) = (0.0, 0.0)
      for line in firstLine...lastLine {
        let height = kernel.weight((Double(line) - dy) * scale.y)
        if height == 0 { continue }
        let place = (top + line - cells.top) * cells.width + left - cells.left
        var own = 0.0
        for step in first...last { own += Double(values[place + step]) * across[step - first] }
        sum += own * height
        whole += wholeWidth * height
      }
      if sum.isNaN {
        guard isKnown(x, y, bands) else { continue }
        (sum, whole) = (0, 0)
        for line in firstLine...lastLine {
          let height = kernel.weight((Double(line) - dy) * scale.y)
          let place = (top + line - cells.top) * cells.width + left - cells.left
          for step in first...last where !values[place + step].isNaN {
            sum += Double(values[place + step]) * across[step - first] * height
            whole += across[step - first] * height
          }
        }
      }
      // So close to 1 gdalwarp takes the weights for it.
      guard whole >= 0.000001 else { continue }
      output[index] = whole < 0.99999 || whole > 1.00001 ? sum / whole : sum
    }
    return made
  }
}
