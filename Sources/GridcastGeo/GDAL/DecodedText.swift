import GridcastBase

/// A text from a file or a C library, and how its bytes were decoded.
package struct DecodedText {
  /// The decoded text.
  package let text: String
  /// The encoding that was assumed as the bytes are not valid in the expected one; nil where they
  /// are.
  package let guess: String?

  /// Decodes bytes that end with a 0; a null pointer gives an empty text.
  init(_ bytes: UnsafePointer<CChar>?, in encoding: String = TextEncoding.utf8) {
    var length = 0
    if let bytes = unsafe bytes { while unsafe bytes[length] != 0 { length += 1 } }
    unsafe self.init(run: UnsafeRawBufferPointer(start: bytes, count: length), in: encoding)
  }

  /// Decodes a run of bytes that contains no 0.
  ///
  /// Bytes that are invalid in the encoding, even without a character cut off at the end, are
  /// decoded as GB 18030 (which includes GBK) where they look like it, and otherwise as Latin-1.
  package init(run: UnsafeRawBufferPointer, in encoding: String = TextEncoding.utf8) {
    if let text = unsafe Self.decode(run, in: encoding) {
      self.text = text
      guess = nil
      return
    }
    for length in stride(from: run.count - 1, through: max(run.count - 3, 1), by: -1) {
      let shorter = unsafe UnsafeRawBufferPointer(rebasing: run[..<length])
      if let text = unsafe Self.decode(shorter, in: encoding) {
        self.text = text
        guess = nil
        return
      }
    }
    let other = unsafe TextEncoding.looksChinese(Array(run)) ? "GB18030" : "ISO-8859-1"
    text = unsafe Self.decode(run, in: other) ?? String(decoding: run, as: UTF8.self)
    guess = other
  }

  /// The decoded text; nil where the bytes are invalid in the encoding.
  private static func decode(_ run: UnsafeRawBufferPointer, in encoding: String) -> String? {
    if unsafe encoding == TextEncoding.utf8 || run.allSatisfy({ $0 < 128 }) {
      return unsafe String(validating: run, as: UTF8.self)
    }
    guard let decoded = unsafe recoded(run, from: encoding, to: TextEncoding.utf8) else {
      return nil
    }
    return String(validating: decoded, as: UTF8.self)
  }
}
