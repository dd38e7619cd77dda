import GridcastBase

/// Writes styles as Styled Layer Descriptors, which GeoServer and QGIS read.
///
/// They follow OGC 02-070 (SLD 1.0.0); the `type` of a colour map is an extension of GeoServer.
enum LayerDescriptor {
  /// The content of an `.sld`.
  static func document(_ map: StyledMap) -> String {
    let rules =
      switch map.content {
      case .band(let band, _): [rule("", raster(band, map.style))]
      case .features(let kind): features(kind, map.style)
      }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" \
      xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink" \
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
      xsi:schemaLocation="http://www.opengis.net/sld \
      http://schemas.opengis.net/sld/1.0.0/StyledLayerDescriptor.xsd">
      <NamedLayer>
      <Name>\(map.title.xmlEscaped)</Name>
      <UserStyle>
      <Title>\((map.style.name.isEmpty ? map.title : map.style.name).xmlEscaped)</Title>
      <FeatureTypeStyle>
      \(rules.joined(separator: "\n"))
      </FeatureTypeStyle>
      </UserStyle>
      </NamedLayer>
      </StyledLayerDescriptor>

      """
  }

  private static func rule(_ head: String, _ symbolizer: String) -> String {
    "<Rule>\n\(head)\(symbolizer)\n</Rule>"
  }

  // MARK: Rasters

  private static func raster(_ band: Int, _ style: MapStyle) -> String {
    let rules = style.rules
    let limits = style.classes.map { $0.openLimits + [$0.outerBounds.upper] } ?? []
    let entries = rules.enumerated().map { index, rule in
      let quantity =
        if case .value(let value) = rule.condition { value } else { "\(limits[index])" }
      return """
        <ColorMapEntry color="\(rule.color.hex)" quantity="\(quantity.xmlEscaped)" \
        label="\(rule.label.xmlEscaped)" opacity="1"/>
        """
    }
    return """
      <RasterSymbolizer>
      <ChannelSelection>
      <GrayChannel>
      <SourceChannelName>\(band)</SourceChannelName>
      </GrayChannel>
      </ChannelSelection>
      <ColorMap type="\(style.classes == nil ? "values" : "intervals")">
      \(entries.joined(separator: "\n"))
      </ColorMap>
      </RasterSymbolizer>
      """
  }

  // MARK: Features

  private static func features(_ kind: SymbolKind, _ style: MapStyle) -> [String] {
    style.rules.enumerated().map { index, item in
      var head = "<Name>\((item.label.isEmpty ? "\(index + 1)" : item.label).xmlEscaped)</Name>\n"
      if !item.label.isEmpty { head += "<Title>\(item.label.xmlEscaped)</Title>\n" }
      head += filter(item.condition, style.name)
      return rule(head, symbolizer(kind, item))
    }
  }

  private static func filter(_ condition: MapStyle.Rule.Condition, _ field: String) -> String {
    func compare(_ name: String, _ value: String) -> String {
      """
      <ogc:\(name)>
      <ogc:PropertyName>\(field.xmlEscaped)</ogc:PropertyName>
      <ogc:Literal>\(value.xmlEscaped)</ogc:Literal>
      </ogc:\(name)>
      """
    }
    var parts: [String] = []
    switch condition {
    case .range(let lower, let upper):
      if let lower { parts.append(compare("PropertyIsGreaterThan", "\(lower)")) }
      if let upper { parts.append(compare("PropertyIsLessThanOrEqualTo", "\(upper)")) }
    case .value(let value): parts.append(compare("PropertyIsEqualTo", value))
    case .all: break
    }
    guard !parts.isEmpty else { return "" }
    let all = parts.joined(separator: "\n")
    return
      "<ogc:Filter>\n\(parts.count > 1 ? "<ogc:And>\n\(all)\n</ogc:And>" : all)\n</ogc:Filter>\n"
  }

  private static func symbolizer(_ kind: SymbolKind, _ rule: MapStyle.Rule) -> String {
    // The standard defines a pixel as 0.28 mm.
    let size = formatted(kind.size(rule) / 0.28, 2)
    func fill(_ color: String) -> String {
      "<Fill>\n<CssParameter name=\"fill\">\(color)</CssParameter>\n</Fill>\n"
    }
    func stroke(_ color: String, _ width: String) -> String {
      """
      <Stroke>
      <CssParameter name="stroke">\(color)</CssParameter>
      <CssParameter name="stroke-width">\(width)</CssParameter>
      </Stroke>

      """
    }
    switch kind {
    case .point:
      let rim = rule.form == .strong ? stroke(Color.label.hex, "1.4") : stroke("#ffffff", "0.7")
      return """
        <PointSymbolizer>
        <Graphic>
        <Mark>
        <WellKnownName>circle</WellKnownName>
        \(fill(rule.color.hex))\(rim)</Mark>
        <Size>\(size)</Size>
        </Graphic>
        </PointSymbolizer>
        """
    case .line:
      return "<LineSymbolizer>\n\(stroke(rule.color.hex, size))</LineSymbolizer>"
    case .polygon:
      let isHollow = rule.isHollow
      let inside = isHollow ? "" : fill(rule.color.hex)
      let outline = stroke(isHollow ? rule.color.hex : "#787878", size)
      return "<PolygonSymbolizer>\n\(inside)\(outline)</PolygonSymbolizer>"
    }
  }
}
