import Foundation
package import GridcastAnalyse
package import GridcastBase
package import GridcastDraw
package import GridcastFormats

/// A map of rasters and layers, to be drawn.
package struct MapDrawing: Sendable {
  /// A file, and the bands or the field to show.
  package struct Input: Sendable, Equatable {
    /// The raster or layer to read.
    package var source: Source
    /// The raster, if it is in memory already.
    package var raster: Raster?
    /// The names of the bands, each in its own panel, or of the field; empty for the most
    /// informative.
    package var names: [String]

    /// Makes an input from a file and the names of its bands or field.
    package init(_ source: Source, names: [String] = [], raster: Raster? = nil) {
      self.source = source
      self.names = names
      self.raster = raster
    }

    /// The path of the file.
    package var path: String { source.path }

    /// Parses `forecast.tif`, `forecast.tif:predicted` or `forecast.tif:before,predicted`.
    package init(parsing text: String) {
      // The name of a file or of a band may hold colons itself.
      let colon = text.indices.first { index in
        text[index] == ":" && FileManager.default.fileExists(atPath: String(text[..<index]))
      }
      if !FileManager.default.fileExists(atPath: text), let colon {
        let names = text[text.index(after: colon)...].split(separator: ",").map(String.init)
        self.init(Source(String(text[..<colon])), names: names)
      } else {
        self.init(Source(text))
      }
    }
  }

  /// A layer on top of all panels.
  package struct Overlay: Sendable {
    /// The layer to read.
    package var source: Source
    /// The features of the layer, if they are in memory already.
    package var features: Features?
    /// The field with the labels of shapes; nil for none.
    package var label: String?
    /// The colour; nil for one by the position among overlays.
    package var color: Color?
    /// The width of lines in pixels.
    var lineWidth = 1.2
    /// Whether areas are filled, with a white rim, and not drawn as outlines.
    var isFilled = false
    /// How each shape is marked where it is a point; empty for discs.
    var symbols: [MapSymbol] = []
    /// The lines of the legend; nil for one with the name of the layer.
    var entries: [(label: String, mark: MapLegend.Mark, color: Color)]?

    /// Makes an overlay of a layer, with the field of its labels.
    package init(_ source: Source, features: Features? = nil, label: String? = nil) {
      self.source = source
      self.features = features
      self.label = label
    }
  }

  /// How values are mapped to colours.
  package enum Coloring: Sendable, Equatable {
    /// By classes that are computed.
    case classified(Classification, count: Int)
    /// By classes between limits in ascending order.
    case limits([Double])
    /// By given classes.
    case classes(Classes)
    /// By continuous colours from the least to the greatest value.
    case continuous
  }

  /// The inputs of the panels.
  package var inputs: [Input]
  /// Whether to add a panel with the last input minus the first.
  package var hasChange = false
  /// The overlays, which are drawn in all panels.
  package var overlays: [Overlay] = []
  /// Roads, water and districts, for orientation.
  package var base: [Source] = []
  /// How values are mapped to colours, the same in all panels.
  package var coloring = Coloring.classified(.natural, count: 7)
  /// Whether numbers are codes, such as those of land uses, that each have a colour.
  package var hasCodes = false
  /// The colours; nil for the default for amounts or changes.
  package var ramp: ColorRamp?
  /// The title; nil for none.
  package var title: String?
  /// The titles of the panels; empty for the names of their bands.
  package var panelTitles: [String] = []
  /// The title of the legend; nil for the name of the band or field.
  package var legendTitle: String?
  /// Whether the coordinate grid is drawn.
  package var hasGrid = true
  /// The width in pixels of 1/96 inch; nil for as much as the panels need.
  package var width: Int?
  /// The page that it fills; nil for a picture of its width.
  package var paper: Paper?
  /// Who made it of what, a line each below the map.
  package var credits: [String] = []
  /// The font family; nil for the system's sans-serif font.
  package var font: String?

  /// Makes a map of inputs.
  package init(_ inputs: [Input]) {
    precondition(!inputs.isEmpty, "something to show")
    self.inputs = inputs
  }

  /// The paths of all files that are read.
  package var paths: [String] {
    inputs.map(\.path) + overlays.map(\.source.path) + base.map(\.path)
  }

  /// Reads the inputs and lays out the map.
  ///
  /// - Returns: The map, and sentences for the user.
  /// - Throws: `.unreadable` where a file is missing; `.badData` where a band or field is missing,
  ///   panels have different coordinate systems, or there is nothing to show.
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
    // The extent of a single point has no width.
    if extent.width == 0 || extent.height == 0 {
      extent = extent.expanded(
        by: 0.5 * max(extent.width, extent.height, 1000 / system.metresPerUnit))
    }

    let base = try BaseMap(base, in: system, over: extent, &notes)
    let colored = try colored(panels, &notes)
    var sheet = MapSheet(
      title: title ?? "",
      panels: zip(panels, colored.layers).map {
        // A single panel needs no title of its own besides that of the map or legend.
        let name = panels.count == 1 && panelTitles.isEmpty ? "" : $0.title
        return MapPanel(title: name, layers: base.below + $1 + base.above + above)
      }, legends: colored.legends + legends + base.legends, extent: extent,
      scale: try GroundScale(of: extent, in: system),
      footer: ([system.description, colored.remark?.description] as [String?]).compactMap { $0 }
        .joined(separator: " · "), width: width ?? 500 + 350 * min(panels.count, 3), font: font)
    sheet.hasGrid = hasGrid
    sheet.paper = paper
    sheet.credits = credits
    return (sheet, notes)
  }

  /// Distinguishes panels with the same title by their files, by both where a file has several, and
  /// by their folders too where files have the same name.
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
