package import GridcastBase
import GridcastGeo

/// Makes of features what is added to a file, as the schema has it.
///
/// All that can be done of writing without the features before is done here, so that batches can be made
/// ready side by side.
package struct LayerEncoder: Sendable {
  let schema: LayerSchema
  /// How Gridcast writes the format itself; nil where GDAL writes the layer.
  let own: Own?

  /// The formats that Gridcast writes itself.
  enum Own: Sendable {
    case rows(any RowFormat)
    case shapefile(ShapefileRows)
    case flatGeobuf(FlatGeobufRows)
    case geoPackage(GeoPackageRows)
    case parquet(ParquetRows)
    case arrow(ArrowRows)
  }

  init(_ schema: LayerSchema, isLeftToGDAL: Bool) throws(GridcastError) {
    self.schema = schema
    own =
      switch isLeftToGDAL ? nil : schema.format.known {
      case .csv: CSVRows(schema).map(Own.rows)
      case .geoJSON, .geoJSONSeq: .rows(GeoJSONRows(schema))
      case .shapefile: try ShapefileRows(schema).map(Own.shapefile)
      case .flatGeobuf: FlatGeobufRows(schema).map(Own.flatGeobuf)
      case .geoPackage: GeoPackageRows(schema).map(Own.geoPackage)
      case .geoParquet: ParquetRows(schema).map(Own.parquet)
      case .geoArrow: ArrowRows(schema).map(Own.arrow)
      default: nil
      }
  }

  /// Makes features ready, whose columns are in the order of the schema's fields.
  ///
  /// - Throws: `.badData` where the format does not have a value, and that was not announced.
  package func encode(_ features: Features) throws(GridcastError) -> EncodedBatch {
    var features = features
    for (index, plan) in schema.fields.enumerated() {
      features.columns[index] = held(features.columns[index], plan)
    }
    features.columns = zip(features.columns, schema.fields).filter { !$1.isLeftOut }.map(\.0)
    if !schema.format.keepsEmpty { features.shapes.nullifyEmpty() }
    if let clockwise = schema.format.exteriorIsClockwise {
      features.shapes.wind(exteriorClockwise: clockwise)
    }
    let content: EncodedBatch.Content =
      switch own {
      case .rows(let rows): .rows(try rows.rows(features))
      case .shapefile(let rows): try rows.encode(features)
      case .flatGeobuf(let rows): .flatGeobuf(try rows.encode(features))
      case .geoPackage(let rows): .geoPackage(try rows.encode(features))
      case .parquet(let rows): .parquet(try rows.encode(features))
      case .arrow(let rows): .arrow(try rows.encode(features))
      case nil: .features(features)
      }
    return EncodedBatch(count: features.count, content: content)
  }

  /// The values of a column as the format stores them.
  private func held(_ column: Column, _ plan: FieldPlan) -> Column {
    var column = column
    // A CSV has the digits of numbers, whatever its fields are taken for.
    let areDigits =
      own != nil && schema.format.isCSV && [.integer, .number].contains(column.field.kind)
    if plan.target.kind == .text && column.field.kind != .text && !areDigits {
      column.values = .texts(column.spelled)
    }
    if case .texts(let texts) = column.values {
      switch plan.cleaning {
      case .none: break
      case .xml: column.values = .texts(texts.mapped(\.writableInXML))
      case .formulas: column.values = .texts(texts.mapped(\.withoutFormula))
      }
    }
    guard plan.loss != nil else { return column }
    let encoding = schema.encoding
    switch column.values {
    case .texts(let texts) where schema.format.isShapefile:
      column.values = .texts(
        texts.mapped { text in
          let text = Self.written(text, in: encoding)
          return cut(text, toBytes: 254) { encodedBytes($0, in: encoding)?.count ?? 1 }
        })
    case .texts(let texts) where schema.format.isMapInfo:
      column.values = .texts(texts.mapped { Self.written($0, in: encoding) })
    case .numbers(let numbers):
      column.values = .numbers(
        Optionals(numbers.lazy.map { $0.flatMap { $0.isFinite ? $0 : nil } }))
    default: break
    }
    return column
  }

  /// The text with a question mark in place of each character that the encoding lacks.
  private static func written(_ text: String, in encoding: String) -> String {
    guard encodedBytes(text, in: encoding) == nil else { return text }
    return String(text.map { encodedBytes(String($0), in: encoding) == nil ? "?" : $0 })
  }
}

extension Column {
  /// That a value has no place in its field, of which the plan of the layer did not know.
  var misfit: GridcastError {
    GridcastError(
      .badData, "field '\(field.name)'",
      "a value has no place in its field, which had not been announced, so nothing was written; "
        + "write another format")
  }
}

/// Features as they are added to a file.
package struct EncodedBatch: Sendable {
  enum Content: Sendable {
    /// Features that GDAL writes.
    case features(Features)
    /// The bytes of rows.
    case rows([UInt8])
    /// The records of a Shapefile; no shapes where there is only a table.
    case shapefile(EncodedShapes?, records: [UInt8])
    /// The features of a FlatGeobuf.
    case flatGeobuf(FlatFeatures)
    /// The rows of a GeoPackage.
    case geoPackage(GeoPackageBatch)
    /// The pages of a Parquet file.
    case parquet(ParquetBatch)
    /// A record batch of Arrow.
    case arrow(ArrowMessage)
  }

  /// The number of features.
  package let count: Int
  let content: Content
}
