internal import CSQLite
import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo
import Synchronization

/// A table of a GeoPackage, whose rows are read by their numbers, on a connection for each core.
///
/// GDAL describes the layer. A block must begin with the row that it is to begin with, have as many rows as it is
/// to have, in the order of their numbers, and be followed by the first row of the next: so the blocks are
/// together what one reading of the whole table gives.
struct GeoPackageLane: Lane {
  let format = "GPKG"
  let layer: LayerInfo
  private let table: GeoPackageTable
  private let blocks: [GeoPackageTable.Block]
  private let connections: Connections

  var blockCount: Int { blocks.count }

  /// - Parameters:
  ///   - path: The path of the database.
  ///   - layer: What GDAL tells of the layer.
  ///   - look: How the database is opened.
  /// - Throws: Where it is no plain table, or the database cannot be read.
  init(_ path: String, _ layer: LayerInfo, _ look: SQLiteDatabase.Look) throws(Declined) {
    connections = Connections(path, look)
    let connection = try connections.take()
    let table = try GeoPackageTable(layer, in: connection.database)
    blocks = try table.blocks(
      promised: layer.featureCount, size: InputFiles.size(of: path) ?? 0, in: connection.database)
    connections.give(connection)
    self.table = table
    self.layer = layer
  }

  func block(_ index: Int, _ fields: [Field]) throws(Declined) -> Features {
    let block = blocks[index]
    let sources = fields.map { field in layer.fields.first { $0.name == field.name } }
    let names = sources.compactMap { $0?.name }
    guard table.columns.isSuperset(of: names) else {
      throw Declined("a field is missing among the columns")
    }
    let memory = TextMemory()
    var columns: [GeoPackageColumn] = []
    var places: [Int32] = []
    var next: Int32 = table.geometry == nil ? 1 : 2
    for (field, source) in zip(fields, sources) {
      columns.append(
        try GeoPackageColumn(field, from: source, in: memory, capacity: block.count))
      places.append(next)
      if source != nil { next += 1 }
    }
    let connection = try connections.take()
    var shapes = GeoPackageShapes(count: block.count)
    try unsafe connection.read(table.query(names), block) { (row) throws(Declined) in
      if table.geometry != nil { try unsafe Self.addShape(of: row, to: &shapes) }
      for index in columns.indices { try unsafe columns[index].append(row, places[index]) }
    }
    connections.give(connection)
    var finished: [Column] = []
    for column in columns { finished.append(try column.finish(count: block.count)) }
    return withExtendedLifetime(memory) {
      Features(
        shapes: table.geometry == nil ? Shapes(nullCount: block.count) : shapes.all(),
        columns: finished, coordinateSystem: nil)
    }
  }

  @inline(__always)
  private static func addShape(of row: OpaquePointer, to shapes: inout GeoPackageShapes)
    throws(Declined)
  {
    let value = unsafe sqlite3_column_value(row, 1)
    let type = unsafe sqlite3_value_type(value)
    if type == SQLITE_NULL { return shapes.addNull() }
    guard type == SQLITE_BLOB, let bytes = unsafe sqlite3_value_blob(value) else {
      throw Declined("a shape is no blob")
    }
    let size = unsafe Int(sqlite3_value_bytes(value))
    try unsafe shapes.add(UnsafeRawBufferPointer(start: bytes, count: size))
  }
}

/// The connections to one database that nobody uses at the moment.
private final class Connections: Sendable {
  private let path: String
  private let look: SQLiteDatabase.Look
  private let idle = Mutex<[Connection]>([])

  init(_ path: String, _ look: SQLiteDatabase.Look) {
    self.path = path
    self.look = look
  }

  /// A connection for the calling thread alone.
  func take() throws(Declined) -> Connection {
    if let connection = idle.withLock({ $0.popLast() }) { return connection }
    do throws(GridcastError) {
      return Connection(try SQLiteDatabase(reading: path, look, for: path))
    } catch { throw Declined(error.sentence) }
  }

  /// Hands a connection back for the next one who needs it.
  func give(_ connection: Connection) { idle.withLock { $0.append(connection) } }
}

/// A connection that one thread at a time uses, with the statement that it executed last.
@safe private final class Connection: @unchecked Sendable {
  let database: SQLiteDatabase
  private var last: (sql: String, statement: OpaquePointer)?

  init(_ database: consuming SQLiteDatabase) { self.database = database }

  deinit { if let last = unsafe last { unsafe sqlite3_finalize(last.statement) } }

  private func statement(_ sql: String) throws(Declined) -> OpaquePointer {
    if let last = unsafe last, unsafe last.sql == sql { return unsafe last.statement }
    if let last = unsafe last { unsafe sqlite3_finalize(last.statement) }
    unsafe last = nil
    do throws(GridcastError) {
      let statement = try unsafe database.prepared(sql)
      unsafe last = unsafe (sql, statement)
      return unsafe statement
    } catch { throw Declined(error.sentence) }
  }

  /// Calls a body with each row of a block in turn.
  ///
  /// - Throws: The error of the body, or where the rows are others than expected.
  func read(
    _ sql: String, _ block: GeoPackageTable.Block,
    _ body: (OpaquePointer) throws(Declined) -> Void
  ) throws(Declined) {
    let statement = try unsafe statement(sql)
    // A statement that is not reset keeps the database locked.
    defer { unsafe sqlite3_reset(statement) }
    unsafe sqlite3_bind_int64(statement, 1, block.first)
    unsafe sqlite3_bind_int64(statement, 2, Int64(block.count) + 1)
    var before = Int64.min
    for index in 0..<block.count {
      guard unsafe sqlite3_step(statement) == SQLITE_ROW,
        case let number = unsafe sqlite3_column_int64(statement, 0),
        index == 0 ? number == block.first : number > before
      else { throw Declined("its rows are damaged, or change meanwhile") }
      before = number
      try unsafe body(statement)
    }
    let status = unsafe sqlite3_step(statement)
    let isWhole: Bool
    if let next = block.next {
      let number = unsafe sqlite3_column_int64(statement, 0)
      isWhole = status == SQLITE_ROW && number == next && next > before
    } else {
      isWhole = status == SQLITE_DONE
    }
    guard isWhole else { throw Declined("its rows are damaged, or change meanwhile") }
  }
}
