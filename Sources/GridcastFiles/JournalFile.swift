package import Foundation

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
  /// What the user should know where places cannot be taken; nil where they can.
  package let note: String?

  /// Opens the file, or makes it; nil where that fails.
  package init?(_ path: String) {
    file = unsafe open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else {
      note = nil
      return nil
    }
    let state = Locking(Self.set(file, Int16(F_WRLCK), Self.end))
    if state == .taken { _ = Self.set(file, Int16(F_UNLCK), Self.end) }
    note = state.note(on: path)
  }

  deinit { close(file) }

  /// The whole content.
  package func content() -> Data {
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let size = unsafe pread(file, &buffer, buffer.count, off_t(data.count))
      guard size > 0 else { return data }
      data.append(contentsOf: buffer[..<size])
    }
  }

  /// Adds a line and sees it through to the disk; false where it cannot be written.
  package func append(_ line: Data) -> Bool {
    while lock(Self.end) == .held { usleep(1000) }
    defer { unlock(Self.end) }
    // A process that was killed may have left half a line.
    var bytes = Data()
    var last: UInt8 = 0
    let end = lseek(file, 0, SEEK_END)
    if end > 0, unsafe pread(file, &last, 1, end - 1) == 1, last != 10 { bytes.append(10) }
    bytes.append(line)
    bytes.append(10)
    let written = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    return written == bytes.count && fsync(file) == 0
  }

  /// The place that is taken while a line is added.
  private static let end: Int64 = 1 << 61

  /// Takes a place for this process.
  package func lock(_ place: Int64) -> Locking { Locking(Self.set(file, Int16(F_WRLCK), place)) }

  /// Gives a place back.
  package func unlock(_ place: Int64) { _ = Self.set(file, Int16(F_UNLCK), place) }

  /// 0, or what errno says.
  private static func set(_ file: Int32, _ kind: Int16, _ place: Int64) -> Int32 {
    var lock = flock()
    lock.l_type = kind
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = off_t(place)
    lock.l_len = 1
    return unsafe fcntl(file, F_SETLK, &lock) == 0 ? 0 : errno
  }
}
