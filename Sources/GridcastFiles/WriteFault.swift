internal import Foundation
package import GridcastBase

/// Why something cannot be written, in the system's words, and what to do about it.
package func writingWords(_ code: Int32) -> Sentence {
  let way: Sentence? =
    switch code {
    case ENOSPC: "make room on that disk, or write to a folder on another one"
    case EDQUOT: "make room in what this user may fill, or write to a folder on another disk"
    case EFBIG: "files there, or of this process (ulimit -f), may not be as large as that"
    case EROFS: "that disk can only be read; write to a folder on another one"
    case ENAMETOOLONG: "take a shorter name"
    default: nil
    }
  return way.map { "\(systemWords(code)); \($0)" as Sentence } ?? systemWords(code)
}

/// Tries to write a file beside another, somewhat larger than that one: libraries that write files do not always
/// tell what the system told them.
///
/// - Returns: What errno says; nil where it can be written. Nothing of it stays.
package func writingFault(beside path: String) -> Int32? {
  var state = stat()
  let size = unsafe stat(path, &state) == 0 ? Int(state.st_size) : 0
  let folder = URL(filePath: path).deletingLastPathComponent().plainPath
  let probe = "\(folder)/probe-\(UUID().uuidString)"
  let file = unsafe open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
  guard file >= 0 else { return errno }
  defer {
    close(file)
    unsafe unlink(probe)
  }
  let piece = [UInt8](repeating: 1, count: 1 << 20)
  // Of a file with a gap only the end takes room, but its size counts.
  for offset in [0, size + piece.count] {
    var written = 0
    while written < piece.count {
      let count = unsafe piece.withUnsafeBytes {
        unsafe pwrite(
          file, $0.baseAddress.map { unsafe $0 + written }, piece.count - written,
          off_t(offset + written))
      }
      guard count > 0 else { return count < 0 ? errno : ENOSPC }
      written += count
    }
  }
  return fsync(file) == 0 ? nil : errno
}
