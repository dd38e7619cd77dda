import Foundation
package import GridcastBase
package import GridcastFiles
import GridcastFormats
import GridcastGeo

extension Raster {
  /// Writes the raster as GeoTIFF, together with the style files that the staging asks for.
  ///
  /// - Parameters:
  ///   - path: The path of the GeoTIFF.
  ///   - style: The style of the most important band.
  ///   - others: The styles of other bands, for projects that show them too.
  ///   - staging: The staging that the files belong to.
  /// - Throws: `.usage` where the ending is not .tif; `.unwritable` where it cannot be written.
  package func write(
    to path: String, style: MapStyle, others: @escaping @Sendable () -> [MapStyle] = { [] },
    staging: Staging
  ) throws(GridcastError) {
    try Output.raster(path).checkEnding()
    try write(toFile: try staging.temporaryPath(for: path), for: path)
    try staging.addBands(
      bands.map { CellRows($0.name, grid, $0.values) }, of: path, style: style, others: others)
  }
}

extension Staging {
  /// Adds the style files of a raster that was written.
  ///
  /// - Parameters:
  ///   - bands: The bands.
  ///   - path: The path of the GeoTIFF.
  ///   - style: The style of the most important band.
  ///   - others: The styles of other bands, for projects that show them too.
  /// - Throws: `.unwritable` where a style cannot be written.
  func addBands(
    _ bands: [CellRows], of path: String, style: MapStyle,
    others: @escaping @Sendable () -> [MapStyle]
  ) throws(GridcastError) {
    let grid = bands[0].grid
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
    try add(map)
    if styles == .all, let classes = try ClassRaster(bands[band], style) {
      try classes.write(beside: path, staging: self)
    }
  }
}

extension Features {
  /// Writes points, lines or polygons as one layer, together with its style files.
  ///
  /// - Parameters:
  ///   - path: The path of the file, whose ending selects the format.
  ///   - style: The style, which refers to a field by the name that the user knows; nil to draw all
  ///     features alike, points in QGIS's default style.
  ///   - declared: The geometry type of a layer without shapes.
  ///   - staging: The staging that the files belong to.
  ///   - allowLoss: Whether to write even if the format cannot store everything.
  /// - Returns: Sentences for the user.
  /// - Throws: `.usage` where the ending selects no format or another output has the name;
  ///   `.badData` where the format cannot store the features; `.unwritable` where they cannot be
  ///   written.
  package func write(
    to path: String, style: MapStyle?, kind declared: Shapes.Kind? = nil, staging: Staging,
    allowLoss: Bool = false
  ) throws(GridcastError) -> [Sentence] {
    try Features.write(
      batches: 1, { _ in self }, to: path, style: style, kind: declared, staging: staging,
      allowLoss: allowLoss)
  }

  /// Writes a layer that is made batch by batch, each of them twice: to see what it needs, and to be written.
  ///
  /// There are `count` batches, 1 at least, all with the same fields and system; the rest is as for one layer
  /// that is held.
  package static func write(
    batches count: Int, _ batch: (Int) -> Features, to path: String, style: MapStyle?,
    kind declared: Shapes.Kind? = nil, staging: Staging, allowLoss: Bool = false
  ) throws(GridcastError) -> [Sentence] {
    let format = try VectorFormat(ofPath: path)
    let isTable = format.isCSV
    var survey = Survey(limits: true)
    var kinds: Set<Shapes.Kind> = []
    var box = Box.empty
    var fields: [Field] = []
    var coordinateSystem: CoordinateSystem?
    for index in 0..<count {
      let features = batch(index)
      survey.add(features)
      kinds.formUnion(features.shapes.kinds)
      box.add(Box(features.shapes.points))
      fields = features.columns.map(\.field)
      coordinateSystem = features.coordinateSystem
    }
    let kind = isTable ? nil : Self.kind(of: kinds) ?? declared
    let schema = LayerSchema(
      format, name: URL(filePath: path).deletingPathExtension().lastPathComponent,
      kind: kind, isTable: kind == nil, fields: fields,
      survey: survey, coordinateSystem: coordinateSystem,
      disarmsFormulas: staging.disarmsFormulas)
    var losses = schema.losses
    let writer = try LayerWriter(path, schema: schema, staging: staging)
    for index in 0..<count {
      losses += try writer.write(batch(index)).filter { !losses.contains($0) }
    }
    try writer.close()
    if let loss = losses.first, !allowLoss {
      throw GridcastError(.badData, path, "\(loss); write another format, or \(.allowLoss)")
    }
    if let symbols = kind.flatMap(SymbolKind.init), style != nil || symbols != .point {
      try staging.add(
        StyledMap(
          path: path, content: .features(symbols), style: (style ?? .outlines).renamed(schema),
          box: box, coordinateSystem: coordinateSystem))
    }
    let disarmed = schema.fields.filter { $0.cleaning == .formulas }.compactMap(\.change)
    return (losses + disarmed + [schema.renaming].compactMap { $0 }).map { "\(path): \($0)" }
  }
}

extension Features {
  /// The one geometry type that holds shapes of some types; nil where there are none.
  private static func kind(of all: Set<Shapes.Kind>) -> Shapes.Kind? {
    let kinds = all.subtracting([.null])
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
  /// The style with the name that its field has in the file; without such a field it draws all
  /// alike.
  fileprivate func renamed(_ schema: LayerSchema) -> MapStyle {
    guard !name.isEmpty else { return self }
    // Where fields share a name, the last is the one that was added for the style.
    guard let field = schema.fields.last(where: { $0.source.name == name }) else {
      return .outlines
    }
    return MapStyle(field.target.name, symbols, form: form)
  }
}
