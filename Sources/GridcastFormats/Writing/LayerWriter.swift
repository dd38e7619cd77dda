import Foundation
package import GridcastBase
package import GridcastFiles

/// Writes the features of one layer in batches.
package struct LayerWriter: ~Copyable {
  /// Makes of features what `append` adds to the file; it can do so on several threads.
  package let encoder: LayerEncoder
  private let output: any LayerOutput

  /// Begins a layer under a temporary path, or in a transaction where the target is a database.
  ///
  /// - Parameters:
  ///   - target: The path that the layer will have once `staging` is committed, or `PG:…`.
  ///   - schema: The geometry type, the fields and the coordinate system of the layer.
  ///   - addition: What is added to an existing file; nil where the file is new.
  ///   - isLeftToGDAL: Whether GDAL writes a format too that Gridcast writes itself.
  ///   - staging: Provides the temporary path.
  /// - Throws: `.unwritable` where the layer cannot be created; `.badData` where the format cannot
  ///   hold it.
  package init(
    _ target: String, schema: LayerSchema, addition: Addition? = nil, isLeftToGDAL: Bool = false,
    staging: Staging
  ) throws(GridcastError) {
    let format = schema.format
    try Self.check(schema, target)
    if format.isShapefile { try Self.checkShapefile(schema, target) }
    let path =
      format.isDatabase
      ? NetworkName(target)?.gdalName ?? target
      : addition != nil
        ? try staging.temporaryCopy(of: target) : try staging.temporaryPath(for: target)
    // GDAL packs the files of a Shapefile (.shz), and makes a folder of them where there is no ending.
    let isSet = ["shp", "dbf"].contains(target.fileEnding)
    let encoder = try LayerEncoder(
      schema, isLeftToGDAL: isLeftToGDAL || addition != nil || format.isShapefile && !isSet)
    let place = OutputPlace(target: target, staged: path, staging: staging)
    let output: any LayerOutput =
      switch encoder.own {
      case .rows(let rows): try RowOutput(rows, at: place)
      case .shapefile(let rows): try ShapefileLayer(rows, schema, at: place)
      case .flatGeobuf(let rows): try FlatGeobufLayer(rows, schema, at: place)
      case .geoPackage: try GeoPackageLayer(schema, at: place)
      case .parquet(let rows): try ParquetLayer(rows, schema, at: place)
      case .arrow(let rows): try ArrowLayer(rows, schema, at: place)
      case nil: try GDALLayer(schema, addition: addition, at: place)
      }
    self.encoder = encoder
    self.output = output
  }

  /// Refuses to write a Shapefile of a table, which would be a .dbf without the .shp that was asked for.
  ///
  /// - Throws: `.usage`.
  package static func check(_ schema: LayerSchema, _ target: String) throws(GridcastError) {
    guard schema.format.isShapefile, schema.kind == nil, target.lowercased().hasSuffix(".shp")
    else { return }
    throw GridcastError(
      .usage, target,
      "there are no shapes to write that a Shapefile holds, only a table; write .dbf, .csv or .gpkg, or \(.nameColumns) that hold positions"
    )
  }

  private static func checkShapefile(_ schema: LayerSchema, _ target: String)
    throws(GridcastError)
  {
    if let most = schema.format.fieldCount, schema.fields.count > most {
      throw GridcastError(
        .badData, target,
        "a Shapefile holds \(most) fields, and there are \(formatted(schema.fields.count)); write .gpkg, or "
          + "\(.takeFewerFields)")
    }
    let width = schema.fields.reduce(1) { $0 + max($1.target.width, 10) }
    if width > 65_500 {
      throw GridcastError(
        .badData, target,
        "a Shapefile's record holds 65,500 bytes, and these fields need \(formatted(width)); write "
          + ".gpkg")
    }
  }

  /// Writes features, whose columns are in the order of the schema's fields.
  ///
  /// - Returns: GDAL's messages about values that could not be kept.
  /// - Throws: `.unwritable` with GDAL's message.
  package func write(_ features: Features) throws(GridcastError) -> [Sentence] {
    try append(try encoder.encode(features))
  }

  /// Adds features that `encoder` has made ready.
  ///
  /// - Returns: GDAL's messages about values that could not be kept.
  /// - Throws: `.unwritable` with GDAL's message, or the system's.
  package func append(_ batch: EncodedBatch) throws(GridcastError) -> [Sentence] {
    try output.append(batch.content)
  }

  /// Completes the layer; committing the staging moves it to its place.
  ///
  /// - Throws: `.unwritable` where something could not be written.
  package consuming func close() throws(GridcastError) { try output.close() }
}

/// What is added to a file that is there.
package enum Addition: Sendable {
  /// Features of a layer that it has.
  case features
  /// A layer that it does not have.
  case layer
}

/// Where a layer is written: its path in the end, and the one before it is put in place.
struct OutputPlace {
  let target: String
  let staged: String
  let staging: Staging
}

/// The files, or the table of a database, that a layer is written to.
protocol LayerOutput: AnyObject {
  /// Adds features in the form that this output's encoder gives them.
  ///
  /// - Returns: GDAL's messages about values that could not be kept.
  /// - Throws: `.unwritable` where they cannot be written.
  func append(_ content: EncodedBatch.Content) throws(GridcastError) -> [Sentence]
  /// Completes the files.
  ///
  /// - Throws: `.unwritable` where something could not be written.
  func close() throws(GridcastError)
}
