package import GridcastBase

extension TextTable {
  /// Adds a run of bytes as it is; false, and nothing is added, where it is not UTF-8.
  package mutating func append(_ run: UnsafeRawBufferPointer) -> Bool {
    if unsafe !run.isASCII(in: 0..<run.count) {
      guard
        (try? unsafe UTF8Span(
          validating: Span(_unsafeElements: run.assumingMemoryBound(to: UInt8.self)))) != nil
      else { return false }
    }
    unsafe append(utf8: run)
    return true
  }
}
