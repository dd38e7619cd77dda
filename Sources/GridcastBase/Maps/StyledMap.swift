import Foundation

/// The kind of a layer's symbols: for points, lines or polygons.
package enum SymbolKind: Int, Sendable {
  // The raw values are those of QGIS.
  case point, line, polygon

  /// The kind of symbol for a geometry type; nil for one that has no single kind.
  package init?(_ kind: Shapes.Kind) {
    switch kind {
    case .point, .multiPoint: self = .point
    case .line, .multiLine: self = .line
    case .polygon, .multiPolygon: self = .polygon
    case .null, .collection: return nil
    }
  }

  /// The size of a symbol in millimetres: the diameter of points, the width of lines, or that of
  /// outlines.
  package func size(_ rule: MapStyle.Rule) -> Double {
    switch self {
    case .point:
      rule.form == .strong
        ? 3.6 + 4.4 * rule.size : rule.condition == .all ? 1.4 : 2 + 6 * rule.size
    case .line: 0.5 + 2 * rule.size + (rule.form == .strong ? 0.4 : 0)
    case .polygon: !rule.isHollow ? 0.05 : rule.condition == .all ? 0.2 : 0.6
    }
  }
}

/// A map that was written to a file, and how it is drawn.
package struct StyledMap: Sendable {
  /// What a style applies to.
  package enum Content: Sendable, Equatable {
    /// The band with this number, counted from 1, and the number of bands in the file.
    case band(Int, of: Int)
    /// The features of the only layer.
    case features(SymbolKind)
  }

  /// The path of the file.
  package let path: String
  /// What the style applies to.
  package var content: Content
  /// How the map is drawn; the field is named as in the file.
  package var style: MapStyle
  /// The extent of the map.
  package let box: Box
  /// The coordinate system of the map.
  package let coordinateSystem: CoordinateSystem?
  /// What else a project shows from this file, with its style; evaluated only when a project is
  /// written.
  package var others: @Sendable () -> [(content: Content, style: MapStyle)] = { [] }

  /// Describes a map in a file.
  package init(
    path: String, content: Content, style: MapStyle, box: Box, coordinateSystem: CoordinateSystem?
  ) {
    self.path = path
    self.content = content
    self.style = style
    self.box = box
    self.coordinateSystem = coordinateSystem
  }

  /// The file's name without its folder and ending.
  package var title: String { URL(filePath: path).deletingPathExtension().lastPathComponent }
}
