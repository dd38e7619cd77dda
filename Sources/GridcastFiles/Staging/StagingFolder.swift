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

  /// What the process has begun: its folders, and how many threads make folders or move files.
  private struct Begun {
    var folders: Set<String> = []
    var working = 0
    var hasMoved = false
    /// Whether the process is about to end, and nothing more may begin.
    var isClosed = false
  }

  private static let begun = Mutex(Begun())
  static let prefix = ".gridcast-"
  /// The name of a list of moves of which none has begun.
  static let prepared = "commit.new"

  /// Makes a folder.
  ///
  /// - Throws: `.unwritable`, naming the target; `.interrupted` once the process is about to end.
  init(in folder: String, for target: String) throws(GridcastError) {
    // The end of the process waits until the folder is both made and known, or it would be left behind.
    guard Self.beginWork() else {
      throw GridcastError(.interrupted, target, "nothing was written for it")
    }
    defer { Self.endWork() }
    var reason = ""
    // Another process that cleans up may take a folder for dead before its lock is held.
    for _ in 0..<5 {
      let path = "\(folder)/\(Self.prefix)\(UUID().uuidString)"
      do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let lock = try FileLock(making: "\(path)/lock")
        try FileManager.default.createDirectory(
          atPath: "\(path)/new", withIntermediateDirectories: false)
        self.path = path
        self.lock = lock
        note = lock.state.note(on: folder)
        Self.begun.withLock { _ = $0.folders.insert(path) }
        return
      } catch let failure as SystemFailure {
        Self.remove(path)
        reason = failure.words
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

  /// First what would move files again, last the lock, by which a later run knows a dead folder: where
  /// anything cannot be removed the lock stays, so that a later run tries again.
  private static func remove(_ path: String) {
    let files = FileManager.default
    for name in ["commit", "leader"] + others(in: path) {
      try? files.removeItem(atPath: "\(path)/\(name)")
    }
    guard others(in: path).isEmpty else { return }
    try? files.removeItem(atPath: "\(path)/lock")
    removeEmptyFolder(path)
  }

  /// The names of what is in a folder beside its lock.
  private static func others(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0 != "lock" }
  }

  /// Removes the folders of one commit, of which the first leads.
  ///
  /// The leader goes last: while it is there, a later run knows that it has seen all there is to know of
  /// the others. Of a commit that was undone the list of moves is first taken for one that was only
  /// prepared, or a later run would do a part of them.
  static func remove(_ folders: [StagingFolder], isDone: Bool) {
    remove(folders.map(\.path), isDone: isDone)
    begun.withLock { $0.folders.subtract(folders.map(\.path)) }
  }

  static func remove(_ folders: [String], isDone: Bool) {
    if !isDone, let leader = folders.first,
      renameFile("\(leader)/commit", "\(leader)/\(prepared)") != 0
    {
      try? FileManager.default.removeItem(atPath: "\(leader)/commit")
    }
    for folder in folders.reversed() { remove(folder) }
  }

  /// Keeps the folder, as files wait in it that belong elsewhere.
  func keep() { _ = Self.begun.withLock { $0.folders.remove(path) } }

  /// Puts files in place, which `removeAll()` waits for.
  ///
  /// - Throws: `.interrupted` once the process is about to end.
  static func moving(_ target: String, _ body: () throws -> Void) throws {
    guard beginWork() else {
      throw GridcastError(.interrupted, target, "it was not put in place")
    }
    defer { endWork() }
    try body()
    begun.withLock { $0.hasMoved = true }
  }

  /// Counts this thread among those that the end of the process waits for; false once it is about to end.
  static func beginWork() -> Bool {
    begun.withLock { begun in
      if !begun.isClosed { begun.working += 1 }
      return !begun.isClosed
    }
  }

  static func endWork() { begun.withLock { $0.working -= 1 } }

  /// Removes what this process has begun, but for files that are being put in place, which it waits
  /// for, as for folders that are being made; whether any files have been put in place by then.
  static func removeAll() -> Bool {
    begun.withLock { $0.isClosed = true }
    while begun.withLock({ $0.working > 0 }) { usleep(500) }
    let (folders, hasMoved) = begun.withLock { ($0.folders, $0.hasMoved) }
    for folder in folders { remove(folder) }
    return hasMoved
  }

  /// Writes down, for good, what is to be moved; of several folders the first leads.
  ///
  /// It has the list before any other names it, under a name by which nothing is done yet.
  static func announce(_ moves: [FileMove], in folders: [StagingFolder]) throws {
    guard let leader = folders.first else { return }
    try write(try JSONEncoder().encode(moves), to: "\(leader.path)/\(prepared)")
    for folder in folders {
      if folder !== leader { try write(Data(leader.path.utf8), to: "\(folder.path)/leader") }
      // What a list of moves names must be there after the machine has gone down, by its name too.
      synchronize(folder.new)
      synchronize(folder.path)
      synchronize(URL(filePath: folder.path).deletingLastPathComponent().plainPath)
    }
    let code = renameFile("\(leader.path)/\(prepared)", "\(leader.path)/commit")
    if code != 0 { throw MoveFailure(code: code, path: "\(leader.path)/commit", isUndone: true) }
    synchronize(leader.path)
  }

  private static func write(_ data: Data, to path: String) throws {
    try data.write(to: URL(filePath: path))
    guard synchronize(path) else { throw CocoaError(.fileWriteUnknown) }
  }
}
