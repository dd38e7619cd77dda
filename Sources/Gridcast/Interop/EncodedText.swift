internal import CGDAL

/// The bytes of a text in an encoding, as iconv names it; nil where the encoding lacks one of its
/// characters.
func encodedBytes(_ text: String, in encoding: String) -> [UInt8]? {
  if encoding == TextEncoding.utf8 || text.utf8.allSatisfy({ $0 < 128 }) { return Array(text.utf8) }
  return collectingMessages(from: CE_Warning) { messages in
    let copy = unsafe CPLRecode(text, "UTF-8", encoding)
    defer { unsafe VSIFree(copy) }
    guard messages.count == 0 else { return nil }
    return unsafe Array(UnsafeRawBufferPointer(start: copy, count: strlen(copy)))
  }
}
