import Foundation
import GridcastBase

extension StagingFolder {
  /// Deals with what killed processes left in a folder of targets.
  package static func recover(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(prefix) && beginWork() {
      defer { endWork() }
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
    if let said = files.contents(atPath: "\(path)/leader") {
      leader = String(decoding: said, as: UTF8.self)
    }
    // The leader goes last. One that is not there lies on a volume that is not there at the moment, and
    // may ask for what waits here.
    if leader != path, !files.fileExists(atPath: leader), hasWaitingFiles(path) { return }
    guard files.fileExists(atPath: "\(leader)/commit") else {
      // Nothing has been moved, or all is back.
      let moves = leader == path ? moves(prepared, of: leader) ?? [] : []
      return remove([path] + followers(of: leader, in: moves), isDone: true)
    }
    var leaderLock: FileLock?
    if leader != path {
      // Another process may be at the same moves.
      leaderLock = FileLock(existing: "\(leader)/lock")
      guard URL(filePath: leader).lastPathComponent.hasPrefix(prefix), leaderLock != nil else {
        return
      }
    }
    defer { withExtendedLifetime(leaderLock) {} }
    guard let moves = moves("commit", of: leader) else { return }
    let own = moves.filter { isOwn($0, leader) }
    // Of a folder that is seen by another way than the one written down no move is known as its own:
    // what waits in it must stay, for a run that comes by the same way.
    guard moves.isEmpty || !own.isEmpty else { return }
    var isDone = true
    do throws(MoveFailure) { try completeMoves(own) } catch {
      // Files wait here that belong elsewhere, until someone may move them.
      if !error.isUndone { return }
      isDone = false
    }
    // Files may wait on a volume that is not there at the moment.
    if moves.contains(where: isOutOfSight) { return }
    let followers = Set(followers(of: leader, in: own) + [path]).subtracting([leader])
    remove([leader] + followers.sorted(), isDone: isDone)
  }

  /// A list of moves of a folder that leads; nil where it is not there or not whole.
  private static func moves(_ name: String, of leader: String) -> [FileMove]? {
    FileManager.default.contents(atPath: "\(leader)/\(name)")
      .flatMap { try? JSONDecoder().decode([FileMove].self, from: $0) }
  }

  /// The folders that follow one which leads.
  private static func followers(of leader: String, in moves: [FileMove]) -> [String] {
    Set(moves.filter { isOwn($0, leader) }.map(\.temporary)).subtracting([leader]).sorted()
  }

  /// Whether neither the new file nor the folder is there in which it waited: one that was removed had
  /// been put in place.
  private static func isOutOfSight(_ move: FileMove) -> Bool {
    let files = FileManager.default
    return !move.isAside && !files.fileExists(atPath: move.temporary)
      && !files.fileExists(atPath: move.to)
  }

  /// Whether files lie in a folder that are to be put in place, or back.
  private static func hasWaitingFiles(_ path: String) -> Bool {
    ["new", "old"].contains { name in
      !((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(name)")) ?? []).isEmpty
    }
  }

  /// Whether a move is between a folder of targets and the temporary folder in it that belongs to
  /// the commit, so that a folder from a stranger moves no files about.
  private static func isOwn(_ move: FileMove, _ leader: String) -> Bool {
    let target = URL(filePath: move.isAside ? move.from : move.to)
    let staged = URL(filePath: move.staged)
    let temporary = URL(filePath: move.temporary)
    let said = FileManager.default.contents(atPath: temporary.plainPath + "/leader")
    return target.lastPathComponent == staged.lastPathComponent
      && staged.deletingLastPathComponent().lastPathComponent == (move.isAside ? "old" : "new")
      && temporary.deletingLastPathComponent().plainPath
        == target.deletingLastPathComponent().plainPath
      && (temporary.plainPath == leader || said == Data(leader.utf8))
  }
}
