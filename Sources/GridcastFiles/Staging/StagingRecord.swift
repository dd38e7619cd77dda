internal import Foundation
import Synchronization

/// The record in a temporary folder: of which folder it is, who made it, and what may be removed from it.
///
/// It is locked while its process lives. Lines are added, and each is in the file before anything is made
/// that it lists.
final class StagingRecord: Sendable {
  static let name = "record"

  /// One line.
  struct Line: Codable {
    /// The inode of the folder.
    var folder: UInt64?
    var process: Int32?
    var host: String?
    /// The name of an output; all files whose names begin with its stem may be removed.
    var output: String?
  }

  private let file: Int32
  /// Whether the lock is held, or the file system has no locks.
  let state: Locking
  private let listed: Mutex<Set<String>>

  /// Makes the record of a folder, and locks it.
  ///
  /// - Throws: What the system says, also where another process was faster to lock it.
  init(in folder: OpenFolder) throws {
    file = folder.open(Self.name, O_RDWR | O_CREAT | O_EXCL | O_APPEND)
    guard file >= 0 else { throw SystemFailure(code: errno) }
    let code = flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno
    state = Locking(code)
    listed = Mutex([])
    if state == .held { throw SystemFailure(code: code) }
    let line = Line(folder: folder.state?.inode, process: getpid(), host: Self.host)
    try writeWhole(SealedLines.line(line), to: file)
  }

  /// Locks the record of a process that has ended.
  ///
  /// - Returns: nil where its process lives, or may live, or the record is not of this folder.
  init?(abandoned folder: OpenFolder) {
    file = folder.open(Self.name, O_RDWR)
    state = file < 0 ? .held : Locking(flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno)
    let content = file < 0 ? nil : readWhole(file, atMost: 1 << 24)
    let lines = SealedLines.values(content ?? Data(), Line.self)
    listed = Mutex(Set(lines.compactMap(\.output)))
    guard state != .held, let first = lines.first, let inode = folder.state?.inode,
      first.folder == inode, folder.state(Self.name)?.isFile ?? false
    else { return nil }
    if state != .taken && !Self.isDead(first) { return nil }
  }

  /// Whether the file system cannot lock parts of files, as SQLite does with all that it writes.
  var lacksRangeLocks: Bool {
    let state = Locking.range(file, Int32(F_WRLCK), at: 1 << 60)
    if state == .taken { _ = Locking.range(file, Int32(F_UNLCK), at: 1 << 60) }
    guard case .refused = state else { return false }
    return true
  }

  deinit { if file >= 0 { close(file) } }

  /// Notes an output before it is begun.
  func add(output: String) throws {
    if listed.withLock({ $0.contains(output) }) { return }
    try writeWhole(SealedLines.line(Line(output: output)), to: file)
    listed.withLock { _ = $0.insert(output) }
  }

  /// Whether a file belongs to one of the outputs: it has its name, or its stem and another ending.
  func lists(_ name: String) -> Bool {
    listed.withLock { outputs in
      outputs.contains { output in
        let stem = URL(filePath: output).deletingPathExtension().lastPathComponent
        guard name.hasPrefix(stem) else { return false }
        let rest = name.dropFirst(stem.count).first
        return rest == nil || rest == "." || rest == "-" || rest == "_"
      }
    }
  }

  /// Whether a process ran on this machine and has ended.
  private static func isDead(_ line: Line) -> Bool {
    guard line.host == host, let process = line.process, process > 0 else { return false }
    return kill(process, 0) != 0 && errno == ESRCH
  }

  private static let host: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "?" }
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }()
}
