import Foundation
import GridcastBase
import Synchronization

/// A temporary folder in the folder of targets: new files in `new`, replaced ones in `old`.
///
/// While its process lives, its file `lock` is locked. From the moment it holds a file `commit`, with
/// all moves, they will be done, by this process or by the next that comes along.
package final class StagingFolder: Sendable {
  /// The folder.
  let path: String
  /// What the user should know where the folder cannot be locked.
  let note: String?
  private let lock: FileLock

  /// What this process has begun: its folders, and the number of commits that are moving files.
  private struct Begun {
    var folders: Set<String> = []
    var moving = 0
    var hasMoved = false
    /// Whether the process is about to end, and nothing more may begin.
    var isClosed = false
  }

  private static let begun = Mutex(Begun())
  private static let prefix = ".gridcast-"

  /// Makes a folder.
  ///
  /// - Throws: `.unwritable`, naming the target.
  init(in folder: String, for target: String) throws(GridcastError) {
    var reason = "it is in use"
    // Another process that cleans up may take a folder for dead before its lock is held.
    for _ in 0..<5 {
      let path = "\(folder)/\(Self.prefix)\(UUID().uuidString)"
      do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        guard let lock = FileLock(making: "\(path)/lock") else {
          Self.remove(path)
          continue
        }
        try FileManager.default.createDirectory(
          atPath: "\(path)/new", withIntermediateDirectories: false)
        self.path = path
        self.lock = lock
        note = lock.state.note(on: folder)
        Self.begun.withLock { _ = $0.folders.insert(path) }
        return
      } catch {
        Self.remove(path)
        reason = Staging.words(error)
      }
    }
    throw GridcastError(.unwritable, target, "nothing can be written to its folder: \(reason)")
  }

  /// Where new files are written.
  var new: String { "\(path)/new" }
  /// Where replaced files wait.
  var old: String { "\(path)/old" }

  /// The names of the new files, sorted.
  var newNames: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: new)) ?? []).sorted()
  }

  /// Removes the folder with all that is in it.
  func remove() {
    Self.remove(path)
    _ = Self.begun.withLock { $0.folders.remove(path) }
  }

  /// Removes the file `commit` first, which would cause moves to be repeated, and the lock last, by
  /// which a later run recognises an abandoned folder.
  private static func remove(_ path: String) {
    let files = FileManager.default
    let others = (try? files.contentsOfDirectory(atPath: path))?.filter { $0 != "lock" } ?? []
    for name in ["commit", "leader"] + others + ["lock"] {
      try? files.removeItem(atPath: "\(path)/\(name)")
    }
    removeEmptyFolder(path)
  }

  /// Keeps the folder, as files wait in it that belong elsewhere.
  func keep() { _ = Self.begun.withLock { $0.folders.remove(path) } }

  /// Runs `body`, which puts files in place, such that `removeAll()` waits for it.
  ///
  /// - Throws: `.interrupted` once the process is about to end.
  static func moving(_ target: String, _ body: () throws -> Void) throws {
    guard beginMoving() else {
      throw GridcastError(.interrupted, target, "it was not put in place")
    }
    defer { begun.withLock { $0.moving -= 1 } }
    try body()
    begun.withLock { $0.hasMoved = true }
  }

  /// Counts this thread among those that move files; false once the process is about to end.
  private static func beginMoving() -> Bool {
    begun.withLock { begun in
      if !begun.isClosed { begun.moving += 1 }
      return !begun.isClosed
    }
  }

  /// Removes everything that this process has begun, except for files that are being put in place,
  /// which it waits for.
  ///
  /// - Returns: Whether any files have been put in place.
  static func removeAll() -> Bool {
    begun.withLock { $0.isClosed = true }
    while begun.withLock({ $0.moving > 0 }) { usleep(500) }
    let (folders, hasMoved) = begun.withLock { ($0.folders, $0.hasMoved) }
    for folder in folders { remove(folder) }
    return hasMoved
  }

  /// Writes the list of moves to the disk; where there are several folders, the first contains it.
  static func announce(_ moves: [FileMove], in folders: [StagingFolder]) throws {
    guard let leader = folders.first else { return }
    for folder in folders.dropFirst() {
      try write(Data(leader.path.utf8), to: "\(folder.path)/leader")
      synchronize(folder.path)
    }
    try write(try JSONEncoder().encode(moves), to: "\(leader.path)/commit.new")
    let code = renameFile("\(leader.path)/commit.new", "\(leader.path)/commit")
    if code != 0 { throw MoveFailure(code: code, path: "\(leader.path)/commit", isUndone: true) }
    synchronize(leader.path)
  }

  private static func write(_ data: Data, to path: String) throws {
    try data.write(to: URL(filePath: path))
    guard synchronize(path) else { throw CocoaError(.fileWriteUnknown) }
  }

  /// Completes or removes what killed processes left in a folder of targets.
  package static func recover(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(prefix) && beginMoving() {
      defer { begun.withLock { $0.moving -= 1 } }
      recover("\(folder)/\(name)")
    }
  }

  private static func recover(_ path: String) {
    let files = FileManager.default
    // A folder without a lock file was abandoned just after it was created, and is empty.
    if removeEmptyFolder(path) { return }
    // If the lock cannot be had, the folder's process lives.
    guard let lock = FileLock(existing: "\(path)/lock") else { return }
    defer { withExtendedLifetime(lock) {} }
    var leader = path
    var leaderLock: FileLock?
    if let said = files.contents(atPath: "\(path)/leader") {
      leader = String(decoding: said, as: UTF8.self)
    }
    if files.fileExists(atPath: "\(leader)/commit") {
      if leader != path {
        // Another process may be completing the same moves.
        leaderLock = FileLock(existing: "\(leader)/lock")
        guard URL(filePath: leader).lastPathComponent.hasPrefix(prefix), leaderLock != nil else {
          return
        }
      }
      guard let data = files.contents(atPath: "\(leader)/commit"),
        let moves = try? JSONDecoder().decode([FileMove].self, from: data)
      else { return }
      let own = moves.filter { isOwn($0, leader) }
      // Where the folder is reached by another path than the one in the list, no move can be
      // recognised as its own. Its files must stay for a run that uses the same path.
      guard moves.isEmpty || !own.isEmpty else { return }
      do throws(MoveFailure) { try completeMoves(own) } catch {
        // The folder still contains files that belong elsewhere, until someone may move them.
        if !error.isUndone { return }
      }
      // Removing the list prevents further moves, whichever of the folders is visited next.
      try? files.removeItem(atPath: "\(leader)/commit")
    }
    remove(path)
    withExtendedLifetime(leaderLock) {}
  }

  /// Whether a move is between a folder of targets and the temporary folder in it that belongs to
  /// the commit, so that a folder from a stranger moves no files about.
  private static func isOwn(_ move: FileMove, _ leader: String) -> Bool {
    let target = URL(filePath: move.isAside ? move.from : move.to)
    let staged = URL(filePath: move.isAside ? move.to : move.from)
    let temporary = staged.deletingLastPathComponent().deletingLastPathComponent()
    let said = FileManager.default.contents(atPath: temporary.plainPath + "/leader")
    return target.lastPathComponent == staged.lastPathComponent
      && staged.deletingLastPathComponent().lastPathComponent == (move.isAside ? "old" : "new")
      && temporary.deletingLastPathComponent().plainPath
        == target.deletingLastPathComponent().plainPath
      && (temporary.plainPath == leader || said == Data(leader.utf8))
  }
}
