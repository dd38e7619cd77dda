import Foundation
import GridcastBase

/// A file mapped into memory, to be read by many threads at once.
///
/// Its pages are the system's own copy of the file, so they come and go as memory is needed. One that
/// another program cuts off while it is read ends the process by SIGBUS (`ProcessSettings`).
@safe package final class MappedFile: Sendable {
  /// The number of bytes.
  package let count: Int
  /// The bytes, valid as long as the file is.
  package nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// nil where the file cannot be read, is no plain file, or is empty.
  package init?(_ path: String) {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0
    else { return nil }
    let base = unsafe mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, file, 0)
    guard unsafe base != MAP_FAILED else { return nil }
    count = Int(status.st_size)
    unsafe bytes = UnsafeRawBufferPointer(start: base, count: count)
  }

  deinit { unsafe munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), count) }

  /// A copy of some of the bytes.
  package func copy(_ range: Range<Int>) -> [UInt8] { unsafe Array(bytes[range]) }

  /// Whether no byte of a range is 128 or more.
  package func isASCII(_ range: Range<Int>) -> Bool { unsafe bytes.isASCII(in: range) }
}
