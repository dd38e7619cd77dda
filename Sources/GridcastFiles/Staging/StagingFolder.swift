import Foundation
import GridcastBase
import Synchronization

/// A temporary folder in the folder of targets: new files in `new`, replaced ones in `old`.
///
/// While its process lives, its file `lock` is locked. From the moment it holds a file `commit`, with
/// all moves, they will be done, by this process or by the next that comes along.
final class StagingFolder: Sendable {
  /// The folder.
  let path: String
  private let lock: FileLock

  /// Folders of the whole process, for `removeAll()`.
  private static let alive = Mutex<Set<String>>([])
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
        guard let lock = FileLock(making: "\(path)/lock") else { continue }
        try FileManager.default.createDirectory(
          atPath: "\(path)/new", withIntermediateDirectories: false)
        self.path = path
        self.lock = lock
        Self.alive.withLock { _ = $0.insert(path) }
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
    _ = Self.alive.withLock { $0.remove(path) }
  }

  /// First what would move files again, last the lock by which a later run knows a dead folder.
  private static func remove(_ path: String) {
    let files = FileManager.default
    let others = (try? files.contentsOfDirectory(atPath: path))?.filter { $0 != "lock" } ?? []
    for name in ["commit", "leader"] + others + ["lock"] {
      try? files.removeItem(atPath: "\(path)/\(name)")
    }
    removeEmptyFolder(path)
  }

  /// Keeps the folder from being removed by a signal, as the old files will wait in it.
  func beginCommit() { _ = Self.alive.withLock { $0.remove(path) } }

  /// Removes what this process has begun and not yet put in place.
  static func removeAll() {
    for folder in alive.withLock({ $0 }) { remove(folder) }
  }

  /// Writes down, for good, what is to be moved; of several folders the first leads.
  static func announce(_ moves: [FileMove], in folders: [StagingFolder]) throws {
    guard let leader = folders.first else { return }
    for folder in folders.dropFirst() {
      try write(Data(leader.path.utf8), to: "\(folder.path)/leader")
    }
    try write(try JSONEncoder().encode(moves), to: "\(leader.path)/commit.new")
    try FileManager.default.moveItem(
      atPath: "\(leader.path)/commit.new", toPath: "\(leader.path)/commit")
    synchronize(leader.path)
  }

  private static func write(_ data: Data, to path: String) throws {
    try data.write(to: URL(filePath: path))
    guard synchronize(path) else { throw CocoaError(.fileWriteUnknown) }
  }

  /// Deals with what killed processes left in a folder of targets.
  static func recover(in folder: String) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(prefix) {
      recover("\(folder)/\(name)")
    }
  }

  private static func recover(_ path: String) {
    let files = FileManager.default
    // One without a lock was cut off at its beginning, and is empty.
    if removeEmptyFolder(path) { return }
    // No lock to be had: its process lives.
    guard let lock = FileLock(existing: "\(path)/lock") else { return }
    defer { withExtendedLifetime(lock) {} }
    var leader = path
    if let other = files.contents(atPath: "\(path)/leader") {
      leader = String(decoding: other, as: UTF8.self)
    }
    if let data = files.contents(atPath: "\(leader)/commit"),
      let moves = try? JSONDecoder().decode([FileMove].self, from: data)
    {
      for move in moves where isOwn(move, leader) && files.fileExists(atPath: move.from) {
        if move.isAside && files.fileExists(atPath: move.to) { continue }
        renameFile(move.from, move.to)
      }
    }
    remove(path)
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
