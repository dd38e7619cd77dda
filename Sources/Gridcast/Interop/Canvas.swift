internal import CCairo

/// An image to draw on, white at first: x runs right and y down from the top left, in pixels.
@safe package struct Canvas: ~Copyable {
  /// Which part of a text lies at its point.
  package enum Alignment {
    case left, center, right
  }

  /// Widths and heights that are drawn: room for a chart, and at most 400 MB of memory.
  private static let sides = 300...10_000

  /// The width in pixels.
  package let width: Double
  /// The height in pixels.
  package let height: Double
  private let surface: OpaquePointer
  private let context: OpaquePointer

  /// A white image.
  ///
  /// - Throws: `.usage` for a width or height below 300 or above 10,000 pixels, `.tryAgain` where
  ///   there is no memory for it.
  package init(width: Int, height: Int) throws(GridcastError) {
    guard Self.sides.contains(width), Self.sides.contains(height) else {
      throw GridcastError(
        .usage, "\(width) × \(height) pixels", "an image is 300 to 10,000 pixels wide and high")
    }
    // Cairo never returns nil but a surface or context that is in error.
    guard
      let surface = unsafe cairo_image_surface_create(
        CAIRO_FORMAT_ARGB32, Int32(width), Int32(height)),
      let context = unsafe cairo_create(surface), let options = unsafe cairo_font_options_create()
    else { throw GridcastError(.bug, "Cairo", "no image could be made") }
    unsafe Self.fix(options, of: context)
    let status = unsafe cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS else {
      unsafe cairo_destroy(context)
      unsafe cairo_surface_destroy(surface)
      throw GridcastError(.tryAgain, "\(width) × \(height) pixels", Self.words(status))
    }
    self.width = Double(width)
    self.height = Double(height)
    unsafe self.surface = surface
    unsafe self.context = context
    fillRectangle(x: 0, y: 0, width: self.width, height: self.height, color: .white)
  }

  deinit {
    unsafe cairo_destroy(context)
    unsafe cairo_surface_destroy(surface)
  }

  /// Sets how glyphs are drawn, so that the desktop's settings do not change the image.
  private static func fix(_ options: OpaquePointer, of context: OpaquePointer) {
    unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    unsafe cairo_set_font_options(context, options)
    unsafe cairo_font_options_destroy(options)
  }

  private static func words(_ status: cairo_status_t) -> String {
    unsafe String(cString: cairo_status_to_string(status))
  }

  private func setColor(_ color: Color) {
    unsafe cairo_set_source_rgb(context, color.red, color.green, color.blue)
  }

  // MARK: Shapes

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
  package func drawLine(
    _ points: [(x: Double, y: Double)], width: Double = 1, dash: [Double] = [], color: Color
  ) {
    guard points.count > 1 else { return }
    setColor(color)
    unsafe cairo_set_line_width(context, width)
    unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    unsafe cairo_set_dash(context, dash, Int32(dash.count), 0)
    for point in points { unsafe cairo_line_to(context, point.x, point.y) }
    unsafe cairo_stroke(context)
  }

  /// Fills a circle around a point.
  package func fillCircle(x: Double, y: Double, radius: Double, color: Color) {
    setColor(color)
    unsafe cairo_new_path(context)
    unsafe cairo_arc(context, x, y, radius, 0, 2 * .pi)
    unsafe cairo_fill(context)
  }

  // MARK: Text

  private func selectFont(size: Double, isBold: Bool) {
    unsafe cairo_select_font_face(
      context, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
      isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    unsafe cairo_set_font_size(context, size)
  }

  /// The length of a text in pixels.
  package func width(of text: String, size: Double, isBold: Bool = false) -> Double {
    selectFont(size: size, isBold: isBold)
    var extents = cairo_text_extents_t()
    unsafe cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  /// Draws a line of text whose capitals have their middle at the point's height.
  ///
  /// - Parameters:
  ///   - text: What to write, in the system's sans-serif font.
  ///   - x: Where the text begins, has its middle or ends, as the alignment says.
  ///   - y: The middle of the capitals.
  ///   - size: The font size in pixels.
  ///   - alignment: Which part of the text lies at the point.
  ///   - color: The colour of the text.
  ///   - isBold: Whether the font is bold.
  ///   - isUpward: Whether the text is turned by 90° to read from below.
  package func drawText(
    _ text: String, x: Double, y: Double, size: Double, _ alignment: Alignment = .center,
    color: Color = .black, isBold: Bool = false, isUpward: Bool = false
  ) {
    let length = width(of: text, size: size, isBold: isBold)
    let start =
      switch alignment {
      case .left: 0.0
      case .center: -length / 2
      case .right: -length
      }
    setColor(color)
    unsafe cairo_save(context)
    unsafe cairo_translate(context, x, y)
    if isUpward { unsafe cairo_rotate(context, -.pi / 2) }
    // Capitals of common sans-serif fonts are 0.7 of the font size high.
    unsafe cairo_move_to(context, start, 0.35 * size)
    unsafe cairo_show_text(context, text)
    unsafe cairo_restore(context)
    unsafe cairo_new_path(context)
  }

  // MARK: PNG

  /// The image as a PNG file.
  ///
  /// - Returns: The bytes of the file, the same for the same drawing.
  /// - Throws: `.bug` in Cairo's words.
  package func pngBytes() throws(GridcastError) -> [UInt8] {
    var bytes: [UInt8] = []
    var status = unsafe cairo_status(context)
    if status == CAIRO_STATUS_SUCCESS {
      status = unsafe withUnsafeMutablePointer(to: &bytes) { target in
        unsafe cairo_surface_write_to_png_stream(
          surface,
          { target, data, count in
            let part = unsafe UnsafeBufferPointer(start: data, count: Int(count))
            unsafe target?.assumingMemoryBound(to: [UInt8].self).pointee.append(contentsOf: part)
            return CAIRO_STATUS_SUCCESS
          }, target)
      }
    }
    guard status == CAIRO_STATUS_SUCCESS else {
      throw GridcastError(.bug, "Cairo", Self.words(status))
    }
    return bytes
  }

  /// The colours of a PNG file, row by row from the top.
  ///
  /// - Parameter bytes: A whole file of opaque pixels.
  /// - Returns: One colour for each pixel.
  /// - Throws: `.badData` in Cairo's words where it is no PNG.
  package static func pixels(ofPNG bytes: [UInt8]) throws(GridcastError) -> [[Color]] {
    var rest = bytes[...]
    let image = unsafe withUnsafeMutablePointer(to: &rest) { source in
      unsafe cairo_image_surface_create_from_png_stream(
        { source, target, count in
          guard let source = unsafe source?.assumingMemoryBound(to: ArraySlice<UInt8>.self),
            let target = unsafe target, unsafe source.pointee.count >= Int(count)
          else { return CAIRO_STATUS_READ_ERROR }
          let part = unsafe source.pointee.prefix(Int(count))
          unsafe source.pointee.removeFirst(Int(count))
          unsafe UnsafeMutableRawBufferPointer(start: target, count: Int(count)).copyBytes(
            from: part)
          return CAIRO_STATUS_SUCCESS
        }, source)
    }
    defer { unsafe cairo_surface_destroy(image) }
    let status = unsafe cairo_surface_status(image)
    guard status == CAIRO_STATUS_SUCCESS, let data = unsafe cairo_image_surface_get_data(image)
    else { throw GridcastError(.badData, "PNG", words(status)) }
    let stride = unsafe Int(cairo_image_surface_get_stride(image))
    let columns = unsafe Int(cairo_image_surface_get_width(image))
    let rows = unsafe Int(cairo_image_surface_get_height(image))
    let pixels = UnsafeRawPointer(data)
    return (0..<rows).map { row in
      (0..<columns).map { column in
        Color(unsafe pixels.load(fromByteOffset: row * stride + 4 * column, as: UInt32.self))
      }
    }
  }
}
