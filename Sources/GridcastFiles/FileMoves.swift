internal import Foundation
package import GridcastBase

/// One file to be renamed between a folder of targets and the temporary folder in it.
struct FileMove: Codable, Sendable {
  /// The index of the temporary folder.
  let place: Int
  let name: String
  /// Whether this makes room for another file: from the targets to `old`, otherwise from `new` to the
  /// targets.
  let isAside: Bool
  /// The number by which the file system knows the file.
  let inode: UInt64

  /// Whether the name is one of a file in the folder itself.
  var isInside: Bool {
    !name.isEmpty && !name.contains("/") && !name.contains("\0") && name != "." && name != ".."
      && !StagingFolder.isName(name)
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
  var words: Sentence { systemWords(code) }
}

/// The system's message for an error number.
package func systemWords(_ code: Int32) -> Sentence {
  Sentence(message: unsafe String(cString: strerror(code)))
}

/// Writes a file's content through to the disk.
func synchronize(_ path: String) -> Bool {
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return false }
  defer { close(file) }
  return fsync(file) == 0
}

extension [FileMove] {
  /// Renames files one after the other, none over another; where one fails, all are renamed back.
  func complete(in places: [StagingFolder], undoing: Bool = true) throws(MoveFailure) {
    for (index, move) in enumerated() {
      let code = move.perform(in: places[move.place])
      if code == 0 { continue }
      var isUndone = undoing
      if undoing {
        for done in self[..<index].reversed() where done.undo(in: places[done.place]) != 0 {
          isUndone = false
        }
      }
      throw MoveFailure(
        code: code, path: "\(places[move.place].target)/\(move.name)", isUndone: isUndone)
    }
  }
}

extension FileMove {
  fileprivate func perform(in place: StagingFolder) -> Int32 {
    isAside ? moved(place.parent, place.old) : moved(place.new, place.parent)
  }

  fileprivate func undo(in place: StagingFolder) -> Int32 {
    isAside ? moved(place.old, place.parent) : moved(place.parent, place.new)
  }

  private func moved(_ from: OpenFolder?, _ to: OpenFolder?) -> Int32 {
    guard let from, let to else { return ENOENT }
    return from.move(name, to: to)
  }

  /// How far an earlier process came with a move, as the numbers of the files tell.
  enum Progress { case open, done, lost, blocked }

  /// How far this one of some moves has come.
  func progress(in place: StagingFolder, of all: [FileMove]) -> Progress {
    let there = place.parent.state(name)?.inode
    if isAside {
      if there == inode { return place.old?.state(name) == nil ? .open : .blocked }
      // Whatever has the name now, the new file or none, the old one is out of its way.
      return .done
    }
    if there == inode { return .done }
    let waits = place.new?.state(name)?.inode == inode
    guard let there else { return waits ? .open : .lost }
    let isOld = all.contains {
      $0.isAside && $0.place == self.place && $0.name == name && $0.inode == there
    }
    guard isOld else { return .blocked }
    return waits ? .open : .lost
  }
}
