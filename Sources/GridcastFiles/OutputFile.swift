internal import CSystem
internal import Foundation
package import GridcastBase

/// A file that is being written; its errors name the target that it will be moved to.
package struct OutputFile: ~Copyable {
  private let file: Int32
  private let target: String
  /// The number of bytes appended so far.
  package private(set) var count = 0

  /// Creates the file.
  ///
  /// - Throws: `.unwritable` with the system's message.
  package init(_ path: String, for target: String) throws(GridcastError) {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw Self.failure(target) }
    self.file = file
    self.target = target
  }

  deinit { Foundation.close(file) }

  /// Appends bytes.
  package mutating func append(_ bytes: [UInt8]) throws(GridcastError) {
    try write(bytes, at: count)
    count += bytes.count
  }

  /// Overwrites bytes from an offset on.
  package func write(_ bytes: [UInt8], at offset: Int) throws(GridcastError) {
    var written = 0
    while written < bytes.count {
      let size = unsafe bytes.withUnsafeBytes {
        unsafe pwrite(
          file, $0.baseAddress.map { unsafe $0 + written }, bytes.count - written,
          off_t(offset + written))
      }
      guard size > 0 else { throw Self.failure(target) }
      written += size
    }
  }

  private static func failure(_ target: String) -> GridcastError {
    GridcastError(.unwritable, target, writingWords(errno))
  }

  /// Copies a whole file, within the system where it can.
  ///
  /// - Throws: In the system's words `.unwritable` of the target, `.unreadable` of the source; `.tryAgain`
  ///   where the source became shorter meanwhile.
  package static func copy(_ source: String, to path: String, for target: String)
    throws(GridcastError)
  {
    let from = unsafe open(source, O_RDONLY | O_CLOEXEC)
    guard from >= 0 else { throw GridcastError(.unreadable, source, systemWords(errno)) }
    defer { Foundation.close(from) }
    var state = stat()
    guard unsafe fstat(from, &state) == 0 else {
      throw GridcastError(.unreadable, source, systemWords(errno))
    }
    let size = Int(state.st_size)
    let to = try OutputFile(path, for: target)
    var offset = 0
    #if os(Linux)
      while offset < size {
        var (start, end) = (offset, offset)
        let length = min(size - offset, 1 << 24)
        let copied = unsafe copy_file_range(from, &start, to.file, &end, length, 0)
        // Not every pair of file systems supports this call; what else was in the way shows again below.
        guard copied > 0 else { break }
        // This starts writing to the disk (SYNC_FILE_RANGE_WRITE), which shortens the wait at the
        // end.
        _ = sync_file_range(to.file, offset, copied, 2)
        offset += copied
      }
    #endif
    var piece = [UInt8](repeating: 0, count: offset < size ? 1 << 22 : 0)
    while offset < size {
      let length = unsafe pread(from, &piece, piece.count, off_t(offset))
      guard length >= 0 else { throw GridcastError(.unreadable, source, systemWords(errno)) }
      guard length > 0 else {
        throw GridcastError(.tryAgain, source, "it became shorter while it was read; run it again")
      }
      try to.write(Array(piece[..<length]), at: offset)
      offset += length
    }
  }
}
