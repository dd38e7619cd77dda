import GridcastBase

extension ReportPage {
  /// The script of the map to explore.
  static var explorerScript: String { "(() => {\n\(explorerPainting)\n\(explorerControls)\n})();" }

  /// The map to explore, which its script fills.
  ///
  /// - Parameters:
  ///   - explorer: What is shown.
  ///   - packed: Compresses bytes and writes them as text.
  /// - Returns: HTML.
  func html(_ explorer: MapExplorer, packed: ([UInt8]) -> String) -> String {
    let model = explorer.json
    let hasBounds = explorer.views.contains { $0.times.contains { $0.bounds != nil } }
    let choices = explorer.views.enumerated().map {
      "<option value=\"\($0)\">\($1.title.xmlEscaped)</option>"
    }
    let bounds = ["value", "lower", "upper"].map { key in
      "<label><input type=\"radio\" name=\"explorer-bound\" value=\"\(key)\"\(key == "value" ? " checked" : "")>\(Self.word(key))</label>"
    }
    let overlays = explorer.overlays.enumerated().map { index, overlay in
      "<label><input type=\"checkbox\" data-overlay=\"\(index)\"\(overlay.isShown ? " checked" : "")>\(Self.swatch(of: overlay))\(overlay.title.xmlEscaped)</label>"
    }
    let over =
      overlays.isEmpty
      ? ""
      : """
      <strong>\(Self.word("over"))</strong>
      <div class="explorer-overlays">
      \(overlays.joined(separator: "\n"))
      </div>
      """
    let frame =
      "<svg width=\"18\" height=\"18\" viewBox=\"0 0 18 18\" aria-hidden=\"true\"><path d=\"M2 6V2h4M12 2h4v4M16 12v4h-4M6 16H2v-4\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/></svg>"
    return """
      <div class="explorer" id="explorer">
      <div class="explorer-controls">
      <label\(choices.count == 1 ? " hidden" : "")>\(Self.word("view"))
      <select data-part="view">
      \(choices.joined(separator: "\n"))
      </select></label>
      <label class="explorer-time" data-part="times">\(Self.word("time"))
      <input type="range" data-part="time" min="0" max="0" step="1" value="0">
      <output data-part="when"></output></label>
      <fieldset data-part="bounds"\(hasBounds ? "" : " hidden") aria-label="\(Self.word("bound"))">
      \(bounds.joined(separator: "\n"))
      </fieldset>
      </div>
      <p class="explorer-title" data-part="title"></p>
      <div class="explorer-body">
      <div class="explorer-stage" data-part="stage">
      <canvas data-part="canvas" tabindex="0" role="application" aria-describedby="explorer-help"></canvas>
      <div class="explorer-buttons">
      <button type="button" data-part="in" aria-label="\(Self.word("in"))" title="\(Self.word("in"))">+</button>
      <button type="button" data-part="out" aria-label="\(Self.word("out"))" title="\(Self.word("out"))">−</button>
      <button type="button" data-part="all" aria-label="\(Self.word("all"))" title="\(Self.word("all"))">\(frame)</button>
      </div>
      <p class="explorer-reading" data-part="reading" aria-live="polite"></p>
      </div>
      <div class="explorer-legend">
      <strong data-part="quantity"></strong>
      <ul data-part="classes"></ul>
      \(over)
      </div>
      </div>
      <p class="hint" id="explorer-help">\(Self.word("help"))</p>
      <noscript><p>\(Self.word("script"))</p></noscript>
      </div>
      <script type="text/plain" id="explorer-data" data-size="\(model.count)">\(packed(model))</script>
      """
  }

  /// How an overlay looks, beside its name.
  private static func swatch(of overlay: MapExplorer.Overlay) -> String {
    let color = overlay.color.hex
    let isOfPoints = overlay.shapes.kinds.contains { $0 == .point || $0 == .multiPoint }
    let picture =
      if isOfPoints {
        switch overlay.symbols.first {
        case .star?:
          "<path d=\"M13 1l2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.7-5 2.7 1.1-5.5L5 6.7 10.6 6z\" fill=\"\(color)\"/>"
        case .diamond?: "<path d=\"M13 1l7 7-7 7-7-7z\" fill=\"\(color)\"/>"
        case .dot?, nil: "<circle cx=\"13\" cy=\"8\" r=\"4.5\" fill=\"\(color)\"/>"
        }
      } else if let fill = overlay.fill {
        "<path d=\"M1 2h24v12H1z\" fill=\"\(fill.hex)\" stroke=\"\(color)\" stroke-width=\"\(overlay.width > 0 ? 1 : 0)\"/>"
      } else {
        "<path d=\"M0 8h26\" stroke=\"\(color)\" stroke-width=\"\(max(overlay.width, 1))\"/>"
      }
    return
      "<svg width=\"26\" height=\"16\" viewBox=\"0 0 26 16\" aria-hidden=\"true\">\(picture)</svg>"
  }
}
