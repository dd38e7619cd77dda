import Foundation

/// What a layer's symbols are: of points, lines or polygons.
package enum SymbolKind: Int, Sendable {
  // The numbers are those of QGIS.
  case point, line, polygon

  /// nil for what has no one kind of symbol.
  package init?(_ kind: Shapes.Kind) {
    switch kind {
    case .point, .multiPoint: self = .point
    case .line, .multiLine: self = .line
    case .polygon, .multiPolygon: self = .polygon
    case .null, .collection: return nil
    }
  }

  /// The diameter of points, the width of lines, or that of outlines, in millimetres.
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

/// A map that was written, and how it is drawn.
package struct StyledMap: Sendable {
  /// What is drawn.
  package enum Content: Sendable, Equatable {
    /// One band, counted from 1, of so many.
    case band(Int, of: Int)
    /// The features of the only layer.
    case features(SymbolKind)
  }

  /// The file.
  package let path: String
  /// What is drawn.
  package var content: Content
  /// How it is drawn, its field named as it is written.
  package var style: MapStyle
  /// What it covers.
  package let box: Box
  /// The coordinate system.
  package let coordinateSystem: CoordinateSystem?
  /// What else of the file a project shows, and how; made only when it is asked for.
  package var others: @Sendable () -> [(content: Content, style: MapStyle)] = { [] }

  /// A map in a file.
  package init(
    path: String, content: Content, style: MapStyle, box: Box, coordinateSystem: CoordinateSystem?
  ) {
    self.path = path
    self.content = content
    self.style = style
    self.box = box
    self.coordinateSystem = coordinateSystem
  }

  /// The file's name without folder and ending.
  package var title: String { URL(filePath: path).deletingPathExtension().lastPathComponent }
}
