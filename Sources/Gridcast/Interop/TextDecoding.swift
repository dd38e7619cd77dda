internal import CGDAL

/// A text as a C library gave it, and how it was understood.
struct DecodedText {
  enum Encoding: String { case utf8 = "UTF-8", gb18030 = "GB 18030", latin1 = "Latin-1" }

  let text: String
  let encoding: Encoding

  /// UTF-8 where the bytes are that, else GB 18030 (which holds GBK), else Latin-1.
  init(_ bytes: UnsafePointer<CChar>?) {
    guard let bytes = unsafe bytes else {
      self.init(text: "", encoding: .utf8)
      return
    }
    if let text = unsafe String(validatingCString: bytes) {
      self.init(text: text, encoding: .utf8)
    } else if let text = unsafe Self.recode(bytes, from: "GB18030") {
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
