internal import Foundation

/// A lock on a file, which ends with the process that holds it, however that ends.
final class FileLock: Sendable {
  private let file: Int32

  /// Makes a file and locks it; nil where that fails.
  init?(making path: String) {
    let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { return nil }
    self.file = file
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return nil }
  }

  /// Locks a file that is there; nil where another process holds it.
  init?(existing path: String) {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    self.file = file
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return nil }
  }

  deinit { close(file) }
}
