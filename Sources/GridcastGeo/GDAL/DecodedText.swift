import GridcastBase

/// A text from a file or a C library, and how its bytes were decoded.
package struct DecodedText {
  /// The decoded text.
  package let text: String
  /// The encoding that was assumed as the bytes are not valid in the expected one; nil where they
  /// are.
  package let guess: String?
  /// Whether the bytes end within a character, which is left out.
  package let isCut: Bool

  /// Decodes bytes that end with a 0; a null pointer gives an empty text.
  ///
  /// `width` is the width in bytes of the field that they stand in, 0 where it has none.
  init(
    _ bytes: UnsafePointer<CChar>?, in encoding: String = TextEncoding.utf8, width: Int = 0
  ) {
    var length = 0
    if let bytes = unsafe bytes { while unsafe bytes[length] != 0 { length += 1 } }
    unsafe self.init(
      run: UnsafeRawBufferPointer(start: bytes, count: length), in: encoding,
      fillsField: length > 0 && length == width)
  }

  /// Decodes a run of bytes that contains no 0.
  ///
  /// A last character that lacks its end is left out, where it is sure to be one: in UTF-8 where the text
  /// fills its field, or has whole characters of several bytes too, as any accented letter in Latin-1 is
  /// the beginning of such a character. Other bytes that are invalid in the encoding are decoded as
  /// GB 18030 (which includes GBK) where they look like it, and otherwise as Latin-1.
  package init(
    run: UnsafeRawBufferPointer, in encoding: String = TextEncoding.utf8, fillsField: Bool = false
  ) {
    if let (text, isCut) = unsafe Self.decode(run, in: encoding, fillsField) {
      self.text = text
      self.isCut = isCut
      guess = nil
      return
    }
    let other = unsafe TextEncoding.looksChinese(Array(run)) ? "GB18030" : "ISO-8859-1"
    let decoded = unsafe Self.decode(run, in: other, false)
    text = unsafe decoded?.text ?? String(decoding: run, as: UTF8.self)
    isCut = decoded?.isCut ?? false
    guess = other
  }

  /// The decoded text, and whether it ends within a character; nil where the bytes are invalid in the
  /// encoding.
  private static func decode(
    _ run: UnsafeRawBufferPointer, in encoding: String, _ fillsField: Bool
  ) -> (text: String, isCut: Bool)? {
    if encoding == TextEncoding.utf8 {
      if let text = unsafe String(validating: run, as: UTF8.self) { return (text, false) }
      let bytes = unsafe Array(run)
      guard let end = bytes.cutCharacter,
        fillsField || bytes[..<end].contains(where: { $0 >= 128 })
      else { return nil }
      return String(validating: bytes[..<end], as: UTF8.self).map { ($0, true) }
    }
    if unsafe run.allSatisfy({ $0 < 128 }) && TextEncoding.keepsASCII(encoding) {
      return unsafe String(validating: run, as: UTF8.self).map { ($0, false) }
    }
    guard let recoded = unsafe recoded(run, from: encoding, to: TextEncoding.utf8, mayBeCut: true)
    else { return nil }
    return String(validating: recoded.bytes, as: UTF8.self).map { ($0, recoded.isCut) }
  }
}
