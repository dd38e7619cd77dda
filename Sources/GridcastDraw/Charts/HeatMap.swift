package import GridcastBase

/// A table of numbers as coloured cells, such as a score for each combination of two settings.
package struct HeatMap: Sendable {
  /// Which cell counts as the best and is outlined.
  package enum Best: Sendable {
    /// The cell with the highest value.
    case highest
    /// The cell with the lowest value.
    case lowest
  }

  /// The title above the cells.
  package var title: String
  /// The title below the columns.
  package let xTitle: String
  /// The names of the columns.
  package let columnLabels: [String]
  /// The title beside the rows.
  package let yTitle: String
  /// The names of the rows, from the top.
  package let rowLabels: [String]
  /// The values, rows × columns; nil, NaN and infinity are missing and drawn grey.
  package let values: [[Double?]]
  /// The meaning of the values with their unit, which is written beside the colours.
  package var legendTitle: String
  /// The number of decimals.
  package var decimals: Int
  /// Which cell is outlined, together with equal ones; nil for none.
  package var best: Best?
  /// The colours from the lowest to the highest value; the middle of a diverging ramp is zero.
  package var ramp = ColorRamp.viridis
  /// The width of the image in pixels.
  package var width: Int
  /// The height of the image in pixels.
  package var height: Int

  /// Makes a heat map of rows × columns values, which must match the numbers of labels.
  package init(
    title: String, xTitle: String, columnLabels: [String], yTitle: String, rowLabels: [String],
    values: [[Double?]], legendTitle: String, decimals: Int = 2, best: Best? = nil,
    width: Int = 900, height: Int = 600
  ) {
    precondition(
      values.count == rowLabels.count && values.allSatisfy { $0.count == columnLabels.count },
      "a value for each pair of labels")
    precondition((0...17).contains(decimals), "a Double has 17 digits")
    self.title = title
    self.xTitle = xTitle
    self.columnLabels = columnLabels
    self.yTitle = yTitle
    self.rowLabels = rowLabels
    self.values = values.map { $0.map { $0.flatMap { $0.isDrawable ? $0 : nil } } }
    self.legendTitle = legendTitle
    self.decimals = decimals
    self.best = best
    self.width = width
    self.height = height
  }

  /// Draws the heat map.
  ///
  /// - Returns: The picture, with the same bytes for the same heat map and fonts.
  /// - Throws: `.usage` for a width or height below 300 or above 10,000 pixels; `.tryAgain` where
  ///   memory is short.
  package func picture(_ format: Picture.Format = .png) throws(GridcastError) -> Picture {
    let canvas = try Canvas(format, width: width, height: height)
    let plot = plot(on: canvas)
    if rowLabels.isEmpty || columnLabels.isEmpty {
      canvas.drawNoData(in: plot)
      canvas.drawFrame(of: plot)
    } else {
      drawCells(plot, canvas)
      drawLabels(plot, canvas)
      drawLegend(right: plot, canvas)
    }
    canvas.drawTitles(title, x: xTitle, y: yTitle, around: plot)
    return try canvas.picture()
  }

  // MARK: Layout

  private func plot(on canvas: borrowing Canvas) -> Plot {
    var plot = Plot(
      left: Typography.margin + (yTitle.isEmpty ? 0 : Typography.axisTitleRoom) + 8
        + min(canvas.widest(rowLabels), canvas.width / 4),
      top: canvas.top(below: title), right: canvas.width - legendWidth(on: canvas),
      bottom: canvas.height - Typography.margin - 8
        - (xTitle.isEmpty ? 0 : Typography.axisTitleRoom))
    plot.bottom -=
      areColumnLabelsUpward(plot, canvas)
      ? min(canvas.widest(columnLabels), canvas.height / 4) : Typography.lineHeight
    return plot
  }

  /// Whether the labels of the columns are too long to be horizontal.
  private func areColumnLabelsUpward(_ plot: Plot, _ canvas: borrowing Canvas) -> Bool {
    canvas.widest(columnLabels) + 8 > plot.width / Double(max(1, columnLabels.count))
  }

  /// The rectangle of a cell in whole pixels, so that there are no gaps between cells.
  private func cell(_ row: Int, _ column: Int, in plot: Plot)
    -> (x: Double, y: Double, width: Double, height: Double)
  {
    func edge(_ index: Int, of count: Int, from start: Double, length: Double) -> Double {
      start.rounded() + (length.rounded() * Double(index) / Double(count)).rounded()
    }
    let x = edge(column, of: columnLabels.count, from: plot.left, length: plot.width)
    let y = edge(row, of: rowLabels.count, from: plot.top, length: plot.height)
    return (
      x, y, edge(column + 1, of: columnLabels.count, from: plot.left, length: plot.width) - x,
      edge(row + 1, of: rowLabels.count, from: plot.top, length: plot.height) - y
    )
  }

  // MARK: Cells

  /// The lowest and the highest value; nil where all are missing.
  private var limits: (lower: Double, upper: Double)? {
    let known = values.joined().compactMap { $0 }
    guard let lower = known.min(), let upper = known.max() else { return nil }
    let reach = max(-lower, upper)
    return ramp.isDiverging ? (-reach, reach) : (lower, upper)
  }

  /// The colour of a value; the middle of the ramp where all values are equal.
  private func color(_ value: Double, _ limits: (lower: Double, upper: Double)) -> Color {
    let range = limits.upper - limits.lower
    return ramp.color(at: range > 0 ? (value - limits.lower) / range : 0.5)
  }

  private func drawCells(_ plot: Plot, _ canvas: borrowing Canvas) {
    let fontSize = fontSizeOfValues(plot, canvas)
    let limits = limits
    var outlined: [(row: Int, column: Int)] = []
    for row in values.indices {
      for column in values[row].indices {
        let (x, y, width, height) = cell(row, column, in: plot)
        guard let value = values[row][column], let limits else {
          canvas.fillRectangle(x: x, y: y, width: width, height: height, color: .missing)
          continue
        }
        let color = color(value, limits)
        canvas.fillRectangle(x: x, y: y, width: width, height: height, color: color)
        if let fontSize {
          canvas.drawText(
            value.fixed(decimals), x: x + width / 2, y: y + height / 2, size: fontSize,
            color: color.readableOnTop)
        }
        if best == .highest && value == limits.upper || best == .lowest && value == limits.lower {
          outlined.append((row, column))
        }
      }
    }
    canvas.drawFrame(of: plot)
    for (row, column) in outlined {
      let (x, y, width, height) = cell(row, column, in: plot)
      outline(x: x, y: y, width: width, height: height, canvas)
    }
  }

  /// Draws a black outline around a white one, of which one is visible on any colour.
  private func outline(
    x: Double, y: Double, width: Double, height: Double, _ canvas: borrowing Canvas
  ) {
    canvas.strokeRectangle(
      x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1, lineWidth: 3, color: .black)
    guard min(width, height) > 10 else { return }
    canvas.strokeRectangle(
      x: x + 3, y: y + 3, width: width - 6, height: height - 6, lineWidth: 2, color: .white)
  }

  /// The font size at which every value fits into its cell; nil where it would be too small to
  /// read.
  private func fontSizeOfValues(_ plot: Plot, _ canvas: borrowing Canvas) -> Double? {
    let width = plot.width / Double(columnLabels.count) - 10
    let height = plot.height / Double(rowLabels.count)
    guard min(width, height) >= 10 else { return nil }
    let widest = max(1, canvas.widest(values.joined().compactMap { $0?.fixed(decimals) }))
    let size = min(15, Typography.label * width / widest, 0.6 * height).rounded(.down)
    return size >= 10 ? size : nil
  }

  // MARK: Labels

  private func drawLabels(_ plot: Plot, _ canvas: borrowing Canvas) {
    let cellWidth = plot.width / Double(columnLabels.count)
    let cellHeight = plot.height / Double(rowLabels.count)
    // Where cells are narrower than a line of text, only every second, third … label is written.
    func interval(_ room: Double) -> Int { Int((Typography.lineHeight / room).rounded(.up)) }
    for row in stride(from: 0, to: rowLabels.count, by: interval(cellHeight)) {
      canvas.drawText(
        canvas.shortened(rowLabels[row], to: canvas.width / 4), x: plot.left - 8,
        y: plot.top + (Double(row) + 0.5) * cellHeight, size: Typography.label, .right,
        color: .label)
    }
    let isUpward = areColumnLabelsUpward(plot, canvas)
    for column in stride(
      from: 0, to: columnLabels.count, by: isUpward ? interval(cellWidth) : 1)
    {
      canvas.drawText(
        canvas.shortened(columnLabels[column], to: isUpward ? canvas.height / 4 : cellWidth),
        x: plot.left + (Double(column) + 0.5) * cellWidth,
        y: plot.bottom + (isUpward ? 8 : 6 + Typography.lineHeight / 2), size: Typography.label,
        isUpward ? .right : .center, color: .label, isUpward: isUpward)
    }
  }

  // MARK: Legend

  private static let barWidth = 18.0

  /// The labels at the ends of the colour bar, from the top; only one where both are equal.
  private var limitLabels: [String] {
    guard let limits else { return [] }
    return limits.lower == limits.upper
      ? [limits.upper.fixed(decimals)]
      : [limits.upper.fixed(decimals), limits.lower.fixed(decimals)]
  }

  private var hasMissing: Bool { values.joined().contains { $0 == nil } }

  /// The legend's word for the outlined cell.
  private var bestLabel: String? {
    limits == nil ? nil : best.map { worded($0 == .highest ? "highest" : "lowest") }
  }

  private func legendWidth(on canvas: borrowing Canvas) -> Double {
    let labels =
      limitLabels + (hasMissing ? [worded("missing")] : []) + (bestLabel.map { [$0] } ?? [])
    guard !labels.isEmpty else { return 2 * Typography.margin }
    return 20 + Self.barWidth + 8 + min(canvas.widest(labels), canvas.width / 8)
      + (legendTitle.isEmpty ? 0 : Typography.axisTitleRoom) + Typography.margin
  }

  private func drawLegend(right plot: Plot, _ canvas: borrowing Canvas) {
    let left = (plot.right + 20).rounded()
    let textLeft = left + Self.barWidth + 8
    let textRoom = canvas.width / 8
    var bottom = plot.bottom.rounded()
    func draw(_ label: String, _ middle: Double) {
      canvas.drawText(
        canvas.shortened(label, to: textRoom), x: textLeft, y: middle, size: Typography.label,
        .left,
        color: .label)
    }
    if let bestLabel {
      outline(x: left, y: bottom - 18, width: 18, height: 18, canvas)
      draw(bestLabel, bottom - 9)
      bottom -= 26
    }
    if hasMissing {
      canvas.fillRectangle(x: left, y: bottom - 18, width: 18, height: 18, color: .missing)
      draw(worded("missing"), bottom - 9)
      bottom -= 26
    }
    guard let limits else { return }
    let top = plot.top.rounded()
    let rows = max(1, Int(bottom - top))
    for row in 0..<rows {
      let value = limits.upper - (limits.upper - limits.lower) * (Double(row) + 0.5) / Double(rows)
      canvas.fillRectangle(
        x: left, y: top + Double(row), width: Self.barWidth, height: 1, color: color(value, limits))
    }
    let labels = limitLabels
    if labels.count == 1 {
      draw(labels[0], (top + bottom) / 2)
    } else {
      draw(labels[0], top + 6)
      draw(labels[1], bottom - 6)
    }
    canvas.drawText(
      canvas.shortened(legendTitle, to: plot.height, size: Typography.axisTitle),
      x: canvas.width - Typography.margin - Typography.axisTitle / 2,
      y: (plot.top + plot.bottom) / 2, size: Typography.axisTitle, isUpward: true)
  }
}
