package import GridcastBase

extension TextTable {
  /// Whether the bytes from one on are those of a run: whether a run that was added stayed as it is.
  package func ends(with run: UnsafeRawBufferPointer, from start: Int) -> Bool {
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe ByteDictionary.areEqual(UnsafeRawBufferPointer(rebasing: bytes[start...]), run)
    }
  }

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
