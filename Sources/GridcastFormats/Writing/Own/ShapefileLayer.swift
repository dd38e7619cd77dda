import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// How the features of a Shapefile are laid out: shapes without measures, and the table.
struct ShapefileRows: Sendable {
  let table: TableRows
  /// The type of the shapes; nil where there is only the table.
  let kind: Shapes.Kind?
  let hasZ: Bool

  /// nil where GDAL must write the layer.
  init?(_ schema: LayerSchema) throws(GridcastError) {
    guard !schema.hasM, schema.kind != .collection, let table = try TableRows(schema) else {
      return nil
    }
    self.table = table
    kind = schema.kind
    hasZ = schema.hasZ
  }

  /// The shapes and the records of a batch.
  ///
  /// - Throws: `.badData` where a value is longer than its field.
  func encode(_ features: Features) throws(GridcastError) -> EncodedBatch.Content {
    let shapes = kind.map { EncodedShapes(features.shapes, in: $0, hasZ: hasZ) }
    return .shapefile(shapes, records: try table.records(features))
  }
}

/// The files of a Shapefile that is being written.
final class ShapefileLayer: LayerOutput {
  private let place: OutputPlace
  private let schema: LayerSchema
  private let rows: ShapefileRows
  private var shapes: ShapefileOutput?
  private var table: OutputFile
  private var count = 0

  /// Creates the files.
  ///
  /// - Throws: `.unwritable` in the system's words.
  init(_ rows: ShapefileRows, _ schema: LayerSchema, at place: OutputPlace) throws(GridcastError) {
    let stem = URL(filePath: place.staged).deletingPathExtension().path(percentEncoded: false)
    shapes =
      if let kind = rows.kind {
        try ShapefileOutput("\(stem).shp", of: kind, hasZ: rows.hasZ, for: place.target)
      } else {
        nil
      }
    table = try OutputFile("\(stem).dbf", for: place.target)
    self.place = place
    self.schema = schema
    self.rows = rows
    try table.append(rows.table.header(count: 0))
  }

  func append(_ content: EncodedBatch.Content) throws(GridcastError) -> [Sentence] {
    guard case .shapefile(let shapes, let records) = content else { return [] }
    if let shapes { try self.shapes?.append(shapes) }
    try table.append(records)
    count += records.count / rows.table.recordLength
    return []
  }

  /// Writes the headers, which tell how much there is, and the files beside.
  func close() throws(GridcastError) {
    try shapes.take()?.close()
    try table.append([0x1A])
    try table.write(rows.table.header(count: count), at: 0)
    if rows.kind != nil {
      try schema.coordinateSystem?.esriDefinition()?.write(
        beside: place.target, ending: "prj", staging: place.staging)
    }
    try Self.writeEncoding(schema, at: place)
    try Self.writeAliases(schema, at: place)
  }

  /// Writes the .cpg, which declares the encoding of the table.
  ///
  /// - Throws: `.unwritable`.
  static func writeEncoding(_ schema: LayerSchema, at place: OutputPlace) throws(GridcastError) {
    try TableEncoding(schema.encoding).label.write(
      beside: place.target, ending: "cpg", staging: place.staging)
  }

  /// Writes the full names of fields that had to be shortened.
  ///
  /// - Throws: `.unwritable`.
  static func writeAliases(_ schema: LayerSchema, at place: OutputPlace) throws(GridcastError) {
    guard !schema.renamedFields.isEmpty else { return }
    try FieldAliases.xml(schema.renamedFields).write(
      beside: place.target, ending: "shp.xml", staging: place.staging)
  }
}

/// The full names of fields in the metadata file beside a Shapefile, as ArcGIS stores them.
enum FieldAliases {
  /// A document with `<attrlabl>` and `<attalias>`, elements of the FGDC standard in ESRI's
  /// profile.
  static func xml(_ renamed: [(full: String, short: String)]) -> String {
    let fields = renamed.map {
      """
            <attr>
              <attrlabl>\($0.short.xmlEscaped)</attrlabl>
              <attalias>\($0.full.xmlEscaped)</attalias>
            </attr>
      """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <metadata xml:lang="en">
        <eainfo>
          <detailed>
      \(fields.joined(separator: "\n"))
          </detailed>
        </eainfo>
      </metadata>

      """
  }
}
