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
      fillsField: width > 0 ? length > 0 && length >= width - 1 : nil)
  }

  /// Decodes a run of bytes that contains no 0.
  ///
  /// A last character that lacks its end is left out, where it is sure to be one: in UTF-8 where the text
  /// fills its field, or has whole characters of several bytes too, as any accented letter in Latin-1 is
  /// the beginning of such a character, in others where it fills its field or has none (`fillsField` is nil
  /// then). Other bytes that are invalid in the encoding are decoded as
  /// GB 18030 (which includes GBK) where they look like it, and otherwise as Latin-1.
  package init(
    run: UnsafeRawBufferPointer, in encoding: String = TextEncoding.utf8, fillsField: Bool? = nil
  ) {
    if let (text, isCut) = unsafe Self.decode(run, in: encoding, fillsField) {
      self.text = text
      self.isCut = isCut
      guess = nil
      return
    }
    let other = unsafe TextEncoding.looksChinese(Array(run)) ? "GB18030" : "ISO-8859-1"
    if let decoded = unsafe other == encoding ? nil : Self.decode(run, in: other, nil) {
      (text, isCut) = decoded
      guess = other
    } else {
      text = unsafe Self.repaired(run, from: encoding)
      isCut = false
      guess = Self.replacement
    }
  }

  /// What stands for the guess where no other encoding serves either.
  package static let replacement = "far as it goes, with U+FFFD for each byte that is not"

  /// The text with U+FFFD for each invalid byte.
  private static func repaired(_ run: UnsafeRawBufferPointer, from encoding: String) -> String {
    guard var recoder = Recoder(from: encoding) else {
      return unsafe String(decoding: run, as: UTF8.self)
    }
    return unsafe String(decoding: recoder.text(of: Array(run), isEnd: true), as: UTF8.self)
  }

  /// The decoded text, and whether it ends within a character; nil where the bytes are invalid in the
  /// encoding.
  private static func decode(
    _ run: UnsafeRawBufferPointer, in encoding: String, _ fillsField: Bool?
  ) -> (text: String, isCut: Bool)? {
    if encoding == TextEncoding.utf8 {
      if let text = unsafe String(validating: run, as: UTF8.self) { return (text, false) }
      let bytes = unsafe Array(run)
      guard let end = bytes.cutCharacter,
        fillsField == true || bytes[..<end].contains(where: { $0 >= 128 })
      else { return nil }
      return String(validating: bytes[..<end], as: UTF8.self).map { ($0, true) }
    }
    if unsafe run.allSatisfy({ $0 < 128 }) && TextEncoding.keepsASCII(encoding) {
      return unsafe String(validating: run, as: UTF8.self).map { ($0, false) }
    }
    guard
      let recoded = unsafe recoded(
        run, from: encoding, to: TextEncoding.utf8, mayBeCut: fillsField != false)
    else { return nil }
    return String(validating: recoded.bytes, as: UTF8.self).map { ($0, recoded.isCut) }
  }
}
