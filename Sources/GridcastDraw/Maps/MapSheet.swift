import Foundation
package import GridcastBase

/// A map of one extent in one or more panels, with a title, legends, a coordinate grid, a scale bar
/// and a north arrow.
package struct MapSheet: Sendable {
  /// The title above the panels.
  package var title: String
  /// The panels, in reading order.
  package var panels: [MapPanel]
  /// The legends, from the top.
  package var legends: [MapLegend]
  /// The extent of all panels, in map units.
  package var extent: Box
  /// The scale on the ground and the direction of north.
  package var scale: GroundScale
  /// The text below the panels in small letters.
  package var footer: String
  /// Who made it of what, in lines of their own below that.
  package var credits: [String] = []
  /// The page that it fills; nil for one of its width, as high as it needs.
  package var paper: Paper?
  /// Whether the coordinate grid is drawn.
  package var hasGrid = true
  /// The width in pixels of 1/96 inch; the height follows from the extent.
  package var width: Int
  /// The font family; nil for the system's sans-serif font.
  package var font: String?

  /// Makes a map of panels; the extent must have a width and a height.
  package init(
    title: String, panels: [MapPanel], legends: [MapLegend], extent: Box, scale: GroundScale,
    footer: String = "", width: Int = 1200, font: String? = nil
  ) {
    precondition(!panels.isEmpty && extent.width > 0 && extent.height > 0, "something to show")
    self.title = title
    self.panels = panels
    self.legends = legends
    self.extent = extent
    self.scale = scale
    self.footer = footer
    self.width = width
    self.font = font
  }

  /// Draws the map.
  ///
  /// - Parameters:
  ///   - format: The file format of the picture.
  ///   - resolution: The number of pixels of a PNG file for one pixel of the map.
  /// - Returns: The picture, with the same bytes for the same map and fonts, and the frame of each
  ///   panel in pixels.
  /// - Throws: `.usage` for a width below 300 or above 10,000 pixels, or where the page has no room at
  ///   its scale; `.unreadable` where the font is missing; `.tryAgain` where memory is short.
  package func picture(_ format: Picture.Format = .png, resolution: Double = 1)
    throws(GridcastError) -> Picture
  {
    try drawn(format, resolution: resolution).picture
  }

  /// The picture, its size and the frame of each panel.
  package func drawn(_ format: Picture.Format, resolution: Double)
    throws(GridcastError) -> (picture: Picture, size: (width: Int, height: Int), frames: [MapFrame])
  {
    // The layout depends on the lengths of texts, which are measured on a temporary canvas.
    let measuring = try Canvas(.svg, width: width, height: 300, font: font)
    var sheet = self
    let room = paper.map { $0.width - 2 * $0.margin } ?? Double(width)
    sheet.legends = legends.map {
      $0.wrapped(to: min(MapLayout.Sizes.column.upperBound, room / 3), on: measuring)
    }
    var layout = try sheet.layout(on: measuring)
    let density = format == .png ? resolution : MapLayer.vectorDensity
    let remarks = Set(
      zip(panels, layout.frames).flatMap { panel, frame in
        panel.layers.compactMap { $0.remark(in: frame, density: density)?.description }
      })
    if !remarks.isEmpty {
      sheet.footer = ([footer] + remarks.sorted()).filter { !$0.isEmpty }.joined(separator: " · ")
      layout = try sheet.layout(on: measuring)
    }
    let canvas = try Canvas(
      format, width: layout.width, height: layout.height, scale: resolution, font: font)
    var leftOut = 0
    var notes: [Sentence] = []
    for (panel, frame) in zip(panels, layout.frames) {
      var labels = LabelPlaces()
      try canvas.clipped(x: frame.left, y: frame.top, width: frame.width, height: frame.height) {
        () throws(GridcastError) in
        for layer in panel.layers {
          if let told = try layer.draw(in: frame, on: canvas), !notes.contains(told) {
            notes.append(told)
          }
        }
        for layer in panel.layers { layer.drawLabels(in: frame, &labels, on: canvas) }
      }
      leftOut = max(leftOut, labels.leftOut)
    }
    sheet.draw(layout, on: canvas)
    let drawn = try canvas.picture()
    let crowded: [Sentence] =
      leftOut > 0
      ? ["\(counted(leftOut, "label")) left out, as there is no room beside others on the map"] : []
    let picture = Picture(bytes: drawn.bytes, notes: drawn.notes + notes + crowded)
    return (
      picture, (Int(layout.width.rounded()), Int(layout.height.rounded())), layout.frames
    )
  }

  private func layout(on canvas: borrowing Canvas) throws(GridcastError) -> MapLayout {
    guard let paper else { return .inWidth(self, on: canvas) }
    return try .onPaper(self, paper, on: canvas)
  }

  private func draw(_ layout: MapLayout, on canvas: borrowing Canvas) {
    let sizes = MapLayout.Sizes.self
    for (index, line) in layout.titleLines.enumerated() {
      canvas.drawText(
        canvas.shortened(
          line, to: canvas.width - 2 * layout.margin, size: sizes.title, isBold: true),
        x: layout.margin,
        y: layout.margin + sizes.title / 2 + Double(index) * sizes.titleLine, size: sizes.title,
        .left, color: .label, isBold: true)
    }
    for (index, frame) in layout.frames.enumerated() {
      let name = panels[index].title
      if !name.isEmpty {
        canvas.drawText(
          canvas.shortened(name, to: frame.width, size: sizes.panel, isBold: true),
          x: frame.left, y: frame.top - 8 - sizes.panel / 2, size: sizes.panel, .left,
          color: .label, isBold: true)
      }
      if hasGrid { layout.grid.draw(in: frame, layout.sides(of: index), on: canvas) }
      canvas.strokeRectangle(
        x: frame.left, y: frame.top, width: frame.width, height: frame.height, color: .frame)
    }
    for (legend, place) in zip(legends, layout.legends.legends) {
      legend.draw(x: place.x, y: place.y, width: place.width, on: canvas)
    }
    let place = layout.legends.scale
    scale.draw(
      x: place.x, y: place.y, width: place.width, pixelsPerUnit: layout.frames[0].xScale,
      ratio: layout.ratio, on: canvas)
    for (index, line) in layout.footerLines.enumerated() {
      canvas.drawText(
        line, x: layout.footerLeft,
        y: layout.footerTop + sizes.footer / 2 + Double(index) * sizes.footerLine,
        size: sizes.footer, .left, color: .frame)
    }
  }
}

/// One panel of a map.
package struct MapPanel: Sendable {
  /// The title above the panel.
  package var title: String
  /// The layers, from the lowest to the uppermost.
  package var layers: [MapLayer]

  /// Makes a panel of layers.
  package init(title: String, layers: [MapLayer]) {
    self.title = title
    self.layers = layers
  }
}
