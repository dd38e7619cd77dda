import Foundation
import GridcastBase
import GridcastFiles

/// The end of a text that breaks off within a line, of which GDAL says nothing.
enum BrokenEnd {
  /// Whether it is a format whose writers end every line, and in which GDAL passes over half a one.
  private static func endsLines(_ path: String, _ format: String) -> Bool {
    ["OGR_GMT", "GMT", "DXF"].contains(format)
      || format == "MapInfo File" && path.fileEnding == "mif"
  }

  /// What is lost where a file breaks off.
  static func losses(in path: String, format: String) -> [Sentence] {
    guard endsLines(path, format), let file = FileHandle(forReadingAtPath: path) else { return [] }
    defer { try? file.close() }
    guard let size = try? file.seekToEnd(), size > 0,
      (try? file.seek(toOffset: size > 4096 ? size - 4096 : 0)) != nil,
      let end = try? file.readToEnd()
    else { return [] }
    let lines = end.split(separator: 10, omittingEmptySubsequences: true)
    guard let last = lines.last else { return [] }
    if format == "DXF" {
      return String(decoding: last, as: UTF8.self).trimmed == "EOF"
        ? [] : ["reading ended early: the line EOF is missing at its end"]
    }
    if end.last != 10 {
      return [
        "reading ended early: its last line '\(String(decoding: last.suffix(40), as: UTF8.self))' has no end"
      ]
    }
    if let missing = MIFObjects.missing(in: path), missing > 0 {
      return ["\(counted(missing, "object")) missing of those that the .mid has values of"]
    }
    // Attributes stand before the shape that they are of.
    let words = String(decoding: last, as: UTF8.self)
    return words.hasPrefix("# @D") || words.hasPrefix(">")
      ? ["reading ended early: the shape is missing behind its last line '\(words.prefix(40))'"]
      : []
  }
}

/// The objects of a MIF, of which each has a line in the .mid beside it.
@safe private enum MIFObjects {
  private static let names: [StaticString] = [
    "point", "line", "pline", "region", "arc", "text", "rect", "roundrect", "ellipse", "multipoint",
    "collection", "none",
  ]

  /// How many objects a MIF has less than the .mid has lines; nil for other files.
  static func missing(in path: String) -> Int? {
    guard path.fileEnding == "mif", let objects = MappedFile(path) else { return nil }
    let stem = path.dropLast(4)
    guard
      let values = ["mid", "MID"].lazy.compactMap({ MappedFile("\(stem).\($0)") }).first
    else { return nil }
    return count(values) { _ in true }
      - count(objects) { begin in names.contains { begin.begins(with: $0) } }
  }

  /// The lines that are not empty and of which the beginning is as wanted.
  private static func count(_ file: MappedFile, where isWanted: (Line) -> Bool) -> Int {
    let bytes = unsafe file.bytes
    var count = 0
    var start = 0
    while start < file.count {
      let end = unsafe min(bytes.firstIndex(of: 10, from: start), file.count)
      let line = unsafe Line(bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      if !line.isEmpty, isWanted(line) { count += 1 }
      start = end + 1
    }
    return count
  }

  /// A line of a file.
  @safe private struct Line {
    let bytes: UnsafeRawBufferPointer

    var isEmpty: Bool { unsafe !bytes.contains { $0 > 0x20 } }

    /// Whether its first word is this one, in upper or lower case.
    func begins(with word: StaticString) -> Bool {
      guard let start = unsafe bytes.firstIndex(where: { $0 > 0x20 }),
        unsafe bytes.count >= start + word.utf8CodeUnitCount
      else { return false }
      for index in 0..<word.utf8CodeUnitCount {
        let byte = unsafe bytes[start + index] | 0x20
        if unsafe byte != word.utf8Start[index] { return false }
      }
      let next = start + word.utf8CodeUnitCount
      return unsafe next == bytes.count || bytes[next] <= 0x20
    }
  }
}
