import GridcastBase

/// The positions of the parts of a map, in pixels.
struct MapLayout {
  /// Font sizes and distances, in pixels.
  enum Sizes {
    static let margin = 20.0
    static let title = 22.0
    static let titleLine = 29.0
    static let panel = 15.0
    static let footer = 11.0
    static let footerLine = 16.0
    static let gap = 22.0
    static let column = 150.0...300.0
  }

  /// The frames of the panels.
  let frames: [MapFrame]
  /// The coordinate grid.
  let grid: CoordinateGrid
  /// The width of the whole map.
  let width: Double
  /// The height of the whole map.
  let height: Double
  /// The blank edge.
  let margin: Double
  /// The lines of the title.
  let titleLines: [String]
  /// The places of the legends and the scale bar.
  let legends: LegendColumn
  let panelColumns: Int
  /// The lines below the panels, of which the first has this upper edge.
  let footerLines: [String]
  let footerTop: Double
  let footerLeft: Double
  /// The scale on paper, as in "1:50,000"; nil for one that is not exact.
  let ratio: String?

  /// Lays a map out in its width, as high as it needs.
  static func inWidth(_ sheet: MapSheet, on canvas: borrowing Canvas) -> MapLayout {
    let sizes = Sizes.self
    let columnWidth = LegendColumn.width(of: sheet, within: canvas.width, on: canvas)
    let aspect =
      sheet.extent.width / sheet.extent.height * sheet.scale.metresPerX / sheet.scale.metresPerY
    let tickRoom = sheet.hasGrid ? CoordinateGrid.room : 0
    let titleRoom = sheet.panels.contains { !$0.title.isEmpty } ? sizes.panel + 16 : 0
    let left = sizes.margin + tickRoom
    let room = canvas.width - sizes.margin - columnWidth - sizes.gap - left
    let top = sizes.margin + (sheet.title.isEmpty ? 0 : sizes.title + 14)
    let footer = sheet.footerLines(within: canvas.width - left - sizes.margin, on: canvas)
    let bottom =
      sizes.margin + (footer.isEmpty ? 0 : Double(footer.count) * sizes.footerLine + 7) + tickRoom

    func size(_ columns: Int) -> (width: Double, height: Double, whole: Double) {
      let rows = Double((sheet.panels.count + columns - 1) / columns)
      var width = (room - Double(columns - 1) * sizes.gap) / Double(columns)
      var height = width / aspect
      // A map with a great extent from north to south must still fit the page.
      let highest = (1.3 * canvas.width - top - bottom) / rows - titleRoom - sizes.gap
      if height > highest { (width, height) = (highest * aspect, highest) }
      return (width, height, top + rows * (titleRoom + height) + (rows - 1) * sizes.gap + bottom)
    }
    // Panels are as large as fits a page that is not much higher than wide.
    let count = sheet.panels.count
    let choices = (1...count).filter { columns in
      // Four panels in three columns would leave half a row blank.
      (size(columns).whole <= 1.2 * canvas.width && (count % columns == 0 || count > 4))
        || columns == count
    }
    let panelColumns = choices.max { size($0).width < size($1).width } ?? 1
    let (width, panelHeight, whole) = size(panelColumns)
    let legends = LegendColumn(
      stacking: sheet, left: left + Double(panelColumns) * (width + sizes.gap),
      top: top + titleRoom, width: columnWidth)
    let frames = sheet.panels.indices.map { index in
      MapFrame(
        sheet.extent, left: left + Double(index % panelColumns) * (width + sizes.gap),
        top: top + titleRoom + Double(index / panelColumns) * (panelHeight + titleRoom + sizes.gap),
        width: width, height: panelHeight)
    }
    return MapLayout(
      frames: frames,
      grid: CoordinateGrid(
        sheet.extent, isGeographic: sheet.scale.isGeographic, width: width, height: panelHeight,
        on: canvas),
      width: canvas.width, height: max(whole, legends.bottom + bottom - tickRoom, 300).rounded(.up),
      margin: sizes.margin, titleLines: sheet.title.isEmpty ? [] : [sheet.title], legends: legends,
      panelColumns: panelColumns, footerLines: footer,
      footerTop: (frames.map { $0.top + $0.height }.max() ?? top) + tickRoom + 12, footerLeft: left,
      ratio: nil)
  }

  /// The sides of a panel at which another one is adjacent; coordinates are written at the others.
  typealias Sides = (left: Bool, right: Bool, above: Bool, below: Bool)

  /// Where another panel is adjacent to one.
  func sides(of panel: Int) -> Sides {
    let column = panel % panelColumns
    return (
      column > 0, column + 1 < panelColumns && panel + 1 < frames.count, panel >= panelColumns,
      panel + panelColumns < frames.count
    )
  }
}

extension MapSheet {
  /// What stands below the panels, in lines of a width: what is said of the map, and the credits.
  func footerLines(within width: Double, on canvas: borrowing Canvas) -> [String] {
    var lines: [String] = []
    for text in [footer] + credits where !text.isEmpty {
      lines += canvas.lines(of: text, within: width, size: MapLayout.Sizes.footer)
    }
    return lines
  }
}

extension Canvas {
  /// A text in lines of a width; a word that is longer is cut between letters, as Chinese is.
  func lines(of text: String, within width: Double, size: Double, isBold: Bool = false) -> [String]
  {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : "\(line) \(word)"
      if self.width(of: longer, size: size, isBold: isBold) <= width {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = String(word)
      while self.width(of: line, size: size, isBold: isBold) > width, line.count > 1 {
        var end = line.index(before: line.endIndex)
        while end > line.index(after: line.startIndex),
          self.width(of: String(line[..<end]), size: size, isBold: isBold) > width
        { end = line.index(before: end) }
        lines.append(String(line[..<end]))
        line = String(line[end...])
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
