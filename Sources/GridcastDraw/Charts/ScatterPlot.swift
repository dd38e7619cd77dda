package import GridcastBase

/// A scatter plot with the line of equality, such as observed against predicted values.
package struct ScatterPlot: Sendable {
  /// The title above the plot.
  package var title: String
  /// The title below the x axis.
  package var xTitle: String
  /// The title beside the y axis.
  package var yTitle: String
  /// The points; those that are not finite are left out.
  package var points: [(x: Double, y: Double)]
  /// The width of the picture in pixels.
  package var width = 600
  /// The height of the picture in pixels.
  package var height = 600

  /// Makes a plot of points.
  package init(title: String, xTitle: String, yTitle: String, points: [(x: Double, y: Double)]) {
    self.title = title
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.points = points
  }

  /// Draws the plot, in which both axes have the same range.
  ///
  /// - Returns: The picture, with the same bytes for the same plot and fonts.
  /// - Throws: `.usage` for a width or height below 300 or above 10,000 pixels; `.tryAgain` where
  ///   memory is short.
  package func picture(_ format: Picture.Format = .png) throws(GridcastError) -> Picture {
    let canvas = try Canvas(format, width: width, height: height)
    let shown = points.filter { $0.x.isDrawable && $0.y.isDrawable }
    var plot = Plot(
      left: Typography.margin + Typography.axisTitleRoom + 8, top: canvas.top(below: title),
      right: canvas.width - 2 * Typography.margin,
      bottom: canvas.height - Typography.margin - Typography.lineHeight - 8
        - Typography.axisTitleRoom)
    if shown.isEmpty {
      canvas.drawNoData(in: plot)
    } else {
      let scale = AxisScale(shown.flatMap { [$0.x, $0.y] }, ticks: 6, endsAtTicks: true)
      plot.left += canvas.widest(scale.labels)
      draw(shown, by: scale, in: plot, on: canvas)
    }
    canvas.drawFrame(of: plot)
    canvas.drawTitles(title, x: xTitle, y: yTitle, around: plot)
    return try canvas.picture()
  }

  private func draw(
    _ points: [(x: Double, y: Double)], by scale: AxisScale, in plot: Plot,
    on canvas: borrowing Canvas
  ) {
    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      (
        plot.left + scale.position(of: x) * plot.width,
        plot.bottom - scale.position(of: y) * plot.height
      )
    }
    canvas.drawXTicks(scale, in: plot)
    canvas.drawYTicks(scale, in: plot)
    canvas.drawLine(
      [place(scale.lower, scale.lower), place(scale.upper, scale.upper)], dash: [6, 4],
      color: .frame)
    // Of points at the same pixel a few look as dark as all of them.
    var taken: [[Int]: Int] = [:]
    for point in points {
      let (x, y) = place(point.x, point.y)
      let count = taken[[Int(x), Int(y)], default: 0]
      taken[[Int(x), Int(y)]] = count + 1
      if count < 4 {
        canvas.fillCircle(x: x, y: y, radius: 2.5, color: .categories[0], opacity: 0.4)
      }
    }
  }
}
