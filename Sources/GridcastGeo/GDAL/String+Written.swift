package import Foundation
import GridcastBase

extension String {
  /// The text of a file that people write in an editor, such as a plan.
  ///
  /// It is in UTF-8 or, with a byte-order mark, in UTF-16, as editors on Windows save it; bytes that are no UTF-8 are
  /// decoded as `DecodedText` decodes those of data: as GB 18030 where they look Chinese, and otherwise as Latin-1.
  /// A byte-order mark is left out.
  package init(written bytes: Data) {
    let marks: [([UInt8], Encoding)] = [
      ([0xFF, 0xFE], .utf16LittleEndian), ([0xFE, 0xFF], .utf16BigEndian),
    ]
    for (mark, encoding) in marks where bytes.starts(with: mark) {
      if let text = String(data: bytes.dropFirst(mark.count), encoding: encoding) {
        self = text
        return
      }
    }
    let mark = TextEncoding.mark
    let plain = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes
    self = unsafe plain.withUnsafeBytes { unsafe DecodedText(run: $0).text }
  }
}
