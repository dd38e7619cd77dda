import Foundation
import GridcastBase

/// A file mapped into memory, which many threads can read at once.
///
/// Its pages are those of the system's file cache, so the system drops them where memory is short.
/// If another program truncates the file meanwhile, reading ends the process with SIGBUS (see
/// `ProcessSettings`).
@safe package final class MappedFile: Sendable {
  /// The number of bytes.
  package let count: Int
  /// The bytes, valid as long as the file is.
  package nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// Maps a file; nil where it cannot be read, is not a regular file, or is empty.
  package init?(_ path: String) {
    // A pipe would be waited for.
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0
    else { return nil }
    #if GRIDCAST_FUZZER
      // Behind a map the rest of its page can be read unnoticed, behind memory of its own nothing.
      let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Int(status.st_size), alignment: 16)
      guard unsafe read(file, memory.baseAddress, memory.count) == memory.count else {
        unsafe memory.deallocate()
        return nil
      }
      count = memory.count
      unsafe bytes = UnsafeRawBufferPointer(memory)
    #else
      let base = unsafe mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, file, 0)
      guard unsafe base != MAP_FAILED else { return nil }
      count = Int(status.st_size)
      unsafe bytes = UnsafeRawBufferPointer(start: base, count: count)
    #endif
  }

  deinit {
    #if GRIDCAST_FUZZER
      unsafe bytes.deallocate()
    #else
      unsafe munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), count)
    #endif
  }

  /// A copy of some of the bytes.
  package func copy(_ range: Range<Int>) -> [UInt8] { unsafe Array(bytes[range]) }

  /// Whether all bytes of a range are below 128.
  package func isASCII(_ range: Range<Int>) -> Bool { unsafe bytes.isASCII(in: range) }
}
