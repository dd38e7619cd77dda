import Foundation
import GridcastBase

/// The end of a text that breaks off within a line, of which GDAL says nothing.
enum BrokenEnd {
  /// GDAL's names of the formats whose writers end every line, and in which GDAL passes over half a one.
  private static let formats: Set = ["OGR_GMT", "GMT"]

  /// What is lost where a file breaks off.
  static func losses(in path: String, format: String) -> [Sentence] {
    guard formats.contains(format), let file = FileHandle(forReadingAtPath: path) else { return [] }
    defer { try? file.close() }
    guard let size = try? file.seekToEnd(), size > 0,
      (try? file.seek(toOffset: size > 4096 ? size - 4096 : 0)) != nil,
      let end = try? file.readToEnd()
    else { return [] }
    let lines = end.split(separator: 10, omittingEmptySubsequences: true)
    guard let last = lines.last else { return [] }
    if end.last != 10 {
      return [
        "reading ended early: its last line '\(String(decoding: last.suffix(40), as: UTF8.self))' has no end"
      ]
    }
    // Attributes stand before the shape that they are of.
    let words = String(decoding: last, as: UTF8.self)
    return words.hasPrefix("# @D") || words.hasPrefix(">")
      ? ["reading ended early: the shape is missing behind its last line '\(words.prefix(40))'"] : []
  }
}
