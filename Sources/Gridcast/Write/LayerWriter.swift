import Foundation

/// Writes one layer in batches.
public struct LayerWriter: ~Copyable {
  private let path: String
  private let output: VectorOutput
  /// The names under which the format holds the fields, one for each field of the schema.
  public let fieldNames: [String]
  /// The types that the format keeps.
  private let kinds: [Field.Kind]

  /// Begins a layer under a temporary name.
  ///
  /// - Parameters:
  ///   - target: The path that the layer will have once `staging` is committed.
  ///   - schema: The kind of shape, the fields and the coordinate system of the layer.
  ///   - staging: Gives the temporary name.
  /// - Throws: `.usage` for an ending that names no format, `.unwritable` where it cannot be begun,
  ///   `.badData` where the format cannot hold such a layer.
  public init(_ target: String, schema: LayerSchema, staging: Staging) throws(GridcastError) {
    let format = try VectorFormat(ofPath: target)
    if format.isShapefile {
      if schema.kind == .collection {
        throw GridcastError(
          .badData, target,
          "a Shapefile holds one kind of shape, and these are mixed; write .gpkg, or one kind at a time"
        )
      }
      if schema.fields.count > 255 {
        throw GridcastError(
          .badData, target,
          "a Shapefile holds 255 fields, and there are \(schema.fields.count); write .gpkg"
        )
      }
    }
    let width = schema.fields.reduce(1) { $0 + max($1.width, 24) }
    if format.isShapefile && width > 65_500 {
      throw GridcastError(
        .badData, target,
        "a Shapefile's record holds 65,500 bytes, and these fields need \(formatted(width)); write "
          + ".gpkg")
    }
    let names = schema.fields.map(\.name)
    let shortNames = format.isShapefile ? shapefileNames(names) : uniqueNames(names)
    let fields = zip(schema.fields, shortNames).map { field, name in
      var field = format.held(field)
      field.name = name
      return field
    }
    let temporary = try staging.temporaryPath(for: target)
    var kind = schema.kind
    // A Shapefile's single and multiple shapes are one type; the reader tells them apart.
    if format.isShapefile, kind == .multiLine { kind = .line }
    if format.isShapefile, kind == .multiPolygon { kind = .polygon }
    let output = try VectorOutput(
      path: temporary, target: target, driver: format.driver,
      options: format.layerOptions(for: kind, hasZ: schema.hasZ),
      layer: schema.name, kind: kind, hasZ: schema.hasZ, hasM: schema.hasM, fields: fields,
      coordinateSystem: schema.coordinateSystem)
    path = target
    fieldNames = shortNames
    kinds = fields.map(\.kind)
    self.output = output
  }

  /// Writes features whose columns stand in the order of the schema's fields.
  ///
  /// - Returns: What could not be kept as it was, in GDAL's words.
  /// - Throws: `.unwritable` in GDAL's words.
  public func write(_ features: Features) throws(GridcastError) -> [String] {
    var features = features
    for index in features.columns.indices
    where kinds[index] == .text && features.columns[index].field.kind != .text {
      features.columns[index].values = .texts(features.columns[index].spelled)
    }
    return try output.write(features, path)
  }

  /// Ends the layer; the staging puts it in place.
  public consuming func close() throws(GridcastError) {
    try output.close(path)
  }

  /// The fields whose names had to be shortened, as (full, short).
  public func renamedFields(_ schema: LayerSchema) -> [(full: String, short: String)] {
    zip(schema.fields, fieldNames).filter { $0.name != $1 }.map { ($0.name, $1) }
  }
}
