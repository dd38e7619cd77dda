import Foundation
import GridcastBase

/// A page of paper with a map of an exact scale.
package struct Paper: Sendable, Equatable {
  /// The sizes of paper.
  package enum Size: String, Sendable, CaseIterable {
    case a4 = "A4"
    case a3 = "A3"
  }

  /// The size.
  package var size: Size
  /// Whether it lies on its longer side.
  package var isLandscape: Bool
  /// How many metres on the ground a metre on paper is; nil for the greatest round scale at which
  /// all fits.
  package var scale: Double?

  /// Makes a page.
  package init(_ size: Size, isLandscape: Bool = false, scale: Double? = nil) {
    self.size = size
    self.isLandscape = isLandscape
    self.scale = scale
  }

  /// The pixels of 1/96 inch in a metre.
  static let pixelsPerMetre = 96 / 0.0254
  /// The pixels of a PNG for one of 1/96 inch that make 300 in an inch, as printers want them.
  package static let usualResolution = 300.0 / 96

  private var sides: (short: Double, long: Double) { size == .a4 ? (0.21, 0.297) : (0.297, 0.42) }
  /// The width in pixels.
  var width: Double { (isLandscape ? sides.long : sides.short) * Self.pixelsPerMetre }
  /// The height in pixels.
  var height: Double { (isLandscape ? sides.short : sides.long) * Self.pixelsPerMetre }
  /// The blank edge in pixels, which every printer leaves.
  var margin: Double { 0.012 * Self.pixelsPerMetre }

  /// What it is called, as in "A4 landscape".
  var name: Sentence {
    isLandscape ? "\(size.rawValue) landscape" : Sentence(size.rawValue)
  }

  /// The next round number by which maps are made smaller.
  package static func roundScale(from least: Double) -> Double {
    let power = pow(10, log10(least).rounded(.down))
    return [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8, 10].map { $0 * power }
      .first { $0 >= least * (1 - 1e-9) } ?? least
  }
}

extension MapLayout {
  /// How panels, of so many columns, fill the room that legends leave.
  private struct Choice {
    let columns: Int
    let panel: (width: Double, height: Double)
    let legends: LegendColumn
    /// The least scale at which all of the extent is in a panel.
    let least: Double
  }

  /// Lays a map out on a page: as large as fits, the legends beside or below it.
  ///
  /// - Throws: `.usage` where the map does not fit at the scale that is asked for, or not at all.
  static func onPaper(_ sheet: MapSheet, _ paper: Paper, on canvas: borrowing Canvas)
    throws(GridcastError) -> MapLayout
  {
    let sizes = Sizes.self
    let margin = paper.margin
    let room = paper.width - 2 * margin
    let title = canvas.lines(of: sheet.title, within: room, size: sizes.title, isBold: true)
    let footer = sheet.footerLines(within: room, on: canvas)
    let top = margin + (title.isEmpty ? 0 : Double(title.count) * sizes.titleLine + 8)
    let bottom = paper.height - margin - Double(footer.count) * sizes.footerLine
    let ticks = sheet.hasGrid ? CoordinateGrid.room : 0
    let panelTitle = sheet.panels.contains { !$0.title.isEmpty } ? sizes.panel + 16 : 0
    let column = LegendColumn.width(of: sheet, within: room, on: canvas)
    let beside = LegendColumn(
      stacking: sheet, left: paper.width - margin - column, top: top + panelTitle, width: column)
    let below = LegendColumn(
      flowing: sheet, left: margin + ticks, width: room - ticks, bottom: bottom - 6, on: canvas)
    func choice(_ columns: Int, _ room: (width: Double, height: Double), _ legends: LegendColumn)
      -> Choice?
    {
      let rows = Double((sheet.panels.count + columns - 1) / columns)
      let gaps = (Double(columns - 1) * sizes.gap, (rows - 1) * sizes.gap)
      let width = (room.width - ticks - gaps.0) / Double(columns)
      let height = (room.height - ticks - gaps.1) / rows - panelTitle
      guard width > 80, height > 80 else { return nil }
      let least =
        max(
          sheet.extent.width * sheet.scale.metresPerX / width,
          sheet.extent.height * sheet.scale.metresPerY / height) * Paper.pixelsPerMetre
      return Choice(columns: columns, panel: (width, height), legends: legends, least: least)
    }
    let choices = (1...sheet.panels.count).flatMap { columns in
      [
        beside.bottom > bottom
          ? nil : choice(columns, (room - column - sizes.gap, bottom - top - 8), beside),
        choice(columns, (room, below.top - sizes.gap - top), below),
      ].compactMap { $0 }
    }
    guard let best = choices.min(by: { $0.least < $1.least }) else {
      throw GridcastError(
        .usage, "map",
        "there is no room on \(paper.name) for \(formatted(sheet.panels.count)) panels and their legends; take larger paper, or fewer panels"
      )
    }
    let fitting = Paper.roundScale(from: best.least)
    let scale = paper.scale ?? fitting
    guard scale >= best.least * (1 - 1e-9) else {
      throw GridcastError(
        .usage, "scale 1:\(spoken(scale, 2))",
        "so large the map does not fit on \(paper.name), where it does at 1:\(spoken(fitting, 0)); take that, or larger paper"
      )
    }
    // What is left of a panel shows what lies around.
    let unit = (
      x: Paper.pixelsPerMetre / scale * sheet.scale.metresPerX,
      y: Paper.pixelsPerMetre / scale * sheet.scale.metresPerY
    )
    let center = sheet.extent.center
    let half = (best.panel.width / unit.x / 2, best.panel.height / unit.y / 2)
    let extent = Box(
      minX: center.x - half.0, minY: center.y - half.1, maxX: center.x + half.0,
      maxY: center.y + half.1)
    let frames = sheet.panels.indices.map { index in
      MapFrame(
        extent,
        left: margin + ticks + Double(index % best.columns) * (best.panel.width + sizes.gap),
        top: top + panelTitle + Double(index / best.columns)
          * (best.panel.height + panelTitle + sizes.gap),
        width: best.panel.width, height: best.panel.height)
    }
    return MapLayout(
      frames: frames,
      grid: CoordinateGrid(
        extent, isGeographic: sheet.scale.isGeographic, width: best.panel.width,
        height: best.panel.height, on: canvas),
      width: paper.width, height: paper.height, margin: margin, titleLines: title,
      legends: best.legends, panelColumns: best.columns,
      footerLines: footer, footerTop: bottom + 4, footerLeft: margin,
      ratio: "1:\(spoken(scale, 2))")
  }
}
