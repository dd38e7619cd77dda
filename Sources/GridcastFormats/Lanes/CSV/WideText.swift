import Foundation
import GridcastBase

/// Texts of characters of two or four bytes.
enum WideText {
  /// The encoding of a file, by its byte order mark or by its zeros; nil where it is none of these.
  static func encoding(ofFile path: String) -> TextEncoding? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let data = try? file.read(upToCount: 4096) else { return nil }
    return encoding(ofStart: Array(data))
  }

  /// The encoding of a text that begins so.
  static func encoding(ofStart start: [UInt8]) -> TextEncoding? {
    guard start.count > 1 else { return nil }
    let marks: [([UInt8], String)] = [
      ([0xFF, 0xFE, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
      ([0xFF, 0xFE], "UTF-16LE"), ([0xFE, 0xFF], "UTF-16BE"),
    ]
    if let (_, name) = marks.first(where: { start.starts(with: $0.0) }) {
      return TextEncoding(name, "by its byte order mark")
    }
    // Letters of ASCII have one byte that is not 0.
    let zeros = start.indices.filter { start[$0] == 0 }
    guard zeros.count * 4 > start.count, let first = zeros.first else { return nil }
    if zeros.count * 5 > start.count * 3 {
      return TextEncoding(first == 0 ? "UTF-32BE" : "UTF-32LE", "by its bytes")
    }
    guard zeros.allSatisfy({ $0 % 2 == first % 2 }) else { return nil }
    return TextEncoding(first % 2 == 0 ? "UTF-16BE" : "UTF-16LE", "by its bytes")
  }
}
