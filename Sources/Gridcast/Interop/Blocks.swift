import Dispatch
import Synchronization

extension Array where Element: BitwiseCopyable & Sendable {
  /// Changes the elements in blocks, side by side on every core; the first error ends up thrown.
  ///
  /// How the work is cut depends only on the number of elements, so it is alike on every machine.
  mutating func changeInBlocks<Failure: Error>(
    of size: Int = 16_384,
    _ body: @Sendable (Range<Int>, inout MutableSpan<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    let count = count
    let failures = Mutex<[Int: Failure]>([:])
    unsafe withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let buffer = unsafe buffer
      DispatchQueue.concurrentPerform(iterations: (count + size - 1) / size) { block in
        let range = block * size..<Swift.min(count, (block + 1) * size)
        var span = unsafe buffer.extracting(range).mutableSpan
        do throws(Failure) { try body(range, &span) } catch {
          failures.withLock { $0[block] = error }
        }
      }
    }
    let first = failures.withLock { failures in failures.keys.min().flatMap { failures[$0] } }
    if let first { throw first }
  }
}
