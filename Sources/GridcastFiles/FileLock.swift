internal import Foundation

/// What came of asking for a lock.
package enum Locking: Equatable {
  /// This process has it.
  case taken
  /// Another has it.
  case held
  /// Nobody can have one, as on some network folders; with what errno says.
  case refused(Int32)

  /// What a call that locks left in errno, 0 where it succeeded.
  init(_ code: Int32) {
    self =
      switch code {
      case 0: .taken
      // POSIX leaves open which of them fcntl says.
      case EWOULDBLOCK, EAGAIN, EACCES: .held
      default: .refused(code)
      }
  }

  /// What the user should know where nothing can be locked.
  func note(on path: String) -> String? {
    guard case .refused(let code) = self else { return nil }
    return "\(path) cannot be locked (\(systemWords(code))); let no other run write there meanwhile"
  }
}

/// A lock on a file, which ends with the process that holds it, however that ends.
///
/// The file names its process, so that also where nothing can be locked one can tell whether it lives.
final class FileLock: Sendable {
  private let file: Int32
  /// Whether the lock is real, or refused by the file system.
  let state: Locking

  /// Makes a file and locks it.
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

  /// Locks a file that is there; nil where another process holds it, or may hold it.
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
