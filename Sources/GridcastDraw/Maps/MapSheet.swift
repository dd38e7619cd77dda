import Foundation
package import GridcastBase

/// A map of one extent in one or more panels side by side, with what it takes to read it: title, legends,
/// coordinate grid, scale bar and north arrow.
package struct MapSheet: Sendable {
  /// The title above the panels.
  package var title: String
  /// The panels, from the left.
  package var panels: [MapPanel]
  /// What the colours mean, from the top.
  package var legends: [MapLegend]
  /// What all panels show, in map units.
  package var extent: Box
  /// How long map units are, and where north is.
  package var scale: GroundScale
  /// What stands below the panels in small letters.
  package var footer: String
  /// Whether lines of equal coordinates are drawn.
  package var hasGrid = true
  /// The width in pixels of a screen; the height follows from the extent.
  package var width: Int
  /// The family of the texts; nil for the system's sans-serif font.
  package var font: String?

  /// A map of panels over an extent that has width and height.
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
  ///   - format: What kind of file.
  ///   - resolution: How many pixels of a PNG file lie along one of a screen.
  /// - Returns: The same bytes for the same map and fonts, and where each panel lies in pixels.
  /// - Throws: `.usage` for a width below 300 or above 10,000 pixels, `.unreadable` where the font is
  ///   missing, `.tryAgain` where there is no memory.
  package func picture(_ format: Picture.Format = .png, resolution: Double = 1)
    throws(GridcastError) -> Picture
  {
    try drawn(format, resolution: resolution).picture
  }

  /// The picture, its size and where each panel lies on it.
  package func drawn(_ format: Picture.Format, resolution: Double)
    throws(GridcastError) -> (picture: Picture, size: (width: Int, height: Int), frames: [MapFrame])
  {
    // The height depends on how long texts are, so they are measured on a canvas that is thrown away.
    let layout = MapLayout(self, on: try Canvas(.svg, width: width, height: 300, font: font))
    let canvas = try Canvas(
      format, width: width, height: layout.height, scale: resolution, font: font)
    var leftOut = 0
    var remarks: [String] = []
    for (panel, frame) in zip(panels, layout.frames) {
      var labels = LabelPlaces()
      canvas.clipped(x: frame.left, y: frame.top, width: frame.width, height: frame.height) {
        for layer in panel.layers { layer.draw(in: frame, on: canvas) }
        for layer in panel.layers { layer.drawLabels(in: frame, &labels, on: canvas) }
      }
      leftOut = max(leftOut, labels.leftOut)
      for layer in panel.layers {
        if let remark = layer.remark(in: frame, on: canvas), !remarks.contains(remark) {
          remarks.append(remark)
        }
      }
    }
    draw(layout, footer: ([footer] + remarks).joined(separator: " · "), on: canvas)
    let drawn = try canvas.picture()
    let crowded: [Sentence] =
      leftOut > 0
      ? ["\(counted(leftOut, "label")) left out, as there is no room beside others on the map"] : []
    let picture = Picture(bytes: drawn.bytes, notes: drawn.notes + crowded)
    return (picture, (width, layout.height), layout.frames)
  }

  private func draw(_ layout: MapLayout, footer: String, on canvas: borrowing Canvas) {
    let sizes = MapLayout.Sizes.self
    if !title.isEmpty {
      canvas.drawText(
        canvas.shortened(
          title, to: canvas.width - 2 * sizes.margin, size: sizes.title, isBold: true),
        x: sizes.margin, y: sizes.margin + sizes.title / 2, size: sizes.title, .left,
        color: .label, isBold: true)
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
    var y = layout.columnTop
    for (index, legend) in legends.enumerated() {
      if index > 0 { y += legend.gap(below: legends[index - 1]) }
      legend.draw(x: layout.columnLeft, y: y, width: layout.columnWidth, on: canvas)
      y += legend.height
    }
    if !legends.isEmpty { y += MapLayout.Sizes.gap }
    scale.draw(
      x: layout.columnLeft, y: y, width: layout.columnWidth,
      pixelsPerUnit: layout.frames[0].xScale, on: canvas)
    if !footer.isEmpty {
      canvas.drawText(
        canvas.shortened(
          footer, to: canvas.width - layout.frames[0].left - sizes.margin, size: sizes.footer,
          isOurs: true),
        x: layout.frames[0].left, y: layout.panelsBottom + 12 + sizes.footer / 2,
        size: sizes.footer,
        .left, color: .frame)
    }
  }
}

/// One of the pictures of a map.
package struct MapPanel: Sendable {
  /// What it shows.
  package var title: String
  /// From the lowest to the uppermost.
  package var layers: [MapLayer]

  /// A panel of layers.
  package init(title: String, layers: [MapLayer]) {
    self.title = title
    self.layers = layers
  }
}
