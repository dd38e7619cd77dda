internal import CSQLite
internal import Foundation
package import GridcastBase

/// A SQLite database that is being written, or looked into.
@safe package struct SQLiteDatabase: ~Copyable {
  private let handle: OpaquePointer
  private let subject: String

  /// Opens an existing database.
  ///
  /// - Throws: `.unwritable` with SQLite's message, naming the subject.
  package init(_ path: String, for subject: String) throws(GridcastError) {
    var opened: OpaquePointer?
    let status = unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil)
    guard status == SQLITE_OK, let handle = unsafe opened else {
      let words = unsafe String(cString: sqlite3_errmsg(opened))
      unsafe sqlite3_close(opened)
      throw GridcastError(.unwritable, subject, words)
    }
    unsafe self.handle = handle
    self.subject = subject
  }

  /// Opens an existing database to look into it.
  ///
  /// An immutable one is taken as its file has it: nothing is locked or made beside it.
  ///
  /// - Throws: `.unreadable` with SQLite's message, naming the subject.
  init(reading path: String, isImmutable: Bool, for subject: String) throws(GridcastError) {
    var opened: OpaquePointer?
    let unreserved = CharacterSet.alphanumerics.intersection(
      CharacterSet(charactersIn: "\0"..."\u{7F}")
    )
    .union(CharacterSet(charactersIn: "/-_."))
    let name = path.addingPercentEncoding(withAllowedCharacters: unreserved) ?? path
    let status =
      isImmutable
      ? unsafe sqlite3_open_v2(
        "file:\(name)?mode=ro&immutable=1", &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nil)
      : unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil)
    guard status == SQLITE_OK, let handle = unsafe opened else {
      let words = unsafe String(cString: sqlite3_errmsg(opened))
      unsafe sqlite3_close(opened)
      throw GridcastError(.unreadable, subject, words)
    }
    unsafe self.handle = handle
    self.subject = subject
  }

  /// The module that a virtual table needs and SQLite itself does not have.
  borrowing func missingModule(of table: String) -> String? {
    do throws(GridcastError) {
      _ = try rows("PRAGMA table_info('\(table.replacing("'", with: "''"))')")
      return nil
    } catch {
      let sign = "no such module: "
      guard let place = error.reason.range(of: sign) else { return nil }
      return String(error.reason[place.upperBound...])
    }
  }

  deinit { unsafe sqlite3_close(handle) }

  /// Executes a statement that returns no rows.
  package borrowing func run(_ sql: String) throws(GridcastError) {
    guard unsafe sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure }
  }

  /// The rows of a query, as texts.
  ///
  /// - Throws: `.unwritable` with SQLite's message where not all of them can be read.
  package borrowing func rows(_ sql: String) throws(GridcastError) -> [[String]] {
    let statement = try unsafe prepared(sql)
    defer { unsafe sqlite3_finalize(statement) }
    var rows: [[String]] = []
    var status = unsafe sqlite3_step(statement)
    while status == SQLITE_ROW {
      let count = unsafe sqlite3_column_count(statement)
      rows.append(
        (0..<count).map { column in
          unsafe sqlite3_column_text(statement, column).map { unsafe String(cString: $0) } ?? ""
        })
      status = unsafe sqlite3_step(statement)
    }
    // An error ends the loop like the last row does.
    guard status == SQLITE_DONE else { throw failure }
    return rows
  }

  /// Executes a statement with two numbers as parameters once for each row.
  borrowing func insert(_ sql: String, _ rows: some Sequence<(Int, Int)>) throws(GridcastError) {
    let statement = try unsafe prepared(sql)
    defer { unsafe sqlite3_finalize(statement) }
    for (first, second) in rows {
      unsafe sqlite3_bind_int64(statement, 1, Int64(first))
      unsafe sqlite3_bind_int64(statement, 2, Int64(second))
      try unsafe step(statement)
    }
  }

  /// Executes a statement with a number and bytes as parameters once for each row.
  borrowing func insert(_ sql: String, _ rows: some Sequence<(Int, [UInt8])>) throws(GridcastError)
  {
    let statement = try unsafe prepared(sql)
    defer { unsafe sqlite3_finalize(statement) }
    for (number, bytes) in rows {
      unsafe sqlite3_bind_int64(statement, 1, Int64(number))
      let status = unsafe bytes.withUnsafeBytes {
        // SQLite makes its own copy of the bytes.
        unsafe sqlite3_bind_blob(
          statement, 2, $0.baseAddress, Int32($0.count),
          unsafeBitCast(-1, to: sqlite3_destructor_type.self))
      }
      guard status == SQLITE_OK else { throw failure }
      try unsafe step(statement)
    }
  }

  private borrowing func prepared(_ sql: String) throws(GridcastError) -> OpaquePointer {
    var statement: OpaquePointer?
    guard unsafe sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK,
      let statement = unsafe statement
    else { throw failure }
    return unsafe statement
  }

  private borrowing func step(_ statement: OpaquePointer) throws(GridcastError) {
    let status = unsafe sqlite3_step(statement)
    unsafe sqlite3_reset(statement)
    guard status == SQLITE_DONE else { throw failure }
  }

  private var failure: GridcastError {
    GridcastError(.unwritable, subject, unsafe String(cString: sqlite3_errmsg(handle)))
  }
}
