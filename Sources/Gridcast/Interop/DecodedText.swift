internal import CGDAL

/// A text as a C library gave it, and how it was understood.
struct DecodedText {
  let text: String
  /// The encoding that it was taken for because it is none of the one it should be in.
  let guess: String?

  /// The text of some bytes.
  ///
  /// Bytes that do not fit the encoding, also not after a character cut off at the end is left out,
  /// are taken as GB 18030 (which holds GBK) where they look like it, else as Latin-1.
  init(_ bytes: UnsafePointer<CChar>?, in encoding: String = TextEncoding.utf8) {
    guard let bytes = unsafe bytes else {
      text = ""
      guess = nil
      return
    }
    if let text = unsafe Self.decode(bytes, in: encoding) {
      self.text = text
      guess = nil
      return
    }
    let copy = unsafe Self.raw(bytes)
    for length in stride(from: copy.count - 1, through: max(copy.count - 3, 1), by: -1) {
      let shorter = copy[..<length].map { CChar(bitPattern: $0) } + [0]
      if let text = unsafe Self.decode(shorter, in: encoding) {
        self.text = text
        guess = nil
        return
      }
    }
    let other = TextEncoding.looksChinese(copy) ? "GB18030" : "ISO-8859-1"
    text = unsafe Self.decode(bytes, in: other) ?? String(cString: bytes)
    guess = other
  }

  private static func raw(_ bytes: UnsafePointer<CChar>) -> [UInt8] {
    var copy: [UInt8] = []
    var position = 0
    while unsafe bytes[position] != 0 {
      copy.append(UInt8(bitPattern: unsafe bytes[position]))
      position += 1
    }
    return copy
  }

  /// nil where the bytes have no meaning in the encoding.
  private static func decode(_ bytes: UnsafePointer<CChar>, in encoding: String) -> String? {
    let plain = unsafe String(validatingCString: bytes)
    if encoding == TextEncoding.utf8 || plain?.utf8.allSatisfy({ $0 < 128 }) ?? false {
      return plain
    }
    let raw = unsafe raw(bytes)
    let decoded = recoded(raw, from: encoding, to: TextEncoding.utf8)
    // GDAL warns of bytes without a meaning only once in a process, so the way back must tell.
    guard recoded(decoded, from: TextEncoding.utf8, to: encoding) == raw else { return nil }
    return String(validating: decoded, as: UTF8.self)
  }
}
