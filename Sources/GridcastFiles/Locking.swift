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
