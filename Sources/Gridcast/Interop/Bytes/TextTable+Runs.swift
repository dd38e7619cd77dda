extension TextTable {
  /// Adds a run of bytes as it is; false, and nothing is added, where it is not UTF-8.
  mutating func append(_ run: UnsafeRawBufferPointer) -> Bool {
    if unsafe !run.isASCII(in: 0..<run.count) {
      guard
        (try? unsafe UTF8Span(
          validating: Span(_unsafeElements: run.assumingMemoryBound(to: UInt8.self)))) != nil
      else { return false }
    }
    unsafe append(utf8: run)
    return true
  }

  /// Adds the text of a run of bytes; false, and nothing is added, where it is not in the encoding.
  mutating func append(_ run: UnsafeRawBufferPointer, in encoding: String) -> Bool {
    if encoding == TextEncoding.utf8, unsafe append(run) { return true }
    let decoded = unsafe DecodedText(run: run, in: encoding)
    guard decoded.guess == nil else { return false }
    append(decoded.text)
    return true
  }
}
