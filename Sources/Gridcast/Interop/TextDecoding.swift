internal import CGDAL

/// A text as a C library gave it, and how it was understood.
struct DecodedText {
  enum Encoding: String { case utf8 = "UTF-8", gb18030 = "GB 18030", latin1 = "Latin-1" }

  let text: String
  let encoding: Encoding

  /// UTF-8 where the bytes are that, else GB 18030 (which holds GBK) where they look like it, else
  /// Latin-1.
  init(_ bytes: UnsafePointer<CChar>?) {
    guard let bytes = unsafe bytes else {
      self.init(text: "", encoding: .utf8)
      return
    }
    if let text = unsafe String(validatingCString: bytes) {
      self.init(text: text, encoding: .utf8)
    } else if unsafe Self.looksChinese(bytes), let text = unsafe Self.recode(bytes, from: "GB18030")
    {
      self.init(text: text, encoding: .gb18030)
    } else {
      unsafe self.init(
        text: Self.recode(bytes, from: "ISO-8859-1") ?? String(cString: bytes), encoding: .latin1)
    }
  }

  private init(text: String, encoding: Encoding) {
    self.text = text
    self.encoding = encoding
  }

  /// Chinese characters in common use are two bytes above 0xA0; an accented letter among Latin ones
  /// stands alone.
  private static func looksChinese(_ bytes: UnsafePointer<CChar>) -> Bool {
    var pairs = 0
    var singles = 0
    var previousIsHigh = false
    var position = 0
    while unsafe bytes[position] != 0 {
      let isHigh = UInt8(bitPattern: unsafe bytes[position]) > 0xA0
      if isHigh && previousIsHigh {
        pairs += 1
        previousIsHigh = false
      } else {
        if previousIsHigh { singles += 1 }
        previousIsHigh = isHigh
      }
      position += 1
    }
    if previousIsHigh { singles += 1 }
    return pairs > singles
  }

  /// nil where a byte has no meaning in the encoding.
  private static func recode(_ bytes: UnsafePointer<CChar>, from encoding: String) -> String? {
    collectingMessages(from: CE_Warning) { messages in
      let copy = unsafe CPLRecode(bytes, encoding, "UTF-8")
      defer { unsafe VSIFree(copy) }
      guard messages.lines.isEmpty else { return nil }
      return unsafe String(validatingCString: copy)
    }
  }
}
