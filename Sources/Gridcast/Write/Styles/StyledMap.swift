import Foundation

/// Which files that say how a map is drawn are written beside it.
public enum StyleFiles: String, Sendable, CaseIterable {
  /// `.qml`, which QGIS loads by itself.
  case qml
  /// Also `.sld`, `.lyrx` and a raster of classes with its palette and tables.
  case all
}

/// What a layer's symbols are: of points, lines or polygons.
enum SymbolKind: Int, Sendable {
  // The numbers are those of QGIS.
  case point, line, polygon

  /// nil for what has no one kind of symbol.
  init?(_ kind: Shapes.Kind) {
    switch kind {
    case .point, .multiPoint: self = .point
    case .line, .multiLine: self = .line
    case .polygon, .multiPolygon: self = .polygon
    case .null, .collection: return nil
    }
  }

  /// The diameter of points, the width of lines, or that of outlines, in millimetres.
  func size(_ rule: MapStyle.Rule) -> Double {
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
struct StyledMap: Sendable {
  /// What is drawn.
  enum Content: Sendable, Equatable {
    /// One band, counted from 1, of so many.
    case band(Int, of: Int)
    /// The features of the only layer.
    case features(SymbolKind)
  }

  /// The file.
  let path: String
  /// What is drawn.
  var content: Content
  /// How it is drawn, its field named as it is written.
  var style: MapStyle
  /// What it covers.
  let box: Box
  /// The coordinate system.
  let coordinateSystem: CoordinateSystem?
  /// What else of the file a project shows, and how; made only when it is asked for.
  var others: @Sendable () -> [(content: Content, style: MapStyle)] = { [] }

  /// The file's name without folder and ending.
  var title: String { URL(filePath: path).deletingPathExtension().lastPathComponent }

  /// Writes the small files that say how the map is drawn.
  func writeStyles(_ staging: Staging) throws(GridcastError) {
    try QGISStyle.document(self).write(beside: path, ending: "qml", staging: staging)
    guard staging.styles == .all else { return }
    try LayerDescriptor.document(self).write(beside: path, ending: "sld", staging: staging)
    if let layer = ArcGISLayer(self) {
      try layer.document.write(beside: path, ending: "lyrx", staging: staging)
    }
  }
}
