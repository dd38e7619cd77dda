internal import Foundation
import GridcastBase

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

  /// Locks or unlocks a byte of a file for this process.
  ///
  /// It loses all locks of a file as it closes any handle of it. The kind is `F_WRLCK`, `F_RDLCK` or `F_UNLCK`.
  static func range(_ file: Int32, _ kind: Int32, at place: Int64) -> Locking {
    var lock = flock()
    lock.l_type = Int16(kind)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = off_t(place)
    lock.l_len = 1
    return Locking(unsafe fcntl(file, F_SETLK, &lock) == 0 ? 0 : errno)
  }

  /// Whether parts of a file can be locked for reading, by a lock of its own far beyond the end.
  ///
  /// All locks that this process has of the file are lost by it.
  package static func ofParts(of path: String) -> Locking {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return .refused(errno) }
    defer { close(file) }
    return range(file, Int32(F_RDLCK), at: 1 << 60)
  }

  /// A warning for the user where the file system has no locks.
  func note(on path: String) -> Sentence? {
    guard case .refused(let code) = self else { return nil }
    return "\(path) cannot be locked (\(systemWords(code))); let no other run write there meanwhile"
  }
}
