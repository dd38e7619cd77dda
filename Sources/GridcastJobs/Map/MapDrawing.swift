import Foundation
package import GridcastAnalyse
package import GridcastBase
package import GridcastDraw
package import GridcastFormats

/// A map to be drawn of rasters and layers.
package struct MapDrawing: Sendable {
  /// A file and what of it is shown.
  package struct Input: Sendable, Equatable {
    /// The raster or layer.
    package var source: Source
    /// The raster, where it is at hand.
    package var raster: Raster?
    /// The bands, each a panel, or the field; empty for the one that says most.
    package var names: [String]

    /// A file, and the bands or the field of it.
    package init(_ source: Source, names: [String] = [], raster: Raster? = nil) {
      self.source = source
      self.names = names
      self.raster = raster
    }

    /// Its path.
    package var path: String { source.path }

    /// What a user wrote: `forecast.tif`, `forecast.tif:predicted` or `forecast.tif:before,predicted`.
    package init(parsing text: String) {
      if !FileManager.default.fileExists(atPath: text), let colon = text.lastIndex(of: ":"),
        FileManager.default.fileExists(atPath: String(text[..<colon]))
      {
        let names = text[text.index(after: colon)...].split(separator: ",").map(String.init)
        self.init(Source(String(text[..<colon])), names: names)
      } else {
        self.init(Source(text))
      }
    }
  }

  /// A layer on top of all panels.
  package struct Overlay: Sendable {
    /// The layer.
    package var source: Source
    /// The features of the layer, where they are at hand; else they are read.
    package var features: Features?
    /// The field whose texts are written beside its shapes; nil for none.
    package var label: String?
    /// Its colour; nil for one by its place among the others.
    package var color: Color?

    /// A layer, and the field that labels it.
    package init(_ source: Source, features: Features? = nil, label: String? = nil) {
      self.source = source
      self.features = features
      self.label = label
    }
  }

  /// How values become colours.
  package enum Coloring: Sendable, Equatable {
    /// In classes that are found.
    case classified(Classification, count: Int)
    /// In classes between limits that rise.
    case limits([Double])
    /// In classes that are at hand.
    case classes(Classes)
    /// Flowing from the least to the greatest value.
    case continuous
  }

  /// What the panels show.
  package var inputs: [Input]
  /// Whether a panel is added that shows the last input minus the first.
  package var hasChange = false
  /// What lies on top.
  package var overlays: [Overlay] = []
  /// How values become colours, in all panels alike.
  package var coloring = Coloring.classified(.natural, count: 7)
  /// Whether all numbers are names, such as those of land uses, and each has a colour of its own.
  package var hasCodes = false
  /// The colours; nil for the study's, or for those of change.
  package var ramp: ColorRamp?
  /// The title; nil for none.
  package var title: String?
  /// The titles of the panels; empty for the names of their bands.
  package var panelTitles: [String] = []
  /// The title of the legend; nil for the name of the band or field.
  package var legendTitle: String?
  /// Whether lines of equal coordinates are drawn.
  package var hasGrid = true
  /// The width in pixels of a screen; nil for what the panels need.
  package var width: Int?
  /// The family of the texts; nil for the system's sans-serif font.
  package var font: String?

  /// A map of inputs.
  package init(_ inputs: [Input]) {
    precondition(!inputs.isEmpty, "something to show")
    self.inputs = inputs
  }

  /// All files that are read.
  package var paths: [String] { inputs.map(\.path) + overlays.map(\.source.path) }

  /// Reads what is shown and lays it out.
  ///
  /// - Returns: The map, and sentences that the user should see.
  /// - Throws: `.unreadable` for a missing file; `.badData` for a band or field that is not there, panels
  ///   of different coordinate systems, or nothing to show.
  package func sheet() throws(GridcastError) -> (sheet: MapSheet, notes: [Sentence]) {
    var notes: [Sentence] = []
    var panels: [MapSubject] = []
    for input in inputs {
      panels += try MapSubject.all(
        of: input, in: panels.first?.coordinateSystem, isNamed: hasCodes, &notes)
    }
    Self.tellApart(&panels)
    if hasChange {
      guard panels.count > 1 else {
        throw GridcastError(
          .usage, "change",
          "there is one panel; name two rasters or bands, as in forecast.tif:observed,predicted")
      }
      panels.append(try MapSubject(from: panels[0], to: panels[panels.count - 1]))
    }
    guard panelTitles.count <= panels.count else {
      throw GridcastError(
        .usage, "map",
        "\(counted(panelTitles.count, "title")) for \(counted(panels.count, "panel"))")
    }
    for (index, title) in panelTitles.enumerated() { panels[index].title = title }

    let system = panels[0].coordinateSystem
    var extent = Box.empty
    for panel in panels { extent.add(panel.extent) }
    var legends: [MapLegend] = []
    var above: [MapLayer] = []
    for (index, overlay) in overlays.enumerated() {
      let layer = try overlay.layer(in: system, at: index, over: extent, &notes)
      above.append(layer.layer)
      if let legend = layer.legend { legends.append(legend) }
    }
    guard !extent.isEmpty else {
      throw GridcastError(.badData, inputs[0].path, "it holds nothing that could be shown")
    }
    // A single point has no width.
    if extent.width == 0 || extent.height == 0 {
      extent = extent.expanded(
        by: 0.5 * max(extent.width, extent.height, 1000 / system.metresPerUnit))
    }

    let colored = try colored(panels, &notes)
    var sheet = MapSheet(
      title: title ?? "",
      panels: zip(panels, colored.layers).map {
        // One panel whose title is that of the map or the legend needs none of its own.
        let name = panels.count == 1 && panelTitles.isEmpty ? "" : $0.title
        return MapPanel(title: name, layers: $1 + above)
      }, legends: colored.legends + legends, extent: extent,
      scale: try GroundScale(of: extent, in: system),
      footer: ([system.description, colored.remark] as [String?]).compactMap { $0 }
        .joined(separator: " · "), width: width ?? 500 + 350 * min(panels.count, 3), font: font)
    sheet.hasGrid = hasGrid
    return (sheet, notes)
  }

  /// Names panels of one title by their files, by both where a file has several, and by the folders too
  /// where files have one name.
  private static func tellApart(_ panels: inout [MapSubject]) {
    func rename(_ name: (MapSubject) -> String) {
      let titles = panels.map(\.title)
      for index in panels.indices where titles.count(where: { $0 == titles[index] }) > 1 {
        panels[index].title = name(panels[index])
      }
    }
    let paths = panels.map(\.path)
    rename { panel in
      let isOnly = paths.count { $0 == panel.path } == 1
      return Source(panel.path).name + (isOnly ? "" : " \(panel.title)")
    }
    rename { panel in
      let folder = URL(filePath: panel.path).deletingLastPathComponent().lastPathComponent
      return "\(folder)/\(panel.title)"
    }
  }
}
