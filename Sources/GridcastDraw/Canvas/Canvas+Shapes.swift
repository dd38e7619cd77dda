internal import CCairo
package import GridcastBase

extension Canvas {
  private func setColor(_ color: Color, opacity: Double = 1) {
    unsafe cairo_set_source_rgba(context, color.red, color.green, color.blue, opacity)
  }

  /// Fills a rectangle, whose left and upper edges are x and y.
  package func fillRectangle(
    x: Double, y: Double, width: Double, height: Double, color: Color
  ) {
    setColor(color)
    unsafe cairo_rectangle(context, x, y, width, height)
    unsafe cairo_fill(context)
  }

  /// Draws the outline of a rectangle; the line is centred on its edges.
  package func strokeRectangle(
    x: Double, y: Double, width: Double, height: Double, lineWidth: Double = 1, color: Color
  ) {
    setColor(color)
    unsafe cairo_set_line_width(context, lineWidth)
    unsafe cairo_set_dash(context, nil, 0, 0)
    unsafe cairo_rectangle(context, x, y, width, height)
    unsafe cairo_stroke(context)
  }

  /// Draws a line through points.
  ///
  /// - Parameters:
  ///   - points: Positions in pixels, all finite; fewer than two draw nothing.
  ///   - width: The width of the line in pixels.
  ///   - dash: The lengths of strokes and gaps in turn; empty for a solid line.
  ///   - color: The colour of the line.
  ///   - opacity: The opacity from 0 to 1.
  package func drawLine(
    _ points: [(x: Double, y: Double)], width: Double = 1, dash: [Double] = [], color: Color,
    opacity: Double = 1
  ) {
    guard points.count > 1 else { return }
    setColor(color, opacity: opacity)
    unsafe cairo_set_line_width(context, width)
    unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    unsafe cairo_set_dash(context, dash, Int32(dash.count), 0)
    for point in points { unsafe cairo_line_to(context, point.x, point.y) }
    unsafe cairo_stroke(context)
  }

  /// Fills the polygon with these corners.
  package func fillPolygon(_ points: [(x: Double, y: Double)], color: Color) {
    setColor(color)
    unsafe cairo_new_path(context)
    for point in points { unsafe cairo_line_to(context, point.x, point.y) }
    unsafe cairo_fill(context)
  }

  /// Fills a circle around a point.
  package func fillCircle(
    x: Double, y: Double, radius: Double, color: Color, opacity: Double = 1
  ) {
    setColor(color, opacity: opacity)
    unsafe cairo_new_path(context)
    unsafe cairo_arc(context, x, y, radius, 0, 2 * .pi)
    unsafe cairo_fill(context)
  }

  // MARK: Shapes of a map

  /// Adds the vertices of a part to the path, which is filled or stroked by the next call.
  ///
  /// - Parameters:
  ///   - vertices: The vertices in map units.
  ///   - page: The frame that maps them to pixels. Vertices too close to the last one to be seen
  ///     are left out.
  ///   - isRing: Whether the last vertex is connected to the first.
  package func addPath(_ vertices: some Collection<Point>, on page: MapFrame, isRing: Bool) {
    var last: (x: Double, y: Double)?
    var left = vertices.count
    for vertex in vertices {
      left -= 1
      let place = page.place(of: vertex)
      if let near = last {
        // The end of a line is always kept; distances below a third of a pixel are not visible.
        if left > 0, max(abs(near.x - place.x), abs(near.y - place.y)) < 0.3 { continue }
        unsafe cairo_line_to(context, place.x, place.y)
      } else {
        unsafe cairo_move_to(context, place.x, place.y)
      }
      last = place
    }
    if isRing, last != nil { unsafe cairo_close_path(context) }
  }

  /// Fills the rings of the path except for holes, and draws their outlines.
  package func drawPath(
    fill: Color?, opacity: Double = 1, stroke: Color?, lineWidth: Double = 1
  ) {
    if let fill {
      setColor(fill, opacity: opacity)
      unsafe cairo_set_fill_rule(context, CAIRO_FILL_RULE_EVEN_ODD)
      unsafe cairo_fill_preserve(context)
    }
    if let stroke {
      setColor(stroke)
      unsafe cairo_set_line_width(context, lineWidth)
      unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
      unsafe cairo_set_dash(context, nil, 0, 0)
      unsafe cairo_stroke_preserve(context)
    }
    unsafe cairo_new_path(context)
  }

  /// Runs `body` such that it draws only inside a rectangle.
  package func clipped<Failure: Error>(
    x: Double, y: Double, width: Double, height: Double, _ body: () throws(Failure) -> Void
  ) throws(Failure) {
    unsafe cairo_save(context)
    unsafe cairo_rectangle(context, x, y, width, height)
    unsafe cairo_clip(context)
    try body()
    unsafe cairo_restore(context)
  }

  /// A pixel of an image in a colour; transparent for nil.
  package static func pixel(_ color: Color?) -> UInt32 {
    guard let (red, green, blue) = color?.bytes else { return 0 }
    return 0xFF00_0000 | UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
  }

  /// Draws an image, in which each pixel is a rectangle of one colour.
  ///
  /// - Parameters:
  ///   - pixels: What `pixel` makes of the colours, row by row from the top.
  ///   - columns: The number of pixels in a row.
  ///   - x: The left edge of the image.
  ///   - y: The upper edge of the image.
  ///   - width: The width of the image on the canvas.
  ///   - height: The height of the image on the canvas.
  package func drawImage(
    _ pixels: [UInt32], columns: Int, x: Double, y: Double, width: Double, height: Double
  ) {
    let rows = pixels.count / max(1, columns)
    guard rows > 0 else { return }
    var values = pixels
    unsafe values.withUnsafeMutableBytes { bytes in
      let image = unsafe cairo_image_surface_create_for_data(
        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), CAIRO_FORMAT_ARGB32,
        Int32(columns), Int32(rows), Int32(4 * columns))
      unsafe cairo_save(context)
      unsafe cairo_translate(context, x, y)
      unsafe cairo_scale(context, width / Double(columns), height / Double(rows))
      unsafe cairo_set_source_surface(context, image, 0, 0)
      unsafe cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
      unsafe cairo_rectangle(context, 0, 0, Double(columns), Double(rows))
      unsafe cairo_fill(context)
      unsafe cairo_restore(context)
      // Without flushing, Cairo might read the pixels after their memory is freed.
      unsafe cairo_surface_flush(image)
      unsafe cairo_surface_destroy(image)
    }
  }
}
