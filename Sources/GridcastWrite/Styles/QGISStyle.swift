import GridcastBase

/// Writes styles in QGIS's format, for separate files and for projects.
enum QGISStyle {
  /// The content of a `.qml`, which QGIS loads automatically with the map beside it.
  static func document(_ map: StyledMap) -> String {
    let geometry =
      if case .features(let kind) = map.content {
        "\n<layerGeometryType>\(kind.rawValue)</layerGeometryType>"
      } else { "" }
    return """
      <!DOCTYPE qgis>
      <qgis version="3.22.0" styleCategories="Symbology">
      \(renderer(map))\(geometry)
      </qgis>

      """
  }

  /// The elements that describe how a map is drawn.
  static func renderer(_ map: StyledMap) -> String {
    switch map.content {
    case .band(let band, _): raster(band, map.style)
    case .features(let kind): features(kind, map.style)
    }
  }

  // MARK: Rasters

  private static func raster(_ band: Int, _ style: MapStyle) -> String {
    let colors: String
    let kind: String
    if let classes = style.classes {
      kind = "singlebandpseudocolor"
      colors = shader(style.rules, classes)
    } else {
      kind = "paletted"
      colors = palette(style.rules)
    }
    return """
      <pipe>
      <rasterrenderer type="\(kind)" band="\(band)" opacity="1" alphaBand="-1" nodataColor="">
      <rasterTransparency/>
      <minMaxOrigin>
      <limits>None</limits>
      <extent>WholeRaster</extent>
      <statAccuracy>Exact</statAccuracy>
      </minMaxOrigin>
      \(colors)
      </rasterrenderer>
      <brightnesscontrast brightness="0" contrast="0"/>
      <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0"/>
      <rasterresampler maxOversampling="2"/>
      </pipe>
      <blendMode>0</blendMode>
      """
  }

  private static func shader(_ rules: [MapStyle.Rule], _ classes: Classes) -> String {
    let items = rules.enumerated().map { index, rule in
      let limit = index < classes.limits.count ? "\(classes.limits[index])" : "inf"
      return """
        <item alpha="255" value="\(limit)" label="\(rule.label.xmlEscaped)" color="\(rule.color.hex)"/>
        """
    }
    let lowest = classes.range?.lowerBound ?? classes.limits.first ?? 0
    let highest = classes.range?.upperBound ?? classes.limits.last ?? 0
    return """
      <rastershader>
      <colorrampshader colorRampType="DISCRETE" classificationMode="1" clip="0" \
      minimumValue="\(lowest)" maximumValue="\(highest)" labelPrecision="6">
      \(items.joined(separator: "\n"))
      </colorrampshader>
      </rastershader>
      """
  }

  private static func palette(_ rules: [MapStyle.Rule]) -> String {
    let entries = rules.compactMap { rule in
      guard case .value(let value) = rule.condition else { return nil as String? }
      return """
        <paletteEntry value="\(value.xmlEscaped)" label="\(rule.label.xmlEscaped)" \
        color="\(rule.color.hex)" alpha="255"/>
        """
    }
    return """
      <colorPalette>
      \(entries.joined(separator: "\n"))
      </colorPalette>
      """
  }

  // MARK: Features

  private static func features(_ kind: SymbolKind, _ style: MapStyle) -> String {
    let rules = style.rules
    let symbols = rules.enumerated().map { symbol(kind, $1, name: $0) }
    let field = "attr=\"\(style.name.xmlEscaped)\""
    let (attributes, list): (String, String) =
      switch style.symbols {
      case .classes:
        ("type=\"graduatedSymbol\" \(field) graduatedMethod=\"GraduatedColor\"", ranges(rules))
      case .sizes:
        ("type=\"graduatedSymbol\" \(field) graduatedMethod=\"GraduatedSize\"", ranges(rules))
      case .categories: ("type=\"categorizedSymbol\" \(field)", categories(rules))
      case .single: ("type=\"singleSymbol\"", "")
      }
    return """
      <renderer-v2 \(attributes) symbollevels="0" forceraster="0" enableorderby="0">
      \(list)<symbols>
      \(symbols.joined(separator: "\n"))
      </symbols>
      </renderer-v2>
      """
  }

  private static func ranges(_ rules: [MapStyle.Rule]) -> String {
    let items = rules.enumerated().compactMap { index, rule in
      guard case .range(let lower, let upper) = rule.condition else { return nil as String? }
      return """
        <range symbol="\(index)" lower="\(lower ?? -1e308)" upper="\(upper ?? 1e308)" render="true" \
        label="\(rule.label.xmlEscaped)"/>
        """
    }
    return "<ranges>\n\(items.joined(separator: "\n"))\n</ranges>\n"
  }

  private static func categories(_ rules: [MapStyle.Rule]) -> String {
    let items = rules.enumerated().compactMap { index, rule in
      guard case .value(let value) = rule.condition else { return nil as String? }
      return """
        <category symbol="\(index)" value="\(value.xmlEscaped)" label="\(rule.label.xmlEscaped)" \
        render="true"/>
        """
    }
    return "<categories>\n\(items.joined(separator: "\n"))\n</categories>\n"
  }

  private static func symbol(_ kind: SymbolKind, _ rule: MapStyle.Rule, name: Int) -> String {
    let color = text(rule.color)
    let size = formatted(kind.size(rule), 2)
    let (type, layer, properties): (String, String, [(String, String)]) =
      switch kind {
      case .point:
        (
          "marker", "SimpleMarker",
          [
            ("name", "circle"), ("color", color), ("size", size), ("size_unit", "MM"),
            ("outline_color", text(rule.form == .strong ? .label : .white)),
            ("outline_style", "solid"), ("outline_width", rule.form == .strong ? "0.4" : "0.2"),
            ("outline_width_unit", "MM"),
          ]
        )
      case .line:
        (
          "line", "SimpleLine",
          [
            ("line_color", color), ("line_style", "solid"), ("line_width", size),
            ("line_width_unit", "MM"), ("capstyle", "round"), ("joinstyle", "round"),
          ]
        )
      case .polygon:
        (
          "fill", "SimpleFill",
          [
            ("color", color), ("style", rule.isHollow ? "no" : "solid"),
            ("outline_color", rule.isHollow ? color : "120,120,120,255"),
            ("outline_style", "solid"), ("outline_width", size), ("outline_width_unit", "MM"),
          ]
        )
      }
    let lines = properties.map { "<prop k=\"\($0)\" v=\"\($1)\"/>" }.joined(separator: "\n")
    return """
      <symbol type="\(type)" name="\(name)" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="\(layer)" enabled="1" locked="0" pass="0">
      \(lines)
      </layer>
      </symbol>
      """
  }

  private static func text(_ color: Color) -> String {
    let (red, green, blue) = color.bytes
    return "\(red),\(green),\(blue),255"
  }
}
