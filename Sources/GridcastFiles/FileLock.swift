internal import Foundation

/// The result of an attempt to lock something.
package enum Locking: Equatable {
  /// This process has the lock.
  case taken
  /// Another process has the lock.
  case held
  /// The file system has no locks, as on some network folders; with the value of errno.
  case refused(Int32)

  /// Makes a result from the value of errno after a locking call, or 0 where it succeeded.
  init(_ code: Int32) {
    self =
      switch code {
      case 0: .taken
      // POSIX allows fcntl to report either of them.
      case EWOULDBLOCK, EAGAIN, EACCES: .held
      default: .refused(code)
      }
  }

  /// A warning for the user where the file system has no locks.
  func note(on path: String) -> String? {
    guard case .refused(let code) = self else { return nil }
    return "\(path) cannot be locked (\(systemWords(code))); let no other run write there meanwhile"
  }
}

/// A lock on a file, which is released when its process ends, in whatever way.
///
/// The file contains the process's identifier, so that even without locks one can tell whether the
/// process lives.
final class FileLock: Sendable {
  private let file: Int32
  /// Whether the lock is held, or the file system has no locks.
  let state: Locking

  /// Creates a file and locks it.
  ///
  /// - Throws: What the system says, also where another process was faster to lock it.
  init(making path: String) throws(SystemFailure) {
    let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw SystemFailure(code: errno) }
    let code = flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno
    let state = Locking(code)
    guard state != .held else {
      close(file)
      throw SystemFailure(code: code)
    }
    self.file = file
    self.state = state
    let owner = Array("\(getpid()) \(Self.host)".utf8)
    _ = unsafe write(file, owner, owner.count)
  }

  /// Locks an existing file; nil where another process holds the lock, or may hold it.
  init?(existing path: String) {
    file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    state = file < 0 ? .held : Locking(flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno)
    if state == .taken { return }
    guard case .refused = state, Self.isDead(FileManager.default.contents(atPath: path)) else {
      return nil
    }
  }

  deinit { if file >= 0 { close(file) } }

  /// Whether the process that wrote a lock's content ran on this machine and has ended.
  private static func isDead(_ content: Data?) -> Bool {
    let words = String(decoding: content ?? Data(), as: UTF8.self).split(separator: " ")
    guard words.count == 2, words[1] == host, let process = Int32(words[0]), process > 0 else {
      return false
    }
    return kill(process, 0) != 0 && errno == ESRCH
  }

  private static let host: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "?" }
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }()
}
