import Foundation
package import GridcastBase
package import GridcastFiles
import GridcastGeo

/// A QGIS project that shows styled maps in groups, by paths relative to the project.
package struct QGISProject {
  /// One layer of the project.
  package struct Layer {
    /// The name in the legend.
    package let title: String
    /// The map with its style.
    package let map: StyledMap
    /// Whether the layer is shown when the project is opened.
    package let isVisible: Bool
    /// The suffix to the path in QGIS's notation, as in `|layername=a`.
    package var selection = ""
    /// The encoding of the map's texts.
    package var encoding = TextEncoding.utf8
    /// What the legend of the page calls it; nil for its name.
    package var legendTitle: String?

    /// Makes a layer of a map.
    package init(
      title: String, map: StyledMap, isVisible: Bool, selection: String = "",
      encoding: String = TextEncoding.utf8
    ) {
      self.title = title
      self.map = map
      self.isVisible = isVisible
      self.selection = selection
      self.encoding = encoding
    }
  }

  /// A group of layers.
  package struct Group {
    /// The name in the legend.
    package let title: String
    /// The layers, the uppermost first.
    package let layers: [Layer]

    /// A group of layers.
    package init(title: String, layers: [Layer]) {
      self.title = title
      self.layers = layers
    }
  }

  /// The project's title.
  package let title: String
  /// The groups, the uppermost first.
  package let groups: [Group]
  /// The extent of the view.
  package let box: Box
  /// The coordinate system of the view.
  package let coordinateSystem: CoordinateSystem?
  /// The page to print; nil for none.
  package let page: QGISPage?

  /// Makes a project of groups.
  package init(
    title: String, groups: [Group], box: Box, coordinateSystem: CoordinateSystem?,
    page: QGISPage? = nil
  ) {
    self.page = page
    self.title = title
    self.groups = groups
    self.box = box
    self.coordinateSystem = coordinateSystem
  }

  /// Writes the project as `.qgz`, or as `.qgs` where the path ends so.
  ///
  /// - Throws: `.unwritable` where it cannot be written.
  package func write(to path: String, staging: Staging) throws(GridcastError) {
    let url = URL(filePath: path).standardizedFileURL
    let text = Array(document(in: url.deletingLastPathComponent()).utf8)
    guard url.pathExtension == "qgz" else { return try text.write(to: path, staging: staging) }
    // GDAL encodes names in archives in a way that programs read differently.
    try Zip.archive(text, named: "project.qgs", for: path).write(to: path, staging: staging)
  }

  private func document(in folder: URL) -> String {
    // QGIS accepts only identifiers of more than ten characters, and replaces others by random
    // ones.
    func name(_ number: Int) -> String { "gridcast_layer_\(number)" }
    var number = 0
    var tree: [String] = []
    var layers: [String] = []
    var legend: [QGISPage.Line] = []
    for group in groups {
      var items: [String] = []
      for layer in group.layers {
        number += 1
        items.append(Self.leaf(layer, name(number)))
        if layer.isVisible { legend.append(Self.line(layer, name(number))) }
        layers.append(layer.element(name(number), in: folder))
      }
      tree.append(
        """
        <layer-tree-group name="\(group.title.xmlEscaped)" checked="Qt::Checked" expanded="1">
        \(items.joined(separator: "\n"))
        </layer-tree-group>
        """)
    }
    let order = (0..<number).map { "<layer id=\"\(name($0 + 1))\"/>" }
    let system = Self.reference(coordinateSystem)
    let (width, height) = (box.maxX - box.minX, box.maxY - box.minY)
    let margin = 0.05 * max(width, height)
    let edges = [
      ("xmin", box.minX - margin), ("ymin", box.minY - margin), ("xmax", box.maxX + margin),
      ("ymax", box.maxY + margin),
    ]
    return """
      <!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
      <qgis projectname="\(title.xmlEscaped)" version="3.22.0">
      <title>\(title.xmlEscaped)</title>
      <projectCrs>
      \(system)
      </projectCrs>
      <layer-tree-group>
      \(tree.joined(separator: "\n"))
      </layer-tree-group>
      <mapcanvas name="theMapCanvas" annotationsVisible="1">
      <extent>
      \(edges.map { "<\($0.0)>\($0.1)</\($0.0)>" }.joined(separator: "\n"))
      </extent>
      <rotation>0</rotation>
      <destinationsrs>
      \(system)
      </destinationsrs>
      </mapcanvas>
      <projectlayers>
      \(layers.joined(separator: "\n"))
      </projectlayers>
      <layerorder>
      \(order.joined(separator: "\n"))
      </layerorder>
      \(page?.element(box, in: coordinateSystem, legend) ?? "<Layouts/>")
      <properties>
      <Paths>
      <Absolute type="bool">false</Absolute>
      </Paths>
      <SpatialRefSys>
      <ProjectionsEnabled type="int">1</ProjectionsEnabled>
      </SpatialRefSys>
      </properties>
      <ProjectViewSettings UseProjectScales="0" rotation="0">
      <Scales/>
      <DefaultViewExtent \(edges.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: " "))>
      \(system)
      </DefaultViewExtent>
      </ProjectViewSettings>
      </qgis>

      """
  }

  private static func line(_ layer: Layer, _ name: String) -> QGISPage.Line {
    let isRaster = if case .band = layer.map.content { true } else { false }
    let rules = layer.map.style.rules
    return QGISPage.Line(
      id: name, name: layer.title, title: layer.legendTitle ?? layer.title,
      classes: rules.count > 1 ? rules.count : 0, isRaster: isRaster)
  }

  private static func leaf(_ layer: Layer, _ name: String) -> String {
    """
    <layer-tree-layer id="\(name)" name="\(layer.title.xmlEscaped)" expanded="\(layer.isVisible ? 1 : 0)" \
    checked="Qt::\(layer.isVisible ? "Checked" : "Unchecked")"/>
    """
  }

  /// The element that describes a coordinate system in a project.
  static func reference(_ system: CoordinateSystem?) -> String {
    guard let system else { return "<spatialrefsys/>" }
    return """
      <spatialrefsys>
      <wkt>\(system.wkt.xmlEscaped)</wkt>
      <authid>\((system.code ?? "").xmlEscaped)</authid>
      </spatialrefsys>
      """
  }
}

extension QGISProject.Layer {
  fileprivate func element(_ name: String, in folder: URL) -> String {
    let way = URL(filePath: map.path).relativePath(from: folder)
    let source = (way.hasPrefix("../") ? way : "./\(way)") + selection
    let type: String
    let provider: String
    switch map.content {
    case .band:
      type = "type=\"raster\""
      provider = "<provider>gdal</provider>"
    case .features(let kind):
      let shape = ["Point", "Line", "Polygon"][kind.rawValue]
      type = "type=\"vector\" geometry=\"\(shape)\""
      provider = "<provider encoding=\"\(encoding.xmlEscaped)\">ogr</provider>"
    }
    return """
      <maplayer \(type) styleCategories="AllStyleCategories" hasScaleBasedVisibilityFlag="0" \
      autoRefreshEnabled="0">
      <id>\(name)</id>
      <datasource>\(source.xmlEscaped)</datasource>
      <layername>\(title.xmlEscaped)</layername>
      <srs>
      \(QGISProject.reference(map.coordinateSystem))
      </srs>
      \(provider)
      \(QGISStyle.renderer(map))
      </maplayer>
      """
  }
}
