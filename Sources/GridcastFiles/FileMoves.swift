internal import Foundation
import GridcastBase

/// One file to be renamed.
struct FileMove: Codable, Sendable {
  let from: String
  let to: String
  /// Whether this makes room for another file.
  var isAside = false

  /// The one of the two places that lies in a temporary folder.
  var staged: String { isAside ? to : from }
  /// That temporary folder.
  var temporary: String {
    URL(filePath: staged).deletingLastPathComponent().deletingLastPathComponent().plainPath
  }
}

/// Why files could not be moved.
struct MoveFailure: Error {
  /// The value of errno.
  let code: Int32
  /// The file that could not be moved.
  let path: String
  /// Whether all files are back where they were.
  let isUndone: Bool
}

/// A call of the system that failed.
struct SystemFailure: Error {
  /// What errno says.
  let code: Int32
  /// What the system calls it.
  var words: String { systemWords(code) }
}

/// The system's message for an error number.
package func systemWords(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

/// Renames a file, and returns 0 or the value of errno.
func renameFile(_ from: String, _ to: String) -> Int32 {
  unsafe rename(from, to) == 0 ? 0 : errno
}

/// Removes an empty folder; false where it is not empty.
@discardableResult
func removeEmptyFolder(_ path: String) -> Bool { unsafe rmdir(path) == 0 }

/// Writes a file's content, or a folder's list of names, through to the disk.
@discardableResult
func synchronize(_ path: String) -> Bool {
  let file = unsafe open(path, O_RDONLY)
  guard file >= 0 else { return false }
  defer { close(file) }
  return fsync(file) == 0
}

/// Renames files one after the other; where one fails, all are renamed back.
///
/// Moves that an earlier process has done already, as the places of the files show, are skipped.
/// Where a new file is lost, as after the machine went down, the old one is put back.
func completeMoves(_ moves: [FileMove]) throws(MoveFailure) {
  for move in moves where isThere(move.from) && !(move.isAside && isThere(move.to)) {
    let code = renameFile(move.from, move.to)
    guard code != 0 else { continue }
    throw MoveFailure(code: code, path: move.isAside ? move.from : move.to, isUndone: undo(moves))
  }
  for move in moves where !move.isAside && !isThere(move.from) && !isThere(move.to) {
    guard let aside = moves.first(where: { $0.isAside && $0.from == move.to }), isThere(aside.to)
    else { continue }
    let code = renameFile(aside.to, aside.from)
    if code != 0 { throw MoveFailure(code: code, path: move.to, isUndone: false) }
  }
}

/// Renames back what was renamed, the last first; false where a file could not be.
private func undo(_ moves: [FileMove]) -> Bool {
  moves.reversed().reduce(true) { isUndone, move in
    guard isThere(move.to), !isThere(move.from) else { return isUndone }
    return renameFile(move.to, move.from) == 0 && isUndone
  }
}

/// Whether a file of this name exists, including a symbolic link to nothing.
private func isThere(_ path: String) -> Bool {
  var state = stat()
  return unsafe lstat(path, &state) == 0
}
