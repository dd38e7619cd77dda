package import Foundation
package import GridcastBase
import Synchronization

/// A log of lines that several processes append to, and with whose locks they tell each other what
/// each is working on.
///
/// The locks are byte ranges far beyond the end of the file, so the system releases them when their
/// process ends. They belong to the process, which would lose them by closing any handle of the
/// file, so there is only this one.
///
/// Where the file system has no locks, this process goes on as the only one, and says so.
package final class JournalFile: Sendable {
  private let file: Int32
  private let path: String
  /// Held while a line is added: locks of the system keep processes apart, but not threads of one.
  private let adding = Mutex(())
  /// What the user should know where places cannot be taken; nil where they can.
  package let note: Sentence?

  /// Opens the file, or makes it.
  ///
  /// - Throws: `.unwritable` in the system's words.
  package init(_ path: String) throws(GridcastError) {
    let file = unsafe open(
      path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
    guard file >= 0 else { throw Self.failure(path, errno) }
    self.file = file
    self.path = path
    let state = Locking.range(file, Int32(F_WRLCK), at: Self.end)
    if state == .taken { _ = Locking.range(file, Int32(F_UNLCK), at: Self.end) }
    note = state.note(on: path)
  }

  deinit { close(file) }

  /// The size of the file in bytes; 0 where it cannot be known.
  package var size: Int {
    var state = stat()
    return unsafe fstat(file, &state) == 0 ? Int(state.st_size) : 0
  }

  /// The content from an offset on.
  ///
  /// - Throws: `.unreadable` in the system's words.
  package func content(from start: Int = 0) throws(GridcastError) -> Data {
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let size = unsafe pread(file, &buffer, buffer.count, off_t(start + data.count))
      guard size >= 0 else {
        throw GridcastError(
          .unreadable, path, "the journal cannot be read: \(systemWords(errno))")
      }
      if size == 0 { return data }
      data.append(contentsOf: buffer[..<size])
    }
  }

  /// Adds a line and sees it through to the disk.
  ///
  /// - Throws: `.unwritable` in the system's words.
  package func append(_ line: Data) throws(GridcastError) {
    let code = adding.withLock { _ in
      while lock(Self.end) == .held { usleep(1000) }
      defer { unlock(Self.end) }
      return write(line)
    }
    if code != 0 { throw Self.failure(path, code) }
  }

  /// 0, or what errno says.
  private func write(_ line: Data) -> Int32 {
    // A process that was killed may have left half a line.
    var bytes = Data()
    var last: UInt8 = 0
    let end = lseek(file, 0, SEEK_END)
    if end > 0, unsafe pread(file, &last, 1, end - 1) == 1, last != 10 { bytes.append(10) }
    bytes.append(line)
    bytes.append(10)
    let written = unsafe bytes.withUnsafeBytes {
      unsafe Foundation.write(file, $0.baseAddress, $0.count)
    }
    if written < 0 { return errno }
    // Of a disk that is full a part is taken without an error.
    if written < bytes.count { return ENOSPC }
    return fsync(file) == 0 ? 0 : errno
  }

  private static func failure(_ path: String, _ code: Int32) -> GridcastError {
    // Through a link lines would be added to a file elsewhere.
    let words = code == ELOOP ? "it is a link" : systemWords(code)
    return GridcastError(.unwritable, path, "the journal cannot be written: \(words)")
  }

  /// The place that is taken while a line is added.
  private static let end: Int64 = 1 << 61

  /// Takes a place for this process.
  package func lock(_ place: Int64) -> Locking {
    Locking.range(file, Int32(F_WRLCK), at: place)
  }

  /// Gives a place back.
  package func unlock(_ place: Int64) { _ = Locking.range(file, Int32(F_UNLCK), at: place) }
}
