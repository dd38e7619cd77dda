/// Style files that QGIS loads by itself when they lie beside a layer.
enum QGISStyle {
  private static func document(_ body: String) -> String {
    """
    <!DOCTYPE qgis>
    <qgis version="3.22.0" styleCategories="Symbology">
    \(body)
    </qgis>

    """
  }

  /// A raster's band in classes of one colour each.
  static func raster(band: Int, classes: Classes) -> String {
    let items = (0..<classes.count).map { index in
      let limit = index < classes.limits.count ? "\(classes.limits[index])" : "inf"
      return """
                <item alpha="255" value="\(limit)" label="\(classes.label(index).xmlEscaped)" \
        color="\(classes.color(index).hex)"/>
        """
    }
    let top = classes.limits.last ?? 0
    return document(
      """
        <pipe>
          <rasterrenderer type="singlebandpseudocolor" band="\(band)" opacity="1" alphaBand="-1" \
      nodataColor="" classificationMin="0" classificationMax="\(top)">
            <rasterTransparency/>
            <minMaxOrigin>
              <limits>None</limits>
              <extent>WholeRaster</extent>
              <statAccuracy>Exact</statAccuracy>
            </minMaxOrigin>
            <rastershader>
              <colorrampshader colorRampType="DISCRETE" classificationMode="1" clip="0" \
      minimumValue="0" maximumValue="\(top)" labelPrecision="6">
      \(items.joined(separator: "\n"))
              </colorrampshader>
            </rastershader>
          </rasterrenderer>
          <brightnesscontrast brightness="0" contrast="0"/>
          <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0"/>
          <rasterresampler maxOversampling="2"/>
        </pipe>
        <blendMode>0</blendMode>
      """)
  }

  /// Polygons in classes by a field.
  static func polygons(field: String, classes: Classes) -> String {
    let ranges = (0..<classes.count).map { index in
      let lower = index == 0 ? -1e308 : classes.limits[index - 1]
      let upper = index < classes.limits.count ? classes.limits[index] : 1e308
      return """
              <range symbol="\(index)" lower="\(lower)" upper="\(upper)" render="true" \
        label="\(classes.label(index).xmlEscaped)"/>
        """
    }
    let symbols = (0..<classes.count).map { index in
      let (red, green, blue) = classes.color(index).bytes
      return """
              <symbol type="fill" name="\(index)" alpha="1" clip_to_extent="1" force_rhr="0">
                <layer class="SimpleFill" enabled="1" locked="0" pass="0">
                  <prop k="color" v="\(red),\(green),\(blue),255"/>
                  <prop k="style" v="solid"/>
                  <prop k="outline_color" v="120,120,120,255"/>
                  <prop k="outline_style" v="solid"/>
                  <prop k="outline_width" v="0.05"/>
                  <prop k="outline_width_unit" v="MM"/>
                </layer>
              </symbol>
        """
    }
    return document(
      """
        <renderer-v2 type="graduatedSymbol" attr="\(field.xmlEscaped)" graduatedMethod="GraduatedColor" \
      symbollevels="0" forceraster="0" enableorderby="0">
          <ranges>
      \(ranges.joined(separator: "\n"))
          </ranges>
          <symbols>
      \(symbols.joined(separator: "\n"))
          </symbols>
        </renderer-v2>
        <layerGeometryType>2</layerGeometryType>
      """)
  }

  /// Polygons as outlines only, for a fishnet without values.
  static let outlines = document(
    """
      <renderer-v2 type="singleSymbol" symbollevels="0" forceraster="0" enableorderby="0">
        <symbols>
          <symbol type="fill" name="0" alpha="1" clip_to_extent="1" force_rhr="0">
            <layer class="SimpleFill" enabled="1" locked="0" pass="0">
              <prop k="style" v="no"/>
              <prop k="outline_color" v="80,80,80,255"/>
              <prop k="outline_style" v="solid"/>
              <prop k="outline_width" v="0.2"/>
              <prop k="outline_width_unit" v="MM"/>
            </layer>
          </symbol>
        </symbols>
      </renderer-v2>
      <layerGeometryType>2</layerGeometryType>
    """)
}
