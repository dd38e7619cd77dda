internal import CSQLite
internal import Foundation
package import GridcastBase

/// A SQLite database that is being written, or looked into.
@safe package struct SQLiteDatabase: ~Copyable {
  let handle: OpaquePointer
  private let subject: String

  /// Opens an existing database of which nobody else knows: nothing is locked.
  ///
  /// - Throws: `.unwritable` with SQLite's message, naming the subject.
  package init(_ path: String, for subject: String) throws(GridcastError) {
    try self.init(path, "nolock=1", SQLITE_OPEN_READWRITE, failing: .unwritable, subject)
  }

  /// How a database is opened to be looked into.
  enum Look {
    /// As its file has it: nothing is locked or made beside it.
    case immutable
    /// Together with the changes beside it, which may be made.
    case withChanges
    /// As other programs have it, by locks.
    case shared
  }

  /// Opens an existing database to look into it.
  ///
  /// - Throws: `.unreadable` with SQLite's message, naming the subject.
  init(reading path: String, _ look: Look, for subject: String) throws(GridcastError) {
    let (options, flags) =
      switch look {
      case .immutable: ("mode=ro&immutable=1", SQLITE_OPEN_READONLY)
      case .withChanges: ("mode=rw", SQLITE_OPEN_READWRITE)
      case .shared: ("mode=ro", SQLITE_OPEN_READONLY)
      }
    // A connection is used by one thread at a time, so nothing is to be locked against others.
    try self.init(path, options, flags | SQLITE_OPEN_NOMUTEX, failing: .unreadable, subject)
  }

  private init(
    _ path: String, _ options: String, _ flags: Int32, failing kind: GridcastError.Kind,
    _ subject: String
  ) throws(GridcastError) {
    var opened: OpaquePointer?
    let unreserved = CharacterSet.alphanumerics.intersection(
      CharacterSet(charactersIn: "\0"..."\u{7F}")
    )
    .union(CharacterSet(charactersIn: "/-_."))
    let name = path.addingPercentEncoding(withAllowedCharacters: unreserved) ?? path
    let status = unsafe sqlite3_open_v2(
      "file:\(name)?\(options)", &opened, flags | SQLITE_OPEN_URI, nil)
    guard status == SQLITE_OK, let handle = unsafe opened else {
      let words = unsafe String(cString: sqlite3_errmsg(opened))
      unsafe sqlite3_close(opened)
      throw GridcastError(kind, subject, Sentence(message: words))
    }
    unsafe self.handle = handle
    self.subject = subject
  }

  /// Whether it can be read as far as locks go; that there are none at all looks like one that another program has.
  var isLocked: Bool {
    let status = unsafe sqlite3_exec(handle, "SELECT count(*) FROM sqlite_master", nil, nil, nil)
    return status == SQLITE_BUSY || status == SQLITE_IOERR
  }

  /// The module that a virtual table needs and SQLite itself does not have.
  borrowing func missingModule(of table: String) -> String? {
    do throws(GridcastError) {
      _ = try rows("PRAGMA table_info(\(table.asSQLText))")
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

  borrowing func prepared(_ sql: String) throws(GridcastError) -> OpaquePointer {
    var statement: OpaquePointer?
    guard unsafe sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK,
      let statement = unsafe statement
    else { throw failure }
    return unsafe statement
  }

  borrowing func step(_ statement: OpaquePointer) throws(GridcastError) {
    let status = unsafe sqlite3_step(statement)
    unsafe sqlite3_reset(statement)
    guard status == SQLITE_DONE else { throw failure }
  }

  private var failure: GridcastError {
    GridcastError(
      .unwritable, subject, Sentence(message: unsafe String(cString: sqlite3_errmsg(handle))))
  }
}
