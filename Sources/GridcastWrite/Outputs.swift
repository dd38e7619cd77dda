import Foundation
package import GridcastBase
package import GridcastFiles
import GridcastFormats
import GridcastGeo

extension Raster {
  /// Writes the raster as GeoTIFF with its style beside it, in the files that the staging says.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - style: How the band that matters most is drawn.
  ///   - others: How other bands are drawn, for a project that shows them too.
  ///   - staging: Holds the files until it is committed.
  /// - Throws: `.usage` for an ending other than .tif, `.unwritable` where it cannot be written.
  package func write(
    to path: String, style: MapStyle, others: @escaping @Sendable () -> [MapStyle] = { [] },
    staging: Staging
  ) throws(GridcastError) {
    guard path.namesGeoTIFF else {
      throw GridcastError(.usage, path, "a raster is written as GeoTIFF; end its name in .tif")
    }
    try write(toFile: try staging.temporaryPath(for: path))
    let names = bands.map(\.name)
    let band = names.firstIndex(of: style.name) ?? 0
    var map = StyledMap(
      path: path, content: .band(band + 1, of: names.count), style: style, box: grid.box,
      coordinateSystem: grid.coordinateSystem)
    map.others = {
      others().compactMap { other in
        guard other.name != style.name, let index = names.firstIndex(of: other.name) else {
          return nil
        }
        return (.band(index + 1, of: names.count), other)
      }
    }
    try staging.add(map)
    if staging.styles == .all, let classes = ClassRaster(self, band: band, style) {
      try classes.write(beside: path, staging: staging)
    }
  }
}

extension Features {
  /// Writes points, lines or polygons as one layer with its style beside it.
  ///
  /// - Parameters:
  ///   - path: The file, whose ending names the format.
  ///   - style: How to draw them, the field by the name the user knows; nil for all alike, points
  ///     then as QGIS likes.
  ///   - declared: What a layer without any shape is of.
  ///   - staging: Holds the files until it is committed.
  ///   - allowLoss: Whether to go on where the format cannot hold everything.
  /// - Returns: Sentences that the user should see.
  /// - Throws: `.usage` for an ending that names no format or a name that another output has,
  ///   `.badData` where the format cannot hold them, `.unwritable` where they cannot be written.
  package func write(
    to path: String, style: MapStyle?, kind declared: Shapes.Kind? = nil, staging: Staging,
    allowLoss: Bool = false
  ) throws(GridcastError) -> [Sentence] {
    let format = try VectorFormat(ofPath: path)
    let isTable = format.isCSV
    var survey = Survey(limits: true)
    survey.add(self)
    let kind = isTable ? nil : self.kind ?? declared
    let schema = LayerSchema(
      format, name: URL(filePath: path).deletingPathExtension().lastPathComponent,
      kind: kind, isTable: kind == nil, fields: columns.map(\.field),
      survey: survey, coordinateSystem: coordinateSystem)
    var losses = schema.losses
    let writer = try LayerWriter(path, schema: schema, staging: staging)
    losses += try writer.write(self)
    try writer.close()
    if let loss = losses.first, !allowLoss {
      throw GridcastError(.badData, path, "\(loss); write another format, or \(.allowLoss)")
    }
    if let symbols = kind.flatMap(SymbolKind.init), style != nil || symbols != .point {
      try staging.add(
        StyledMap(
          path: path, content: .features(symbols), style: (style ?? .outlines).renamed(schema),
          box: Box(shapes.points), coordinateSystem: coordinateSystem))
    }
    return (losses + [schema.renaming].compactMap { $0 }).map { "\(path): \($0)" }
  }
}

extension Features {
  /// The one kind that holds all shapes; nil where there are none.
  private var kind: Shapes.Kind? {
    let kinds = Set(shapes.kinds).subtracting([.null])
    let families: [(Shapes.Kind, Shapes.Kind)] = [
      (.point, .multiPoint), (.line, .multiLine), (.polygon, .multiPolygon),
    ]
    guard !kinds.isEmpty else { return nil }
    for (single, multiple) in families where kinds.isSubset(of: [single, multiple]) {
      return kinds == [single] ? single : multiple
    }
    return .multiPolygon
  }
}

extension MapStyle {
  /// The style by the name that its field has in a file; all alike where there is no such field.
  fileprivate func renamed(_ schema: LayerSchema) -> MapStyle {
    guard !name.isEmpty else { return self }
    // Of fields that share a name the last is the one that was added.
    guard let field = schema.fields.last(where: { $0.source.name == name }) else {
      return .outlines
    }
    return MapStyle(field.target.name, symbols, form: form)
  }
}
