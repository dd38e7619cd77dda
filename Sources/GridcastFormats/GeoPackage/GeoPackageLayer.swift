import Foundation
import GridcastBase
import GridcastFiles

/// A GeoPackage that is being written: GDAL makes the file and an empty layer, and the rows and the spatial
/// index are added to its tables.
final class GeoPackageLayer: LayerOutput {
  private let place: OutputPlace
  private let table: String
  private let database: SQLiteDatabase
  /// The names of the columns that are filled: the shape, where there is one, and the fields.
  private let names: [String]
  private let system: Int32
  /// What GDAL does after each row, which is done for all rows together.
  private let triggers: [String]
  private let index: SpatialIndex?
  private var extent = Box.empty
  private var count = 0

  /// Makes the file.
  ///
  /// - Throws: `.unwritable` with SQLite's or GDAL's message.
  init(_ schema: LayerSchema, at place: OutputPlace) throws(GridcastError) {
    try GeoPackageSkeleton.write(schema, at: place)
    self.place = place
    table = schema.name
    index = schema.kind == nil ? nil : SpatialIndex(of: place)
    do throws(GridcastError) {
      database = try SQLiteDatabase(place.staged, for: place.target)
      // Nobody sees the file before it is whole.
      try database.run("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; BEGIN")
      let columns = try database.rows(
        "SELECT name FROM pragma_table_info(\(table.asSQLText)) WHERE pk = 0 ORDER BY cid")
      names = columns.map { $0[0] }
      let fields = schema.fields.filter { !$0.isLeftOut }.map(\.target.name)
      guard Array(names.suffix(fields.count)) == fields,
        names.count == fields.count + (index == nil ? 0 : 1)
      else {
        throw GridcastError(
          .bug, place.target, "GDAL declares the fields of a GeoPackage differently")
      }
      let systems = try database.rows(
        "SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = \(table.asSQLText)")
      system = systems.first.flatMap { Int32($0[0]) } ?? 0
      let all = try database.rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = \(table.asSQLText)"
      )
      for trigger in all { try database.run("DROP TRIGGER \(trigger[0].asSQLName)") }
      triggers = all.map { $0[1] }
    } catch {
      throw SQLiteFault.explained(error, writing: place.staged)
    }
  }

  func append(_ content: EncodedBatch.Content) throws(GridcastError) -> [Sentence] {
    guard case .geoPackage(var batch) = content else { return [] }
    batch.set(system: system)
    var columns = batch.columns
    if let geometries = batch.geometries {
      columns.insert(.runs(geometries, areTexts: false), at: 0)
    }
    do throws(GridcastError) {
      try database.insert(into: table, names, columns, count: batch.count)
    } catch {
      throw SQLiteFault.explained(error, writing: place.staged)
    }
    try index?.add(batch.boxes)
    for box in batch.boxes { extent.add(box) }
    count += batch.count
    return []
  }

  func close() throws(GridcastError) {
    do throws(GridcastError) {
      try index?.write(into: database, table: table)
      if !extent.isEmpty {
        try database.run(
          "UPDATE gpkg_contents SET min_x = \(extent.minX), min_y = \(extent.minY), "
            + "max_x = \(extent.maxX), max_y = \(extent.maxY) WHERE table_name = \(table.asSQLText)"
        )
      }
      try database.run(
        "UPDATE gpkg_ogr_contents SET feature_count = \(count) WHERE table_name = \(table.asSQLText)"
      )
      for trigger in triggers { try database.run(trigger) }
      try database.run("COMMIT")
    } catch {
      throw SQLiteFault.explained(error, writing: place.staged)
    }
  }
}
