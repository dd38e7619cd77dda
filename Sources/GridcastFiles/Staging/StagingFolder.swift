import Foundation
import GridcastBase
import Synchronization

/// A temporary folder in the folder of targets: new files in `new`, replaced ones in `old`, others in
/// `work`.
///
/// Its `record` says of which folder it is and what may be removed, and is locked while its process lives.
/// From the moment there is a file `commit`, with all moves, they will be done, by this process or by the
/// next that comes along; once they are, it is called `done`.
package final class StagingFolder: Sendable {
  /// The folder of targets, and its path.
  let parent: OpenFolder
  let target: String
  let name: String
  let folder: OpenFolder
  let record: StagingRecord
  /// Whether this process made it: then all that is in it is its own.
  private let isOwn: Bool
  private let replaced = Mutex<Set<String>>([])

  /// All that this process has begun.
  private static let begun = Mutex<[String: StagingFolder]>([:])
  private static let prefix = ".gridcast-"

  /// Whether a name is one that is given to temporary folders: with a random number behind it.
  static func isName(_ name: String) -> Bool {
    name.hasPrefix(prefix) && UUID(uuidString: String(name.dropFirst(prefix.count))) != nil
  }

  /// Makes a folder.
  ///
  /// - Throws: `.unwritable`, naming the target; `.interrupted` once the process is about to end.
  init(in path: String, for target: String) throws(GridcastError) {
    // The end of the process waits until the folder is both made and known, or it would be left behind.
    guard Ending.begin() else {
      throw GridcastError(.interrupted, target, "nothing was written for it")
    }
    defer { Ending.end() }
    var reason: Sentence = ""
    // Another process that cleans up may remove the folder while it is still empty.
    for _ in 0..<5 {
      guard let parent = OpenFolder(path) else {
        reason = systemWords(errno)
        break
      }
      let name = Self.prefix + UUID().uuidString
      do {
        let folder = try parent.makeFolder(name)
        let record: StagingRecord
        do {
          record = try StagingRecord(in: folder)
          _ = try folder.makeFolder("new")
        } catch {
          for part in ["new", StagingRecord.name] { folder.remove(part) }
          parent.remove(name)
          throw error
        }
        self.parent = parent
        self.name = name
        self.folder = folder
        self.record = record
        self.target = path
        isOwn = true
        Self.begun.withLock { $0[self.path] = self }
        return
      } catch let failure as SystemFailure {
        reason = failure.words
      } catch {
        reason = Staging.words(error)
      }
    }
    throw GridcastError(.unwritable, target, "nothing can be written to its folder: \(reason)")
  }

  /// What a process that has ended left; nil where it lives, or the folder is not of this user's making.
  init?(abandoned name: String, in parent: OpenFolder, path: String) {
    guard Self.isName(name), let folder = parent.folder(name), folder.state?.owner == geteuid(),
      let record = StagingRecord(abandoned: folder)
    else { return nil }
    self.parent = parent
    self.name = name
    self.folder = folder
    self.record = record
    target = path
    isOwn = false
  }

  /// The path of the folder.
  var path: String { "\(target)/\(name)" }
  /// Where new files are written.
  var newPath: String { "\(path)/new" }
  var new: OpenFolder? { folder.folder("new") }
  /// Where replaced files wait.
  var oldPath: String { "\(path)/old" }
  var old: OpenFolder? { folder.folder("old") }

  /// What the user should know where the folder cannot be locked.
  var note: Sentence? { record.state.note(on: target) }

  /// The names of the new files, sorted.
  var newNames: [String] { new?.names ?? [] }

  /// Makes the folder for replaced files, and says which will be there.
  func expect(replaced names: [String]) throws {
    replaced.withLock { $0.formUnion(names) }
    if folder.state("old") == nil { _ = try folder.makeFolder("old") }
  }

  /// Removes the folder, with what its record and its lists name, and nothing else.
  ///
  /// The record goes last, by which a later run recognises the folder: where anything cannot be removed it
  /// stays, so that a later run tries again.
  @discardableResult
  func remove() -> Bool {
    defer { _ = Self.begun.withLock { $0.removeValue(forKey: path) } }
    let asides = replaced.withLock { $0 }
    // Threads that are about to end may still write.
    for attempt in 0..<20 {
      if attempt > 0 { usleep(1000) }
      if let new {
        for name in new.names where isOwn || record.lists(name) { new.removeTree(name) }
      }
      if let old { for name in old.names where asides.contains(name) { old.removeTree(name) } }
      folder.removeTree("work")
      for part in ["new", "old"] { folder.remove(part) }
      if folder.state("new") ?? folder.state("old") ?? folder.state("work") == nil { break }
      if !Ending.isStopping { return false }
    }
    guard folder.names.allSatisfy({ CommitList.names.contains($0) || $0 == StagingRecord.name })
    else { return false }
    for name in CommitList.names + [StagingRecord.name] { folder.remove(name) }
    return parent.remove(name)
  }

  /// Keeps the folder, as files wait in it that belong elsewhere.
  func keep() { _ = Self.begun.withLock { $0.removeValue(forKey: path) } }

  /// Removes everything that this process has begun and not put in place.
  static func removeAll() {
    for folder in begun.withLock({ Array($0.values) }) { folder.remove() }
  }
}
