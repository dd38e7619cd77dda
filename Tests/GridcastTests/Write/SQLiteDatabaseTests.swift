import Foundation
import GridcastBase
import GridcastFormats
import Testing

@Suite struct SQLiteDatabaseTests {
  @Test("An error after the first row is no end of the rows")
  func errorOnTheWay() throws {
    let folder = try TemporaryFolder()
    // SQLite takes an empty file for an empty database.
    let database = try SQLiteDatabase(try folder.file("a.gpkg", ""), for: "a.gpkg")
    #expect(try database.rows("SELECT 1 UNION ALL SELECT 2") == [["1"], ["2"]])
    // The absolute value of the least integer is none that SQLite has.
    let query = "SELECT abs(value) FROM json_each('[-5, -9223372036854775808, 7]')"
    var failure: GridcastError?
    do throws(GridcastError) { _ = try database.rows(query) } catch { failure = error }
    #expect(failure?.kind == .unwritable && failure?.subject == "a.gpkg")
    #expect(failure?.reason.contains("integer overflow") == true, "\(failure?.reason ?? "nil")")
  }
}
