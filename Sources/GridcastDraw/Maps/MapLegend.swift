package import GridcastBase

/// A legend, which explains the colours of a map.
package struct MapLegend: Sendable, Equatable {
  /// The shape of the symbol beside a label.
  package enum Mark: Sendable, Equatable {
    /// A cell or polygon.
    case area
    /// A point.
    case point
    /// A line or outline.
    case line
    /// A point of another sign.
    case star, diamond
    /// An arrow.
    case arrow
  }

  /// A colour with its label.
  package struct Entry: Sendable, Equatable {
    let color: Color
    let label: String
    let mark: Mark
    /// The label in the lines in which it is drawn.
    var lines: [String]

    init(color: Color, label: String, mark: Mark) {
      self.color = color
      self.label = label
      self.mark = mark
      lines = [label]
    }
  }

  private enum Content: Equatable {
    case entries([Entry])
    case ramp(ColorRamp, ClosedRange<Double>)
  }

  /// The title: what is shown, with its unit; line breaks part it in lines.
  package let title: String
  private var content: Content

  /// Makes a legend of classes, the highest on top, with an entry for shapes without a value if
  /// there are any.
  package init(title: String, classes: Classes, mark: Mark = .area, hasGaps: Bool = false) {
    self.title = title
    let known = (0..<classes.count).reversed().map {
      Entry(color: classes.color($0), label: classes.label($0), mark: mark)
    }
    content = .entries(
      known + (hasGaps ? [Entry(color: .missing, label: worded("no value"), mark: mark)] : []))
  }

  /// Makes a legend of continuous colours from the least to the greatest value.
  package init(title: String, ramp: ColorRamp, range: ClosedRange<Double>) {
    self.title = title
    content = .ramp(ramp, range)
  }

  /// Makes a legend of colours with a label each.
  package init(title: String, entries: [(color: Color, label: String)], mark: Mark) {
    self.title = title
    content = .entries(entries.map { Entry(color: $0.color, label: $0.label, mark: mark) })
  }

  /// Makes a legend without a title, of lines with a mark each.
  package init(entries: [(label: String, mark: Mark, color: Color)]) {
    title = ""
    content = .entries(entries.map { Entry(color: $0.color, label: $0.label, mark: $0.mark) })
  }

  // MARK: Drawing

  private static let line = 19.0
  private static let nextLine = 15.0
  private static let greatestLines = 3
  /// How far labels stand to the right of the marks.
  private static let indent = 32.0
  private static let size = 12.0
  private static let titleSize = 13.0
  private static let rampHeight = 150.0

  private static let titleLine = 17.0

  private var titleLines: [String] { title.split(separator: "\n").map(String.init) }
  private var titleRoom: Double {
    title.isEmpty ? 0 : 22 + Double(titleLines.count - 1) * Self.titleLine
  }

  /// The distance to the legend above; legends without titles stay close together.
  func gap(below other: MapLegend) -> Double { title.isEmpty && other.title.isEmpty ? 6 : 22 }

  /// The legend with labels in as many lines as they need to be no wider than this, three at most.
  package func wrapped(to width: Double, on canvas: borrowing Canvas) -> MapLegend {
    guard case .entries(var entries) = content else { return self }
    for index in entries.indices {
      let lines = canvas.lines(
        of: entries[index].label, within: width - Self.indent, size: Self.size)
      guard lines.count > 1 else { continue }
      let last = lines[min(Self.greatestLines - 1, lines.count - 1)...].joined(separator: " ")
      entries[index].lines = lines.prefix(min(Self.greatestLines, lines.count) - 1) + [last]
    }
    var legend = self
    legend.content = .entries(entries)
    return legend
  }

  private static func height(of entry: Entry) -> Double {
    line + Double(entry.lines.count - 1) * nextLine
  }

  /// The height in pixels.
  var height: Double {
    switch content {
    case .entries(let entries): titleRoom + entries.reduce(0) { $0 + Self.height(of: $1) }
    case .ramp: titleRoom + Self.rampHeight + 10
    }
  }

  /// The labels beside the colours, from the top of a list or the bottom of a ramp.
  package var labels: [String] {
    switch content {
    case .entries(let entries): entries.map(\.label)
    case .ramp(_, let range): Self.ticks(of: range).map(\.label)
    }
  }

  /// The lines in which each label is drawn.
  package var lines: [[String]] {
    if case .entries(let entries) = content { entries.map(\.lines) } else { labels.map { [$0] } }
  }

  /// The numbers beside a ramp, at least three if possible.
  private static func ticks(of range: ClosedRange<Double>) -> [(value: Double, label: String)] {
    var ticks: [(value: Double, label: String)] = []
    // Even if both ends are whole numbers, there may be values between them.
    let between = range.lowerBound + 0.3 * (range.upperBound - range.lowerBound)
    for count in [5, 8, 12] where ticks.count < 3 {
      let scale = AxisScale(
        [range.lowerBound, between, range.upperBound], ticks: count, endsAtTicks: false)
      ticks = zip(scale.ticks, scale.labels).filter { range.contains($0.0) }.map { ($0, $1) }
    }
    return ticks
  }

  /// The preferred width in pixels.
  func width(on canvas: borrowing Canvas) -> Double {
    var widest = 0.0
    for line in titleLines {
      widest = max(widest, canvas.width(of: line, size: Self.titleSize, isBold: true))
    }
    for line in lines.joined() {
      widest = max(widest, Self.indent + canvas.width(of: line, size: Self.size))
    }
    return widest
  }

  func draw(x: Double, y: Double, width: Double, on canvas: borrowing Canvas) {
    for (number, line) in titleLines.enumerated() {
      canvas.drawText(
        canvas.shortened(line, to: width, size: Self.titleSize, isBold: true), x: x,
        y: y + 8 + Double(number) * Self.titleLine, size: Self.titleSize, .left, color: .label,
        isBold: true)
    }
    var top = y + titleRoom
    switch content {
    case .entries(let entries):
      for entry in entries {
        let middle = top + 0.5 * Self.line
        entry.draw(x: x, y: middle, on: canvas)
        for (number, line) in entry.lines.enumerated() {
          canvas.drawText(
            canvas.shortened(line, to: width - Self.indent, size: Self.size), x: x + Self.indent,
            y: middle + Double(number) * Self.nextLine, size: Self.size, .left, color: .label)
        }
        top += Self.height(of: entry)
      }
    case .ramp(let ramp, let range): draw(ramp, range, x: x, y: top + 5, on: canvas)
    }
  }

  private func draw(
    _ ramp: ColorRamp, _ range: ClosedRange<Double>, x: Double, y: Double,
    on canvas: borrowing Canvas
  ) {
    let steps = 150
    canvas.drawImage(
      (0..<steps).map { Canvas.pixel(ramp.color(at: 1 - (Double($0) + 0.5) / Double(steps))) },
      columns: 1, x: x,
      y: y, width: 24, height: Self.rampHeight)
    canvas.strokeRectangle(x: x, y: y, width: 24, height: Self.rampHeight, color: .frame)
    let length = range.upperBound - range.lowerBound
    for (tick, label) in Self.ticks(of: range) {
      let place = y + Self.rampHeight * (length > 0 ? (range.upperBound - tick) / length : 0.5)
      canvas.drawLine([(x + 24, place), (x + 28, place)], color: .frame)
      canvas.drawText(label, x: x + Self.indent, y: place, size: Self.size, .left, color: .label)
    }
  }
}

extension MapLegend.Entry {
  fileprivate func draw(x: Double, y: Double, on canvas: borrowing Canvas) {
    switch mark {
    case .area:
      canvas.fillRectangle(x: x, y: y - 7, width: 24, height: 14, color: color)
      canvas.strokeRectangle(
        x: x, y: y - 7, width: 24, height: 14, lineWidth: 0.6, color: .frame)
    case .point: canvas.drawMark(x: x + 12, y: y, radius: 4.5, color: color)
    case .line: canvas.drawLine([(x, y), (x + 24, y)], width: 1.6, color: color)
    case .star: canvas.drawMark(x: x + 12, y: y, radius: 3.4, color: color, symbol: .star)
    case .diamond: canvas.drawMark(x: x + 12, y: y, radius: 4, color: color, symbol: .diamond)
    case .arrow:
      canvas.fillPolygon(
        [
          (x + 1, y - 2.5), (x + 13, y - 2.5), (x + 13, y - 6.5), (x + 23, y), (x + 13, y + 6.5),
          (x + 13, y + 2.5), (x + 1, y + 2.5),
        ], color: color)
    }
  }
}
