internal import CGDAL
import GridcastBase

/// The bytes of a text in an encoding named as in iconv; nil where the encoding lacks one of its
/// characters.
package func encodedBytes(_ text: String, in encoding: String) -> [UInt8]? {
  if encoding == TextEncoding.utf8 || text.utf8.allSatisfy({ $0 < 128 }) { return Array(text.utf8) }
  let bytes = recoded(Array(text.utf8), from: TextEncoding.utf8, to: encoding)
  // GDAL warns about lost characters only once in a process, so decoding the result must show it.
  return recoded(bytes, from: encoding, to: TextEncoding.utf8) == Array(text.utf8) ? bytes : nil
}

/// Converts the bytes of a text to another encoding, without the characters that it lacks.
func recoded(_ bytes: [UInt8], from source: String, to target: String) -> [UInt8] {
  collectingMessages { _ in
    let text = bytes.map { CChar(bitPattern: $0) } + [0]
    let copy = unsafe CPLRecode(text, source, target)
    defer { unsafe VSIFree(copy) }
    guard let copy = unsafe Optional(copy) else { return [] }
    return unsafe Array(UnsafeRawBufferPointer(start: copy, count: strlen(copy)))
  }
}
