import Foundation
import GridcastBase

/// The part of a chart's image in which the data lie, in pixels.
struct Plot {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }
}

/// Font sizes and distances in pixels that all charts share.
enum Typography {
  static let title = 20.0
  static let axisTitle = 15.0
  static let label = 13.0
  /// From one line of labels to the next.
  static let lineHeight = 18.0
  /// From the edge of the image to what is nearest.
  static let margin = 16.0
  /// What the title of an axis takes, its distance included.
  static let axisTitleRoom = 26.0
}

extension Canvas {
  /// Where a plot begins below the title.
  func top(below title: String) -> Double {
    Typography.margin + (title.isEmpty ? 8 : Typography.title + 18)
  }

  /// The length of the longest of some labels.
  func widest(_ labels: [String]) -> Double {
    labels.reduce(0) { max($0, width(of: $1, size: Typography.label)) }
  }

  /// A text that fits, with an ellipsis for what had to go, which the user is told of unless the text is
  /// none of theirs.
  func shortened(
    _ text: String, to limit: Double, size: Double = Typography.label, isBold: Bool = false,
    isOurs: Bool = false
  ) -> String {
    func fits(_ text: String) -> Bool { width(of: text, size: size, isBold: isBold) <= limit }
    // No label of more characters is read, and measuring goes through them one by one.
    var kept = text.prefix(300)
    if kept.count == text.count, fits(text) { return text }
    while !kept.isEmpty, !fits(kept + "…") { kept.removeLast() }
    if !isOurs { faults.addCut(text) }
    return kept.isEmpty ? "" : kept + "…"
  }

  /// Writes the title above and the titles of the axes beside a plot.
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

  /// Draws the ticks of the x axis, with their lines and labels.
  func drawXTicks(_ scale: AxisScale, in plot: Plot) {
    for (tick, label) in zip(scale.ticks, scale.labels) {
      let place = (plot.left + scale.position(of: tick) * plot.width).rounded() + 0.5
      drawLine([(place, plot.top), (place, plot.bottom)], color: .gridLine)
      drawText(
        label, x: place, y: plot.bottom + 6 + Typography.lineHeight / 2, size: Typography.label,
        color: .label)
    }
  }

  /// Draws the ticks of the y axis, with their lines, of which that of zero may stand out, and labels.
  func drawYTicks(_ scale: AxisScale, in plot: Plot, zero: Color = .gridLine) {
    for (tick, label) in zip(scale.ticks, scale.labels) {
      let place = (plot.bottom - scale.position(of: tick) * plot.height).rounded() + 0.5
      drawLine([(plot.left, place), (plot.right, place)], color: tick == 0 ? zero : .gridLine)
      drawText(
        shortened(label, to: width / 4), x: plot.left - 8, y: place, size: Typography.label, .right,
        color: .label)
    }
  }

  /// Says that there is nothing to draw.
  func drawNoData(in plot: Plot) {
    drawText(
      "no data", x: (plot.left + plot.right) / 2, y: (plot.top + plot.bottom) / 2,
      size: Typography.title, color: .frame)
  }

  /// Draws the edge of a plot.
  func drawFrame(of plot: Plot) {
    // Half a pixel off, a line one pixel wide fills one row of pixels instead of blurring over two.
    strokeRectangle(
      x: plot.left.rounded() + 0.5, y: plot.top.rounded() + 0.5, width: plot.width.rounded(),
      height: plot.height.rounded(), color: .frame)
  }
}

extension Double {
  /// Whether a chart can show the number: finite, and so far from the largest that ranges are finite.
  var isDrawable: Bool { abs(self) <= 1e300 }

  /// The number with a fixed count of decimals and a minus sign, in every locale alike.
  func fixed(_ decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", self)
    return text.allSatisfy { "-0.".contains($0) }
      ? String(text.drop { $0 == "-" }) : withMinusSign(text)
  }
}
