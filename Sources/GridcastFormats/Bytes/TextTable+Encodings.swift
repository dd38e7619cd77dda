import GridcastBase
import GridcastFiles
import GridcastGeo

extension TextTable {
  /// Adds bytes as a text and returns true, or returns false where they are invalid in the
  /// encoding.
  mutating func append(_ run: UnsafeRawBufferPointer, in encoding: String) -> Bool {
    if encoding == TextEncoding.utf8, unsafe append(run) { return true }
    let decoded = unsafe DecodedText(run: run, in: encoding)
    guard decoded.otherReading == nil else { return false }
    append(decoded.text)
    return true
  }
}
