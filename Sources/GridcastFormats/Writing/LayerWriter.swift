import Foundation
package import GridcastBase
package import GridcastFiles
import GridcastGeo

/// Writes the features of one layer in batches.
package struct LayerWriter: ~Copyable {
  private let path: String
  private let staging: Staging
  private let schema: LayerSchema
  private let appends: Bool
  /// The temporary path of the file.
  private let staged: String
  private let output: VectorOutput
  /// The spatial index, where Gridcast builds it once all features are written.
  private let index: SpatialIndex?
  private let options: [String]
  private let withoutLocks: Bool

  /// Begins a layer under a temporary path, or in a transaction where the target is a database.
  ///
  /// - Parameters:
  ///   - target: The path that the layer will have once `staging` is committed, or `PG:…`.
  ///   - schema: The geometry type, the fields and the coordinate system of the layer.
  ///   - appends: Whether the features are added to an existing layer.
  ///   - staging: Provides the temporary path.
  /// - Throws: `.unwritable` where the layer cannot be created; `.badData` where the format cannot
  ///   hold it.
  package init(
    _ target: String, schema: LayerSchema, appends: Bool = false, staging: Staging
  ) throws(GridcastError) {
    let format = schema.format
    try Self.check(schema, target)
    if format.isShapefile { try Self.checkShapefile(schema, target) }
    let path =
      format.isDatabase
      ? NetworkName(target)?.gdalName ?? target
      : appends
        ? try staging.temporaryCopy(of: target) : try staging.temporaryPath(for: target)
    var kind = schema.kind
    // A Shapefile has one type for single and multiple shapes; readers tell them apart by their
    // parts.
    if format.isShapefile, kind == .multiLine { kind = .line }
    if format.isShapefile, kind == .multiPolygon { kind = .polygon }
    let fields = schema.fields.filter { !$0.isLeftOut }.map(\.target)
    let hasOwnIndex = format.known?.layers?.writer == .gdalWithOwnIndex
    let index = hasOwnIndex && !appends && kind != nil ? SpatialIndex() : nil
    let options =
      appends ? [] : try Self.options(for: kind, schema, replacing: staging.mayReplace)
    let withoutLocks = !format.isDatabase && staging.lacksRangeLocks(for: target)
    do throws(GridcastError) {
      output =
        appends
        ? try VectorOutput(
          appendingTo: WatchedFiles.path(path, for: format.driver), target: target,
          driver: format.driver, layer: schema.name, kind: kind, fields: fields,
          withoutLocks: withoutLocks)
        : try VectorOutput(
          path: WatchedFiles.path(path, for: format.driver), target: target, driver: format.driver,
          options: options + (index == nil ? [] : ["SPATIAL_INDEX=NO"]), layer: schema.name,
          kind: kind, hasZ: schema.hasZ, hasM: schema.hasM, fields: fields,
          coordinateSystem: schema.coordinateSystem, withoutLocks: withoutLocks)
    } catch {
      try Self.check(path, target)
      throw SQLiteFault.explained(error, writing: path)
    }
    self.withoutLocks = withoutLocks
    self.index = index
    self.options = options
    staged = path
    self.path = target
    self.staging = staging
    self.schema = schema
    self.appends = appends
  }

  private static func options(
    for kind: Shapes.Kind?, _ schema: LayerSchema, replacing: Bool
  ) throws(GridcastError) -> [String] {
    let format = schema.format
    var options = format.layerOptions(for: kind, hasZ: schema.hasZ, schema.fields)
    if format.isShapefile { options.append(try TableEncoding(schema.encoding).layerOption) }
    if format.isMapInfo, schema.encoding != TextEncoding.utf8 {
      options.append("ENCODING=\(schema.encoding)")
    }
    if format.isDatabase && replacing { options.append("OVERWRITE=YES") }
    return options
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
        "a Shapefile holds \(most) fields, and there are \(schema.fields.count); write .gpkg, or "
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
    var features = features
    for (index, plan) in schema.fields.enumerated() {
      features.columns[index] = held(features.columns[index], plan)
    }
    features.columns = zip(features.columns, schema.fields).filter { !$1.isLeftOut }.map(\.0)
    if !schema.format.keepsEmpty { features.shapes.nullifyEmpty() }
    if let clockwise = schema.format.exteriorIsClockwise {
      features.shapes.wind(exteriorClockwise: clockwise)
    }
    index?.add(features.shapes)
    let names = schema.fields.filter { !$0.isLeftOut }.map(\.target.name)
    do throws(GridcastError) {
      let told = try output.write(features, names: names, for: path).map { Sentence($0) }
      try Self.check(staged, path)
      return told
    } catch {
      try Self.check(staged, path)
      throw SQLiteFault.explained(error, writing: staged)
    }
  }

  /// Tells that something could not be written in the system's words, whatever GDAL made of it.
  ///
  /// - Throws: `.unwritable`.
  private static func check(_ staged: String, _ path: String) throws(GridcastError) {
    if let failure = WatchedFiles.failure(of: staged) {
      throw GridcastError(.unwritable, path, failure)
    }
  }

  /// The values of a column as the format stores them.
  private func held(_ column: Column, _ plan: FieldPlan) -> Column {
    var column = column
    if plan.target.kind == .text && column.field.kind != .text {
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

  /// Completes the layer; committing the staging moves it to its place.
  ///
  /// - Throws: `.unwritable` where something could not be written.
  package consuming func close() throws(GridcastError) {
    let path = path
    let staging = staging
    let schema = schema
    let appends = appends
    let staged = staged
    let index = index
    let options = options
    let withoutLocks = withoutLocks
    if schema.format.isDatabase {
      // The end of the transaction puts the table in place.
      guard Ending.begin() else {
        throw GridcastError(.interrupted, path, "nothing was written to it")
      }
      defer { Ending.end() }
      try output.close(path)
      Ending.note(placed: [path.withoutPasswords])
    } else {
      do throws(GridcastError) { try output.close(path) } catch {
        try Self.check(staged, path)
        throw SQLiteFault.explained(error, writing: staged)
      }
      try Self.check(staged, path)
    }
    if let index {
      let pattern = "\(try staging.workFolder(for: path))/index.gpkg"
      do throws(GridcastError) {
        try VectorOutput(
          path: pattern, target: path, driver: "GPKG", options: options, layer: schema.name,
          kind: schema.kind, hasZ: schema.hasZ, hasM: schema.hasM, fields: [],
          coordinateSystem: nil, withoutLocks: withoutLocks
        ).close(path)
        try index.write(into: staged, table: schema.name, likeIn: pattern, for: path)
      } catch {
        throw SQLiteFault.explained(error, writing: staged)
      }
      try? FileManager.default.removeItem(atPath: pattern)
    }
    if !schema.format.isDatabase { try ZipTimes.clear(in: staged, for: path) }
    // An existing layer has these files already.
    guard schema.format.isShapefile, !appends else { return }
    let encoding = try TableEncoding(schema.encoding)
    if encoding.driver != 0 {
      try encoding.label.write(beside: path, ending: "cpg", staging: staging)
    }
    if !schema.renamedFields.isEmpty {
      try FieldAliases.xml(schema.renamedFields).write(
        beside: path, ending: "shp.xml", staging: staging)
    }
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
