internal import CSQLite
import GridcastBase

/// The values of one column of the rows that are added to a table.
enum SQLiteColumn: Sendable {
  case integers(Optionals<Int64>)
  case numbers(Optionals<Double>)
  /// Texts or bytes; of texts by their codes the last stands for a missing one.
  case runs(CellTexts, areTexts: Bool)
}

extension SQLiteDatabase {
  /// The rows that one statement adds, as a table that numbers its rows keeps account after each statement; and
  /// the values that it takes at most.
  private static let rowsAtOnce = 32, mostValues = 32_000

  /// Adds rows to a table.
  ///
  /// - Parameters:
  ///   - table: The name of the table.
  ///   - names: The names of the columns.
  ///   - columns: The values of each column.
  ///   - count: The number of rows.
  /// - Throws: `.unwritable` with SQLite's message.
  borrowing func insert(
    into table: String, _ names: [String], _ columns: [SQLiteColumn], count: Int
  ) throws(GridcastError) {
    let head =
      "INSERT INTO \(table.asSQLName) (\(names.map(\.asSQLName).joined(separator: ", "))) VALUES "
    let row = "(" + columns.map { _ in "?" }.joined(separator: ", ") + ")"
    let pieces = columns.compactMap { column in
      if case .runs(let runs, _) = column { RowPiece.cells(runs) } else { nil }
    }
    var outcome = Result<Void, GridcastError>.success(())
    unsafe RowPiece.withRuns(pieces[...], []) { runs in
      do throws(GridcastError) {
        var next = 0
        let most = min(Self.rowsAtOnce, max(1, Self.mostValues / max(1, columns.count)))
        while next < count {
          let size = min(most, count - next)
          let sql = head + Array(repeating: row, count: size).joined(separator: ", ")
          let statement = try unsafe prepared(sql)
          defer { unsafe sqlite3_finalize(statement) }
          repeat {
            unsafe bind(next..<next + size, of: columns, runs, to: statement)
            try unsafe step(statement)
            next += size
          } while next + size <= count
        }
      } catch {
        outcome = .failure(error)
      }
    }
    try outcome.get()
  }

  private borrowing func bind(
    _ rows: Range<Int>, of columns: [SQLiteColumn], _ runs: [RowPiece.Run],
    to statement: OpaquePointer
  ) {
    var place: Int32 = 0
    for row in rows {
      var run = 0
      for column in columns {
        place += 1
        switch column {
        case .integers(let values):
          guard let value = values[row] else {
            unsafe sqlite3_bind_null(statement, place)
            continue
          }
          unsafe sqlite3_bind_int64(statement, place, value)
        case .numbers(let values):
          guard let value = values[row] else {
            unsafe sqlite3_bind_null(statement, place)
            continue
          }
          unsafe sqlite3_bind_double(statement, place, value)
        case .runs(let cells, let areTexts):
          defer { run += 1 }
          if let codes = cells.codes, Int(codes[row]) == cells.texts.count - 1 {
            unsafe sqlite3_bind_null(statement, place)
            continue
          }
          // The memory stays where it is until the statement has been executed.
          let bytes = unsafe runs[run].text(of: row)
          if areTexts {
            unsafe sqlite3_bind_text(
              statement, place, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
              Int32(bytes.count), nil)
          } else {
            unsafe sqlite3_bind_blob(statement, place, bytes.baseAddress, Int32(bytes.count), nil)
          }
        }
      }
    }
  }
}
