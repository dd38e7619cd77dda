import Foundation
import GridcastBase

/// The area of a chart in which the data are drawn, in pixels.
struct Plot {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }
}

/// The font sizes and distances that all charts share, in pixels.
enum Typography {
  static let title = 20.0
  static let axisTitle = 15.0
  static let label = 13.0
  /// The distance between lines of text.
  static let lineHeight = 18.0
  /// The distance from the edge of the image to its content.
  static let margin = 16.0
  /// The space for the title of an axis, including its distance.
  static let axisTitleRoom = 26.0
}

extension Canvas {
  /// The upper edge of a plot below a title.
  func top(below title: String) -> Double {
    Typography.margin + (title.isEmpty ? 8 : Typography.title + 18)
  }

  /// The width of the widest label.
  func widest(_ labels: [String]) -> Double {
    labels.reduce(0) { max($0, width(of: $1, size: Typography.label)) }
  }

  /// Shortens a text with an ellipsis until it fits; the user is told, unless the text is not
  /// theirs.
  func shortened(
    _ text: String, to limit: Double, size: Double = Typography.label, isBold: Bool = false,
    isOurs: Bool = false
  ) -> String {
    func fits(_ text: String) -> Bool { width(of: text, size: size, isBold: isBold) <= limit }
    // Nobody reads longer labels, and measuring takes one step for each character.
    var kept = text.prefix(300)
    if kept.count == text.count, fits(text) { return text }
    while !kept.isEmpty, !fits(kept + "…") { kept.removeLast() }
    if !isOurs { faults.addCut(text) }
    return kept.isEmpty ? "" : kept + "…"
  }

  /// Draws the title above a plot and the titles of the axes beside it.
  func drawTitles(_ title: String, x: String, y: String, around plot: Plot) {
    drawText(
      shortened(title, to: width - 2 * Typography.margin, size: Typography.title, isBold: true),
      x: width / 2, y: Typography.margin + Typography.title / 2, size: Typography.title,
      isBold: true)
    drawText(
      shortened(x, to: plot.width, size: Typography.axisTitle), x: (plot.left + plot.right) / 2,
      y: height - Typography.margin - Typography.axisTitle / 2, size: Typography.axisTitle)
    drawText(
      shortened(y, to: plot.height, size: Typography.axisTitle),
      x: Typography.margin + Typography.axisTitle / 2, y: (plot.top + plot.bottom) / 2,
      size: Typography.axisTitle, isUpward: true)
  }

  /// Draws the ticks of the x axis, with grid lines and labels.
  func drawXTicks(_ scale: AxisScale, in plot: Plot) {
    for (tick, label) in zip(scale.ticks, scale.labels) {
      let place = (plot.left + scale.position(of: tick) * plot.width).rounded() + 0.5
      drawLine([(place, plot.top), (place, plot.bottom)], color: .gridLine)
      drawText(
        label, x: place, y: plot.bottom + 6 + Typography.lineHeight / 2, size: Typography.label,
        color: .label)
    }
  }

  /// Draws the ticks of the y axis, with grid lines and labels; the line at zero may have another
  /// colour.
  func drawYTicks(_ scale: AxisScale, in plot: Plot, zero: Color = .gridLine) {
    for (tick, label) in zip(scale.ticks, scale.labels) {
      let place = (plot.bottom - scale.position(of: tick) * plot.height).rounded() + 0.5
      drawLine([(plot.left, place), (plot.right, place)], color: tick == 0 ? zero : .gridLine)
      drawText(
        shortened(label, to: width / 4), x: plot.left - 8, y: place, size: Typography.label, .right,
        color: .label)
    }
  }

  /// Writes that there is nothing to draw.
  func drawNoData(in plot: Plot) {
    drawText(
      worded("no data"), x: (plot.left + plot.right) / 2, y: (plot.top + plot.bottom) / 2,
      size: Typography.title, color: .frame)
  }

  /// Draws the frame of a plot.
  func drawFrame(of plot: Plot) {
    // Offset by half a pixel, a line of one pixel fills one row of pixels instead of blurring over
    // two.
    strokeRectangle(
      x: plot.left.rounded() + 0.5, y: plot.top.rounded() + 0.5, width: plot.width.rounded(),
      height: plot.height.rounded(), color: .frame)
  }
}

extension Double {
  /// Whether a chart can show the number: it is finite, and small enough for ranges to be finite.
  var isDrawable: Bool { abs(self) <= 1e300 }

  /// The number with a fixed number of decimals and a real minus sign, the same in every locale.
  func fixed(_ decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", self)
    return text.allSatisfy { "-0.".contains($0) }
      ? String(text.drop { $0 == "-" }) : withMinusSign(text)
  }
}
