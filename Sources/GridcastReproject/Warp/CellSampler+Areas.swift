import GridcastBase

extension CellSampler {
  /// The cells under one that is made, as the rectangle between the positions of two of its corners.
  private struct Area {
    var minX: Double, maxX: Double, minY: Double, maxY: Double
    var columns: Range<Int>, rows: Range<Int>

    /// The share of a column, and of a row, that lies in the rectangle.
    @inline(__always)
    func width(_ column: Int) -> Double {
      if columns.count == 1 { return 1 }
      if column == columns.lowerBound { return 1 - (minX - Double(columns.lowerBound)) }
      return column + 1 == columns.upperBound ? 1 - (Double(columns.upperBound) - maxX) : 1
    }

    @inline(__always)
    func height(_ row: Int) -> Double {
      if rows.count == 1 { return 1 }
      if row == rows.lowerBound { return 1 - (minY - Double(rows.lowerBound)) }
      return row + 1 == rows.upperBound ? 1 - (Double(rows.upperBound) - maxY) : 1
    }
  }

  /// The area between two positions; nil outside the raster.
  ///
  /// One that would be wider than half of a raster round the Earth goes over its edge: then columns count
  /// on from its last to its first.
  @inline(__always)
  private func area(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) -> Area? {
    let slack = 1e-10
    guard x0.isFinite, y0.isFinite, x1.isFinite, y1.isFinite else { return nil }
    var (minX, maxX) = (min(x0, x1), max(x0, x1))
    let (minY, maxY) = (min(y0, y1), max(y0, y1))
    let (width, height) = (Double(columns), Double(rows))
    let wraps = goesRound && maxX - minX > width / 2
    if wraps { (minX, maxX) = (maxX, minX + width) }
    guard maxX > -slack, minX < width + slack, maxY > -slack, minY < height + slack,
      maxX < 2 * width + 1
    else { return nil }
    let left = Int(max((minX + slack).rounded(.down), 0))
    var right = Int((maxX - slack).rounded(.up))
    if !wraps { right = min(right, columns) }
    let top = Int(max((minY + slack).rounded(.down), 0))
    var bottom = Int(min((maxY - slack).rounded(.up), height))
    if left == right, right < columns { right += 1 }
    if top == bottom, bottom < rows { bottom += 1 }
    guard left < right, top < bottom else { return nil }
    return Area(
      minX: minX, maxX: maxX, minY: minY, maxY: maxY, columns: left..<right,
      rows: top..<bottom)
  }

  /// The means of the cells under those that are made, by the shares of them that lie there.
  func averages<Value: BinaryFloatingPoint>(_ cells: Cells<Value>, _ positions: PixelPositions)
    -> [Double]
  {
    let values = cells.values.span
    return overAreas(positions) { area in
      var (sum, whole) = (0.0, 0.0)
      let isInside =
        area.columns.lowerBound >= cells.left
        && area.columns.upperBound <= cells.left + cells.width
      guard isInside, area.rows.lowerBound >= cells.top,
        area.rows.upperBound <= cells.top + cells.height
      else {
        for row in area.rows {
          for column in area.columns {
            let value = cells.value(column % columns, row)
            if value.isNaN { continue }
            let weight = area.width(column) * area.height(row)
            guard weight > 0 else { continue }
            sum += value * weight
            whole += weight
          }
        }
        return whole > 0 ? sum / whole : .nan
      }
      for row in area.rows {
        let height = area.height(row)
        let place = (row - cells.top) * cells.width - cells.left
        for column in area.columns {
          let value = Double(values[place + column])
          let weight = area.width(column) * height
          guard weight > 0, !value.isNaN else { continue }
          sum += value * weight
          whole += weight
        }
      }
      return whole > 0 ? sum / whole : .nan
    }
  }

  /// The most frequent of the cells under those that are made, the one that first was it where several are.
  func modes<Value: BinaryFloatingPoint>(_ cells: Cells<Value>, _ positions: PixelPositions)
    -> [Double]
  {
    var counts: [Double: Int] = [:]
    return overAreas(positions) { area in
      counts.removeAll(keepingCapacity: true)
      var most = (value: Double.nan, count: 0)
      for row in area.rows {
        for column in area.columns {
          let value = cells.value(column % columns, row)
          if value.isNaN { continue }
          let count = counts[value, default: 0] + 1
          counts[value] = count
          if count > most.count { most = (value, count) }
        }
      }
      return most.value
    }
  }

  @inline(__always)
  private func overAreas(_ positions: PixelPositions, _ value: (Area) -> Double) -> [Double] {
    let (across, down) = (positions.across - 1, positions.down - 1)
    var made = [Double](repeating: .nan, count: across * down)
    let xs = positions.x.span
    let ys = positions.y.span
    var output = made.mutableSpan
    for row in 0..<down {
      for column in 0..<across {
        let first = row * positions.across + column
        let second = first + positions.across + 1
        if let area = area(xs[first], ys[first], xs[second], ys[second]) {
          output[row * across + column] = value(area)
        }
      }
    }
    return made
  }
}
