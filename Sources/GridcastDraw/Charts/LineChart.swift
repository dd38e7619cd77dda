package import GridcastBase

/// A chart of lines, one for each series.
package struct LineChart: Sendable {
  /// A named line.
  package struct Series: Sendable {
    /// The name in the legend; a series without a name is left out of it.
    package var name: String
    /// The points in order; one that is not finite interrupts the line.
    package var points: [(x: Double, y: Double)]
    /// The index in a palette of eight colours, which repeats with dashed lines; nil for the index
    /// of the series in the chart.
    package var colorIndex: Int?
    /// Whether the points are marked.
    package var isMarked: Bool

    /// Makes a series.
    package init(
      name: String, points: [(x: Double, y: Double)], colorIndex: Int? = nil, isMarked: Bool = true
    ) {
      precondition(colorIndex ?? 0 >= 0, "a palette has no place below 0")
      self.name = name
      self.points = points
      self.colorIndex = colorIndex
      self.isMarked = isMarked
    }
  }

  /// The title above the chart.
  package var title: String
  /// The title below the x axis.
  package var xTitle: String
  /// The title beside the y axis.
  package var yTitle: String
  /// The series; later ones are drawn over earlier ones.
  package var series: [Series]
  /// The width of the image in pixels.
  package var width: Int
  /// The height of the image in pixels.
  package var height: Int

  /// Makes a chart of series.
  package init(
    title: String, xTitle: String, yTitle: String, series: [Series], width: Int = 900,
    height: Int = 600
  ) {
    self.title = title
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.series = series
    self.width = width
    self.height = height
  }

  /// Draws the chart.
  ///
  /// - Returns: The picture, with the same bytes for the same chart and fonts.
  /// - Throws: `.usage` for a width or height below 300 or above 10,000 pixels; `.tryAgain` where
  ///   memory is short.
  package func picture(_ format: Picture.Format = .png) throws(GridcastError) -> Picture {
    let canvas = try Canvas(format, width: width, height: height)
    var plot = Plot(
      left: Typography.margin + (yTitle.isEmpty ? 0 : Typography.axisTitleRoom) + 8,
      top: canvas.top(below: title), right: canvas.width - legendWidth(on: canvas),
      bottom: canvas.height - Typography.margin - Typography.lineHeight - 8
        - (xTitle.isEmpty ? 0 : Typography.axisTitleRoom))
    let shown = series.flatMap(\.points).filter { $0.x.isDrawable && $0.y.isDrawable }
    if shown.isEmpty {
      canvas.drawNoData(in: plot)
    } else {
      let y = AxisScale(
        shown.map(\.y), ticks: max(2, Int(plot.height / 50)), endsAtTicks: true)
      plot.left += min(canvas.widest(y.labels), canvas.width / 4)
      let x = Self.xScale(of: shown.map(\.x), in: plot, on: canvas)
      canvas.drawXTicks(x, in: plot)
      canvas.drawYTicks(y, in: plot)
      for (index, series) in series.enumerated() {
        draw(series, index: index, x: x, y: y, in: plot, on: canvas)
      }
    }
    canvas.drawFrame(of: plot)
    canvas.drawTitles(title, x: xTitle, y: yTitle, around: plot)
    drawLegend(right: plot, canvas)
    return try canvas.picture()
  }

  /// The scale of the x axis, with as many ticks as have space for their labels.
  private static func xScale(of values: [Double], in plot: Plot, on canvas: borrowing Canvas)
    -> AxisScale
  {
    var count = max(2, Int(plot.width / 50))
    while true {
      let scale = AxisScale(values, ticks: count, endsAtTicks: false)
      let ticks = scale.ticks
      guard count > 1, ticks.count > 1 else { return scale }
      let distance = (scale.position(of: ticks[1]) - scale.position(of: ticks[0])) * plot.width
      if canvas.widest(scale.labels) + 16 <= distance { return scale }
      count -= 1
    }
  }

  // MARK: Series

  /// The colour and the dashes of a series; the first eight are solid.
  private func style(_ series: Series, _ index: Int) -> (color: Color, dash: [Double]) {
    let place = series.colorIndex ?? index
    let colors = Color.categories
    let dashes: [[Double]] = [[], [7, 4], [2, 3]]
    return (colors[place % colors.count], dashes[place / colors.count % dashes.count])
  }

  private func draw(
    _ series: Series, index: Int, x: AxisScale, y: AxisScale, in plot: Plot,
    on canvas: borrowing Canvas
  ) {
    let (color, dash) = style(series, index)
    var run: [(x: Double, y: Double)] = []
    for point in series.points {
      guard point.x.isDrawable, point.y.isDrawable else {
        canvas.drawLine(run, width: 2, dash: dash, color: color)
        run = []
        continue
      }
      run.append(
        (
          plot.left + x.position(of: point.x) * plot.width,
          plot.bottom - y.position(of: point.y) * plot.height
        ))
      guard series.isMarked else { continue }
      canvas.fillCircle(x: run[run.count - 1].x, y: run[run.count - 1].y, radius: 4, color: color)
    }
    canvas.drawLine(run, width: 2, dash: dash, color: color)
  }

  // MARK: Legend

  /// The width of the line sample before a name in the legend.
  private static let keyWidth = 36.0

  private var namedSeries: [(offset: Int, element: Series)] {
    series.enumerated().filter { !$0.element.name.isEmpty }
  }

  /// The space right of the plot: that of the legend, or half of a label of the x axis without one.
  private func legendWidth(on canvas: borrowing Canvas) -> Double {
    guard !namedSeries.isEmpty else { return 2 * Typography.margin }
    let names = min(canvas.widest(namedSeries.map(\.element.name)), canvas.width / 4)
    return 20 + Self.keyWidth + names + Typography.margin
  }

  private func drawLegend(right plot: Plot, _ canvas: borrowing Canvas) {
    let entries = namedSeries
    let lineHeight = Typography.lineHeight + 6
    let room = max(1, Int(plot.height / lineHeight))
    // If there are too many entries, the last line tells how many are left out.
    let shown = entries.count <= room ? entries.count : room - 1
    let left = plot.right + 20
    for (line, entry) in entries.prefix(shown).enumerated() {
      let middle = plot.top + (Double(line) + 0.5) * lineHeight
      let (color, dash) = style(entry.element, entry.offset)
      canvas.drawLine([(left, middle), (left + 26, middle)], width: 2, dash: dash, color: color)
      if entry.element.isMarked {
        canvas.fillCircle(x: left + 13, y: middle, radius: 4, color: color)
      }
      canvas.drawText(
        canvas.shortened(entry.element.name, to: canvas.width / 4), x: left + Self.keyWidth,
        y: middle, size: Typography.label, .left, color: .label)
    }
    if shown < entries.count {
      canvas.drawText(
        worded("+ \(entries.count - shown) more"), x: left,
        y: plot.top + (Double(shown) + 0.5) * lineHeight, size: Typography.label, .left,
        color: .label)
    }
  }
}
