package import GridcastBase

extension TextTable {
  /// Adds bytes as a text and returns true, or returns false where they are not valid UTF-8.
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
