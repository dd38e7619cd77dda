internal import CCairo
package import GridcastBase

extension Canvas {
  private func setColor(_ color: Color, opacity: Double = 1) {
    unsafe cairo_set_source_rgba(context, color.red, color.green, color.blue, opacity)
  }

  /// Fills a rectangle, whose x and y are its left and upper edge.
  package func fillRectangle(
    x: Double, y: Double, width: Double, height: Double, color: Color
  ) {
    setColor(color)
    unsafe cairo_rectangle(context, x, y, width, height)
    unsafe cairo_fill(context)
  }

  /// Draws the outline of a rectangle, half the line's width on either side of its edges.
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
  ///   - points: Finite positions; fewer than two draw nothing.
  ///   - width: In pixels.
  ///   - dash: Lengths of strokes and gaps in turn; empty for a line without gaps.
  ///   - color: The colour of the line.
  ///   - opacity: How much it hides: 1 for all that lies below.
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

  /// Fills the area between points.
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

  /// Adds the vertices of a part to the path that is filled or stroked next.
  ///
  /// - Parameters:
  ///   - vertices: In map units.
  ///   - page: Where they lie on the picture. Vertices too near to the last to be told apart are left out.
  ///   - isRing: Whether the last vertex is joined with the first.
  package func addPath(_ vertices: some Collection<Point>, on page: MapFrame, isRing: Bool) {
    var last: (x: Double, y: Double)?
    var left = vertices.count
    for vertex in vertices {
      left -= 1
      let place = page.place(of: vertex)
      if let near = last {
        // The end of a line is kept, and a third of a pixel is less than the eye sees.
        if left > 0, max(abs(near.x - place.x), abs(near.y - place.y)) < 0.3 { continue }
        unsafe cairo_line_to(context, place.x, place.y)
      } else {
        unsafe cairo_move_to(context, place.x, place.y)
      }
      last = place
    }
    if isRing, last != nil { unsafe cairo_close_path(context) }
  }

  /// Fills the rings of the path, holes left open, and draws their outline.
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

  /// Draws inside a rectangle only.
  package func clipped(
    x: Double, y: Double, width: Double, height: Double, _ body: () throws -> Void
  ) rethrows {
    unsafe cairo_save(context)
    unsafe cairo_rectangle(context, x, y, width, height)
    unsafe cairo_clip(context)
    try body()
    unsafe cairo_restore(context)
  }

  /// Draws pixels, each as a rectangle of one colour; nil is left as it is.
  ///
  /// - Parameters:
  ///   - pixels: Row by row from the top.
  ///   - columns: How many there are in a row.
  ///   - x: The left edge of the image.
  ///   - y: Its upper edge.
  ///   - width: Its width, whatever the number of columns.
  ///   - height: Its height.
  package func drawImage(
    _ pixels: [Color?], columns: Int, x: Double, y: Double, width: Double, height: Double
  ) {
    let rows = pixels.count / max(1, columns)
    guard rows > 0 else { return }
    let opaque: UInt32 = 0xFF00_0000
    var values = pixels.map { color in
      guard let (red, green, blue) = color?.bytes else { return 0 as UInt32 }
      return opaque | UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
    }
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
      // What is written later would read memory that is gone.
      unsafe cairo_surface_flush(image)
      unsafe cairo_surface_destroy(image)
    }
  }
}
