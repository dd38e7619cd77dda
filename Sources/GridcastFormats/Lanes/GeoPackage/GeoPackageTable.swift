internal import CSQLite
import Foundation
import GridcastBase

/// A table of a GeoPackage that is read by row numbers, on several connections at once.
struct GeoPackageTable: Sendable {
  /// A run of rows.
  struct Block {
    /// The number of its first row.
    let first: Int64
    let count: Int
    /// The number of the row behind it; nil where none is.
    let next: Int64?
  }

  /// The greatest number of rows of a block, the least, and about how many bytes of the file it takes.
  private static let mostRows = 16_384, leastRows = 256, bytes = 1 << 22

  /// Where a table has no row numbers, or its primary key is another.
  private static var oddKeys: Regex<Substring> {
    /(?i)PRIMARY\s+KEY\s*\(?[^,)]*\bDESC\b|\bWITHOUT\s+ROWID\b/
  }

  let name: String
  /// The column of row numbers.
  let key: String
  /// The column of shapes; nil for a table without.
  let geometry: String?
  /// The names of all columns.
  let columns: Set<String>

  /// - Throws: Where it is no plain table, or its rows may come in another order than by their numbers.
  init(_ layer: LayerInfo, in database: borrowing SQLiteDatabase) throws(Declined) {
    do throws(GridcastError) {
      let text = layer.name.asSQLText
      let unusual = Declined("the layer is no plain table")
      let made = try database.rows(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name = \(text)")
      let encoding = try database.rows("PRAGMA encoding")
      let infos = try database.rows("SELECT name, upper(type), pk FROM pragma_table_info(\(text))")
      let places = try database.rows(
        "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = \(text)")
      let indexed = try database.rows(
        "SELECT c.name FROM pragma_index_list(\(text)) i, pragma_index_info(i.name) c")
      let keys = infos.filter { $0[2] != "0" }
      // A primary key in descending order is no row number, for the sake of old databases.
      guard made.count == 1, made[0][0].uppercased().hasPrefix("CREATE TABLE"),
        made[0][0].firstMatch(of: Self.oddKeys) == nil, encoding == [["UTF-8"]],
        keys.count == 1, keys[0][1] == "INTEGER", places.count == (layer.hasGeometry ? 1 : 0)
      else { throw GridcastError(.unreadable, layer.name, unusual.reason) }
      let geometry = places.first?[0]
      // Where an index has all that is asked for, SQLite reads that in its order.
      guard geometry.map({ column in !indexed.contains { $0[0] == column } }) ?? indexed.isEmpty
      else { throw GridcastError(.unreadable, layer.name, "an index may give the order") }
      name = layer.name
      key = keys[0][0]
      self.geometry = geometry
      columns = Set(infos.map { $0[0] })
    } catch { throw Declined(error.sentence) }
    guard geometry.map({ columns.contains($0) }) ?? true else {
      throw Declined("the column of shapes is missing")
    }
  }

  /// The statement that reads rows from a number on: the number, the shape and the fields.
  func query(_ fields: [String]) -> String {
    let names = [key] + (geometry.map { [$0] } ?? []) + fields
    return "SELECT \(names.map(\.asSQLName).joined(separator: ", ")) FROM \(name.asSQLName) "
      + "WHERE \(key.asSQLName) >= ? ORDER BY \(key.asSQLName) LIMIT ?"
  }

  /// Cuts the rows into blocks.
  ///
  /// - Parameters:
  ///   - promised: How many rows the file says there are; nil where it does not say.
  ///   - size: The number of bytes of the file.
  ///   - database: A connection to it.
  /// - Returns: The blocks in the order of their rows.
  /// - Throws: Where there are fewer rows than promised, or they cannot be counted.
  func blocks(promised: Int?, size: Int, in database: borrowing SQLiteDatabase) throws(Declined)
    -> [Block]
  {
    do throws(GridcastError) {
      let ends = try database.rows(
        "SELECT min(\(key.asSQLName)), max(\(key.asSQLName)) FROM \(name.asSQLName)")
      guard let first = Int64(ends[0][0]), let last = Int64(ends[0][1]) else {
        guard promised ?? 0 == 0 else { throw fewer }
        return []
      }
      let (span, isOver) = last.subtractingReportingOverflow(first)
      let count = promised ?? (isOver ? Int.max : Int(span) + 1)
      let perRow = max(1, size / max(1, count))
      let most = min(Self.mostRows, max(Self.leastRows, Self.bytes / perRow))
      if !isOver, let promised, Int(span) == promised - 1 {
        return stride(from: 0, to: promised, by: most).map { start in
          let end = min(start + most, promised)
          return Block(
            first: first + Int64(start), count: end - start,
            next: end < promised ? first + Int64(end) : nil)
        }
      }
      let (starts, found) = try database.rowNumbers(
        "SELECT \(key.asSQLName) FROM \(name.asSQLName) ORDER BY \(key.asSQLName)", every: most)
      guard found >= promised ?? 0 else { throw fewer }
      return starts.indices.map { index in
        let isLast = index + 1 == starts.count
        return Block(
          first: starts[index], count: isLast ? found - index * most : most,
          next: isLast ? nil : starts[index + 1])
      }
    } catch { throw Declined(error.sentence) }
  }

  private var fewer: GridcastError {
    GridcastError(.unreadable, name, "it holds fewer rows than it says")
  }
}

extension SQLiteDatabase {
  /// The number of rows of a query of whole numbers, and every so manieth number from the first on.
  fileprivate borrowing func rowNumbers(_ sql: String, every step: Int) throws(GridcastError)
    -> (starts: [Int64], count: Int)
  {
    let statement = try unsafe prepared(sql)
    defer { unsafe sqlite3_finalize(statement) }
    var starts: [Int64] = []
    var count = 0
    var status = unsafe sqlite3_step(statement)
    while status == SQLITE_ROW {
      if count % step == 0 { starts.append(unsafe sqlite3_column_int64(statement, 0)) }
      count += 1
      status = unsafe sqlite3_step(statement)
    }
    guard status == SQLITE_DONE else {
      throw GridcastError(.unreadable, "", "SQLite cannot read all rows")
    }
    return (starts, count)
  }
}
