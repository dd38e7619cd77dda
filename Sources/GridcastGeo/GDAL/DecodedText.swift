import GridcastBase

/// A text as a file or a C library gave it, and how it was understood.
package struct DecodedText {
  package let text: String
  /// The encoding that it was taken for because it is none of the one it should be in.
  package let guess: String?

  /// The text of some bytes, which end with a 0; none where there are no bytes.
  init(_ bytes: UnsafePointer<CChar>?, in encoding: String = TextEncoding.utf8) {
    var length = 0
    if let bytes = unsafe bytes { while unsafe bytes[length] != 0 { length += 1 } }
    unsafe self.init(run: UnsafeRawBufferPointer(start: bytes, count: length), in: encoding)
  }

  /// The text of a run of bytes, none of them 0.
  ///
  /// Bytes that do not fit the encoding, also not after a character cut off at the end is left out,
  /// are taken as GB 18030 (which holds GBK) where they look like it, else as Latin-1.
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

  /// nil where the bytes have no meaning in the encoding.
  private static func decode(_ run: UnsafeRawBufferPointer, in encoding: String) -> String? {
    if unsafe encoding == TextEncoding.utf8 || run.allSatisfy({ $0 < 128 }) {
      return unsafe String(validating: run, as: UTF8.self)
    }
    let raw = unsafe Array(run)
    let decoded = recoded(raw, from: encoding, to: TextEncoding.utf8)
    // GDAL warns of bytes without a meaning only once in a process, so the way back must tell.
    guard recoded(decoded, from: TextEncoding.utf8, to: encoding) == raw else { return nil }
    return String(validating: decoded, as: UTF8.self)
  }
}
