internal import CCairo
internal import CPango
package import GridcastBase

/// The texts that could not be drawn in full.
final class TextFaults {
  private var unknown: [String] = []
  private var cut: [String] = []

  /// Registers a text for which no font has all characters.
  func addUnknown(_ text: String) { if !unknown.contains(text) { unknown.append(text) } }

  /// Registers a text that was shortened for lack of space.
  func addCut(_ text: String) { if !cut.contains(text) { cut.append(text) } }

  /// Sentences for the user, such as warnings.
  var notes: [Sentence] {
    var notes: [Sentence] = []
    if let texts = Self.named(unknown) {
      notes.append(
        "no font here has all the characters of \(texts), so they are drawn as boxes; install a font that has "
          + "them, for Chinese fonts-noto-cjk")
    }
    if let texts = Self.named(cut) {
      notes.append("there is no room for all of \(texts); make it shorter, or the picture wider")
    }
    return notes
  }

  private static func named(_ texts: [String]) -> Sentence? {
    guard let first = texts.first else { return nil }
    let shown = first.prefix(60) + (first.count > 60 ? "…" : "")
    return texts.count > 1
      ? "'\(shown)' and \(counted(texts.count - 1, "other text"))" : "'\(shown)'"
  }
}

extension Canvas {
  /// Which part of a text is placed at a point.
  package enum Alignment {
    case left, center, right
  }

  private func set(_ text: String, size: Double, isBold: Bool) -> GridcastTextSize {
    unsafe gridcast_text_set(self.text, text, size, isBold ? 1 : 0)
  }

  /// The width of a text in pixels.
  package func width(of text: String, size: Double, isBold: Bool = false) -> Double {
    set(text, size: size, isBold: isBold).width
  }

  /// Draws a line of text, in which capitals are vertically centred on y.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - x: The beginning, middle or end of the text, depending on the alignment.
  ///   - y: The vertical middle of the capitals.
  ///   - size: The font size in pixels.
  ///   - alignment: Which part of the text is at x.
  ///   - color: The colour of the text.
  ///   - halo: The colour of an outline that separates the text from the background; nil for none.
  ///   - isBold: Whether the font is bold.
  ///   - isUpward: Whether the text is rotated by 90° counter-clockwise.
  package func drawText(
    _ text: String, x: Double, y: Double, size: Double, _ alignment: Alignment = .center,
    color: Color = .black, halo: Color? = nil, isBold: Bool = false, isUpward: Bool = false
  ) {
    let laid = set(text, size: size, isBold: isBold)
    if laid.unknown > 0 { faults.addUnknown(text) }
    let start =
      switch alignment {
      case .left: 0.0
      case .center: -laid.width / 2
      case .right: -laid.width
      }
    unsafe cairo_save(context)
    unsafe cairo_translate(context, x, y)
    if isUpward { unsafe cairo_rotate(context, -.pi / 2) }
    // In common sans-serif fonts the height of capitals is 0.7 of the font size.
    unsafe cairo_translate(context, start, 0.35 * size)
    if let halo {
      unsafe cairo_set_source_rgba(context, halo.red, halo.green, halo.blue, 0.85)
      unsafe cairo_set_line_width(context, 3)
      unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
      unsafe cairo_set_dash(context, nil, 0, 0)
      unsafe gridcast_text_outline(self.text, laid.baseline)
      unsafe cairo_stroke(context)
    }
    unsafe cairo_set_source_rgb(context, color.red, color.green, color.blue)
    unsafe gridcast_text_show(self.text, laid.baseline)
    unsafe cairo_restore(context)
    unsafe cairo_new_path(context)
  }
}
