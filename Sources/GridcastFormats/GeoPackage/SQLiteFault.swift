import Foundation
import GridcastBase
import GridcastFiles

/// Why a database in a file cannot be written: GDAL tells the statements that failed, and SQLite little of what
/// the system told it.
enum SQLiteFault {
  /// The same fault in words that name its cause and what to do; another kind of fault as it is.
  ///
  /// `staged` is the path of the file that is being written.
  static func explained(_ error: GridcastError, writing staged: String) -> GridcastError {
    guard error.kind == .unwritable, let told = reason(in: error.reason) else { return error }
    let name = URL(filePath: staged).lastPathComponent
    let words: Sentence =
      if name.utf8.count + journal.utf8.count > 255 {
        "its name has \(name.utf8.count) bytes, and SQLite, which writes it, needs "
          + "\(journal.utf8.count) of the 255 that a name may have for the journal beside it; take a shorter name"
      } else if staged.utf8.count + journal.utf8.count > longestPath {
        "its path is too long for SQLite, which writes it: \(longestPath) bytes at most, with those of the "
          + "temporary folder; write to a folder whose path is shorter"
      } else if let code = writingFault(beside: staged) {
        writingWords(code)
      } else {
        causes[told] ?? "SQLite, which writes it, says: \(told)"
      }
    return GridcastError(.unwritable, error.subject, words)
  }

  private static let journal = "-journal"
  /// SQLite's MAX_PATHNAME, which is 512 with the zero behind it.
  private static let longestPath = 511

  private static let causes: [String: Sentence] = [
    "database or disk is full": writingWords(ENOSPC),
    "disk I/O error": writingWords(EIO),
    "attempt to write a readonly database": writingWords(EROFS),
    "unable to open database file":
      "SQLite can make neither it nor its journal; write to another folder",
    "database is locked":
      "another program has locked it; close it there, or write to another file",
  ]

  /// What SQLite says, without the statements among which GDAL repeats it; nil where it is not SQLite that speaks.
  private static func reason(in words: String) -> String? {
    if let cause = causes.keys.sorted().first(where: { words.contains($0) }) { return cause }
    guard words.contains("sqlite3_"), let place = words.ranges(of: ") failed: ").last else {
      return nil
    }
    return String(words[place.upperBound...])
  }
}
