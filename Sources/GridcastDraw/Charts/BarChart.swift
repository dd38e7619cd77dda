package import GridcastBase

/// A chart of grouped bars, one for each series in each group, such as R² in each fold.
package struct BarChart: Sendable {
  /// The bars of one colour.
  package struct Series: Sendable {
    /// The name in the legend.
    package var name: String
    /// The value in each group; nil and values that are not finite have no bar.
    package var values: [Double?]

    /// Makes a series of bars.
    package init(name: String, values: [Double?]) {
      self.name = name
      self.values = values
    }
  }

  /// The title above the chart.
  package var title: String
  /// The title below the x axis.
  package var xTitle: String
  /// The title beside the y axis.
  package var yTitle: String
  /// The names of the groups.
  package var groups: [String]
  /// The series of bars.
  package var series: [Series]
  /// The width of the picture in pixels.
  package var width = 900
  /// The height of the picture in pixels.
  package var height = 450

  /// Makes a chart of series, each with as many values as there are groups.
  package init(
    title: String, xTitle: String, yTitle: String, groups: [String], series: [Series]
  ) {
    precondition(series.allSatisfy { $0.values.count == groups.count }, "a value for each group")
    self.title = title
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.groups = groups
    self.series = series
  }

  /// Draws the chart.
  ///
  /// - Returns: The picture, with the same bytes for the same chart and fonts.
  /// - Throws: `.usage` for a width or height below 300 or above 10,000 pixels; `.tryAgain` where
  ///   memory is short.
  package func picture(_ format: Picture.Format = .png) throws(GridcastError) -> Picture {
    let canvas = try Canvas(format, width: width, height: height)
    let names = series.map(\.name)
    var plot = Plot(
      left: Typography.margin + Typography.axisTitleRoom + 8, top: canvas.top(below: title),
      right: canvas.width - 2 * Typography.margin - 42
        - min(canvas.widest(names), canvas.width / 3),
      bottom: canvas.height - Typography.margin - Typography.lineHeight - 8
        - (xTitle.isEmpty ? 0 : Typography.axisTitleRoom))
    let known = series.flatMap(\.values).compactMap { $0 }.filter(\.isDrawable)
    if known.isEmpty {
      canvas.drawNoData(in: plot)
    } else {
      let scale = AxisScale(known + [0], ticks: 6, endsAtTicks: true)
      plot.left += canvas.widest(scale.labels)
      draw(by: scale, in: plot, on: canvas)
    }
    canvas.drawFrame(of: plot)
    canvas.drawTitles(title, x: xTitle, y: yTitle, around: plot)
    for (index, name) in names.enumerated() {
      let middle = plot.top + (Double(index) + 0.5) * (Typography.lineHeight + 6)
      canvas.fillRectangle(
        x: plot.right + 20, y: middle - 6, width: 12, height: 12, color: .categories[index % 8])
      canvas.drawText(
        canvas.shortened(name, to: canvas.width / 3), x: plot.right + 40, y: middle,
        size: Typography.label, .left, color: .label)
    }
    return try canvas.picture()
  }

  private func draw(by scale: AxisScale, in plot: Plot, on canvas: borrowing Canvas) {
    func height(_ value: Double) -> Double {
      (plot.bottom - scale.position(of: value) * plot.height).rounded()
    }
    canvas.drawYTicks(scale, in: plot, zero: .frame)
    let room = plot.width / Double(groups.count)
    let bar = 0.8 * room / Double(max(1, series.count))
    for (group, name) in groups.enumerated() {
      let left = plot.left + Double(group) * room + 0.1 * room
      for (index, series) in series.enumerated() {
        guard let value = series.values[group], value.isDrawable else { continue }
        let (top, bottom) = (height(max(value, 0)), height(min(value, 0)))
        canvas.fillRectangle(
          x: left + Double(index) * bar, y: top, width: max(1, bar - 1),
          height: max(1, bottom - top), color: .categories[index % 8])
      }
      canvas.drawText(
        canvas.shortened(name, to: room), x: left + 0.4 * room,
        y: plot.bottom + 6 + Typography.lineHeight / 2, size: Typography.label, color: .label)
    }
  }
}
