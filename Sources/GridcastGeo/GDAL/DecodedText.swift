import GridcastBase

/// A text from a file or a C library, and how its bytes were decoded.
package struct DecodedText {
  /// The decoded text.
  package let text: String
  /// The encoding that was assumed as the bytes are not valid in the expected one; nil where they
  /// are.
  package let guess: String?
  /// How the text was read where its bytes are not all valid in the expected encoding, for a sentence
  /// that tells it; nil where they are.
  package let otherReading: String?

  /// Decodes bytes that end with a 0; a null pointer gives an empty text.
  init(_ bytes: UnsafePointer<CChar>?, in encoding: String = TextEncoding.utf8) {
    var length = 0
    if let bytes = unsafe bytes { while unsafe bytes[length] != 0 { length += 1 } }
    unsafe self.init(run: UnsafeRawBufferPointer(start: bytes, count: length), in: encoding)
  }

  /// Decodes a run of bytes that contains no 0.
  ///
  /// Half a character at the end, as where a text was cut to the width of its field, is left out.
  /// Other bytes that are invalid in the encoding are decoded as GB 18030 (which includes GBK) where
  /// they look like it, and otherwise as Latin-1.
  package init(run: UnsafeRawBufferPointer, in encoding: String = TextEncoding.utf8) {
    if let text = unsafe Self.decode(run, in: encoding) {
      self.text = text
      guess = nil
      otherReading = nil
      return
    }
    if let whole = unsafe recodedWhole(run, from: encoding, to: TextEncoding.utf8),
      let text = String(validating: whole, as: UTF8.self)
    {
      self.text = text
      guess = nil
      otherReading = "\(encoding) without half a character at the end"
      return
    }
    let other = unsafe TextEncoding.looksChinese(Array(run)) ? "GB18030" : "ISO-8859-1"
    text = unsafe Self.decode(run, in: other) ?? String(decoding: run, as: UTF8.self)
    guess = other
    otherReading = other
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
