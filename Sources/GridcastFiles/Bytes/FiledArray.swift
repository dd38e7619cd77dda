internal import Foundation
package import GridcastBase

/// A long array of plain values, as a file: once all are there it is mapped, so that of it only the pages in use take
/// memory, which the system takes back where it is short.
@safe package final class FiledArray<Element: BitwiseCopyable> {
  private let path: String
  private let target: String
  private var file: OutputFile?
  private var memory = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// Begins an empty array in a file, which is removed with it; errors name the target that it serves.
  ///
  /// - Throws: `.unwritable` with the system's message.
  package init(_ path: String, for target: String) throws(GridcastError) {
    self.path = path
    self.target = target
    file = try OutputFile(path, for: target)
  }

  deinit {
    if let base = unsafe memory.baseAddress { unsafe munmap(base, memory.count) }
    unsafe unlink(path)
  }

  /// Appends values.
  ///
  /// - Throws: `.unwritable` with the system's message.
  package func append(_ values: [Element]) throws(GridcastError) {
    try file?.append(unsafe values.withUnsafeBytes { unsafe Array($0) })
  }

  /// Ends appending; the values can be read and changed as long as the array lives.
  ///
  /// - Throws: `.unwritable` with the system's message.
  package func finish() throws(GridcastError) -> UnsafeMutableBufferPointer<Element> {
    let size = file?.count ?? 0
    file = nil
    guard size > 0 else { return unsafe UnsafeMutableBufferPointer(start: nil, count: 0) }
    let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw GridcastError(.unwritable, target, writingWords(errno)) }
    defer { close(descriptor) }
    let base = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard unsafe base != MAP_FAILED else {
      throw GridcastError(.unwritable, target, writingWords(errno))
    }
    unsafe memory = UnsafeMutableRawBufferPointer(start: base, count: size)
    return unsafe memory.bindMemory(to: Element.self)
  }
}
