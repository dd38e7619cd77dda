import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// A layer that GDAL writes.
final class GDALLayer: LayerOutput {
  private let place: OutputPlace
  private let schema: LayerSchema
  private let addition: Addition?
  private var output: VectorOutput?

  /// Begins the layer.
  ///
  /// - Throws: `.unwritable` where it cannot be created; `.badData` where the format cannot hold it.
  init(_ schema: LayerSchema, addition: Addition?, at place: OutputPlace) throws(GridcastError) {
    let format = schema.format
    var kind = schema.kind
    // A Shapefile has one type for single and multiple shapes; readers tell them apart by their
    // parts.
    if format.isShapefile, kind == .multiLine { kind = .line }
    if format.isShapefile, kind == .multiPolygon { kind = .polygon }
    let fields = schema.fields.filter { !$0.isLeftOut }.map(\.target)
    let options =
      addition == .features
      ? [] : try Self.options(for: kind, schema, replacing: place.staging.mayReplace)
    let withoutLocks = !format.isDatabase && place.staging.lacksRangeLocks(for: place.target)
    let path = WatchedFiles.path(place.staged, for: format.driver)
    do throws(GridcastError) {
      output =
        addition == .features
        ? try VectorOutput(
          appendingTo: path, target: place.target, driver: format.driver, layer: schema.name,
          kind: kind, fields: fields, withoutLocks: withoutLocks)
        : try VectorOutput(
          path: path, target: place.target, driver: format.driver,
          options: options, layer: schema.name,
          kind: kind, hasZ: schema.hasZ, hasM: schema.hasM, fields: fields,
          coordinateSystem: schema.coordinateSystem, extending: addition == .layer,
          withoutLocks: withoutLocks)
    } catch {
      throw Self.explained(error, place)
    }
    self.place = place
    self.schema = schema
    self.addition = addition
  }

  static func options(
    for kind: Shapes.Kind?, _ schema: LayerSchema, replacing: Bool
  ) throws(GridcastError) -> [String] {
    let format = schema.format
    var options = format.layerOptions(for: kind, hasZ: schema.hasZ, schema.fields)
    if let identity = schema.identity { options.append("ID_FIELD=\(identity)") }
    if format.isShapefile { options.append(try TableEncoding(schema.encoding).layerOption) }
    if format.isMapInfo, schema.encoding != TextEncoding.utf8 {
      options.append("ENCODING=\(schema.encoding)")
    }
    if format.isDatabase && replacing { options.append("OVERWRITE=YES") }
    return options
  }

  func append(_ content: EncodedBatch.Content) throws(GridcastError) -> [Sentence] {
    guard case .features(let features) = content else { return [] }
    let names = schema.fields.filter { !$0.isLeftOut }.map(\.target.name)
    do throws(GridcastError) {
      let told = try output?.write(features, names: names, for: place.target) ?? []
      try check()
      return told.map { Sentence($0) }
    } catch {
      throw Self.explained(error, place)
    }
  }

  /// Tells that something could not be written, though GDAL did not see it.
  ///
  /// - Throws: `.unwritable` in the system's words.
  private func check() throws(GridcastError) {
    if let failure = WatchedFiles.failure(of: place.staged) {
      throw GridcastError(.unwritable, place.target, failure)
    }
  }

  /// The fault in the system's words, whatever GDAL or SQLite made of it.
  private static func explained(_ error: GridcastError, _ place: OutputPlace) -> GridcastError {
    guard let failure = WatchedFiles.failure(of: place.staged) else {
      return SQLiteFault.explained(error, writing: place.staged)
    }
    return GridcastError(.unwritable, place.target, failure)
  }

  func close() throws(GridcastError) {
    let path = place.target
    if schema.format.isDatabase {
      // The end of the transaction puts the table in place.
      guard Ending.begin() else {
        throw GridcastError(.interrupted, path, "nothing was written to it")
      }
      defer { Ending.end() }
      try output.take()?.close(path)
      Ending.note(placed: [path.withoutPasswords])
    } else {
      do throws(GridcastError) { try output.take()?.close(path) } catch {
        throw Self.explained(error, place)
      }
      try check()
    }
    if !schema.format.isDatabase { try ZipTimes.clear(in: place.staged, for: path) }
    // An existing layer has these files already.
    guard schema.format.isShapefile, addition == nil else { return }
    // GDAL writes the .cpg where no byte of the table declares the encoding.
    if try TableEncoding(schema.encoding).driver != 0 {
      try ShapefileLayer.writeEncoding(schema, at: place)
    }
    try ShapefileLayer.writeAliases(schema, at: place)
  }
}
