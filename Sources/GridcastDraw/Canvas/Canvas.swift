internal import CCairo
internal import CPango
package import GridcastBase

/// A picture to draw on, which is white at first.
///
/// x points right and y down from the top left corner, in pixels of 1/96 inch.
@safe package struct Canvas: ~Copyable {
  /// The allowed widths and heights: at least enough for a chart, and at most 400 MB of memory.
  private static let sides = 300.0...10_000

  /// The width in pixels.
  package let width: Double
  /// The height in pixels.
  package let height: Double
  /// The file format of the picture.
  package let format: Picture.Format
  /// The number of pixels of a PNG file for one pixel of the canvas.
  package let scale: Double
  let context: OpaquePointer
  private let surface: OpaquePointer
  private let sink: Sink
  let text: OpaquePointer
  let faults = TextFaults()

  /// A pixel of the canvas is one of CSS.
  private static let pixelsPerInch = 96.0

  /// Collects the bytes that Cairo writes.
  private final class Sink {
    var bytes: [UInt8] = []
  }

  /// Makes a white picture.
  ///
  /// - Parameters:
  ///   - format: The file format of the picture.
  ///   - width: The width in pixels.
  ///   - height: The height in pixels.
  ///   - scale: The number of pixels of a PNG file for one pixel of the canvas.
  ///   - font: The font family; nil for the system's sans-serif font.
  /// - Throws: `.usage` for a width or height below 300 or above 10,000 pixels; `.unreadable` where
  ///   there is no such font; `.tryAgain` where memory is short; `.notInstalled` where Pango cannot be
  ///   loaded.
  package init(
    _ format: Picture.Format = .png, width: Int, height: Int, scale: Double = 1, font: String? = nil
  ) throws(GridcastError) {
    try self.init(
      format, width: Double(width), height: Double(height), scale: scale, font: font)
  }

  /// Makes a white picture whose sides need not be whole pixels, such as a page of paper.
  package init(
    _ format: Picture.Format, width: Double, height: Double, scale: Double, font: String?
  ) throws(GridcastError) {
    let (columns, rows) = ((width * scale).rounded(), (height * scale).rounded())
    guard Self.sides.contains(width), Self.sides.contains(height),
      max(columns, rows) <= Self.sides.upperBound
    else {
      throw GridcastError(
        .usage, "\(formatted(columns, 0)) × \(formatted(rows, 0)) pixels",
        "a picture is 300 to 10,000 pixels wide and high")
    }
    if let words = unsafe gridcast_cairo_missing() {
      throw GridcastError(.notInstalled, "Cairo", Sentence(message: unsafe String(cString: words)))
    }
    if let words = unsafe gridcast_pango_missing() {
      throw GridcastError(.notInstalled, "Pango", Sentence(message: unsafe String(cString: words)))
    }
    let sink = Sink()
    let target = unsafe Unmanaged.passUnretained(sink).toOpaque()
    // A point of a PDF is 1/72 of an inch; an SVG is measured in points too, and declares that.
    let points = 72 / Self.pixelsPerInch
    let made =
      switch format {
      case .png:
        unsafe cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(columns), Int32(rows))
      case .svg:
        unsafe cairo_svg_surface_create_for_stream(
          Self.write, target, points * width, points * height)
      case .pdf:
        unsafe cairo_pdf_surface_create_for_stream(
          Self.write, target, points * width, points * height)
      }
    // Cairo never returns nil, but a surface or context in an error state.
    guard let surface = unsafe made, let context = unsafe cairo_create(surface),
      let options = unsafe cairo_font_options_create()
    else { throw GridcastError(.bug, "Cairo", "no picture could be made") }
    func release() {
      unsafe cairo_destroy(context)
      unsafe cairo_surface_destroy(surface)
    }
    // The time of creation would make every file different.
    if format == .pdf {
      unsafe cairo_pdf_surface_set_metadata(
        surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
    }
    unsafe Self.fix(options, of: context)
    let unit = format == .png ? scale : points
    unsafe cairo_scale(context, unit, unit)
    let status = unsafe cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS,
      let text = unsafe gridcast_text_create(context, font ?? "sans-serif")
    else {
      release()
      throw GridcastError(
        .tryAgain, "\(formatted(columns, 0)) × \(formatted(rows, 0)) pixels",
        Sentence(message: Self.words(status)))
    }
    if let font, unsafe gridcast_text_has_family(text, font) == 0 {
      unsafe gridcast_text_free(text)
      release()
      throw GridcastError(
        .unreadable, "font '\(font)'",
        "there is none of this name; fc-list : family lists those there are")
    }
    self.width = width
    self.height = height
    self.format = format
    self.scale = scale
    self.sink = sink
    unsafe self.surface = surface
    unsafe self.context = context
    unsafe self.text = text
    // Pixels that the page covers in part are white as a whole.
    fillRectangle(
      x: 0, y: 0, width: (width * scale).rounded(.up) / scale,
      height: (height * scale).rounded(.up) / scale, color: .white)
  }

  deinit {
    unsafe gridcast_text_free(text)
    unsafe cairo_destroy(context)
    unsafe cairo_surface_destroy(surface)
  }

  private static let write:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UInt32) -> cairo_status_t = {
      target, data, count in
      guard let target = unsafe target else { return CAIRO_STATUS_WRITE_ERROR }
      let part = unsafe UnsafeBufferPointer(start: data, count: Int(count))
      let sink = unsafe Unmanaged<Sink>.fromOpaque(target).takeUnretainedValue()
      unsafe sink.bytes.append(contentsOf: part)
      return CAIRO_STATUS_SUCCESS
    }

  /// Sets how glyphs are rendered, so that the picture does not depend on the desktop's settings.
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

  /// The finished picture, with the same bytes for the same drawing and fonts.
  ///
  /// - Throws: `.bug` with Cairo's message.
  package consuming func picture() throws(GridcastError) -> Picture {
    var status = unsafe cairo_status(context)
    if status == CAIRO_STATUS_SUCCESS {
      if format == .png {
        let target = unsafe Unmanaged.passUnretained(sink).toOpaque()
        status = unsafe cairo_surface_write_to_png_stream(surface, Self.write, target)
      } else {
        unsafe cairo_surface_finish(surface)
        status = unsafe cairo_surface_status(surface)
      }
    }
    guard status == CAIRO_STATUS_SUCCESS else {
      throw GridcastError(.bug, "Cairo", Sentence(message: Self.words(status)))
    }
    let bytes =
      switch format {
      case .png: PNGResolution.add(perInch: Self.pixelsPerInch * scale, to: sink.bytes)
      case .svg: renamedSVG(sink.bytes)
      case .pdf: sink.bytes
      }
    return Picture(bytes: bytes, notes: faults.notes)
  }

  /// Decodes the colours of a PNG file, row by row from the top.
  ///
  /// - Parameter bytes: The content of the file, whose pixels must be opaque.
  /// - Returns: One colour for each pixel.
  /// - Throws: `.badData` with Cairo's message where it is no PNG.
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
    else { throw GridcastError(.badData, "PNG", Sentence(message: words(status))) }
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
