import GridcastBase
import GridcastFiles

/// The lines of text formats that tell positions, of which GDAL reads what is no number as 0, or as the
/// number before a decimal comma, or passes over the feature.
@safe struct PositionLines {
  private let file: MappedFile

  /// The first line that should tell a position and does not, as in "line 12: 'abc 34.5'"; nil where
  /// there is none, and for formats of other kinds.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - driver: GDAL's name of the format.
  /// - Returns: That line; nil for a file without fault.
  static func fault(in path: String, driver: String) -> String? {
    let isFault: (borrowing PositionLines) -> Range<Int>?
    switch driver {
    case "MapInfo File" where path.fileEnding == "mif": isFault = { $0.faultOfMIF() }
    case "OGR_GMT", "GMT": isFault = { $0.faultOfGMT() }
    case "DXF": isFault = { $0.faultOfDXF() }
    default: return nil
    }
    guard let file = MappedFile(path) else { return nil }
    let lines = PositionLines(file: file)
    guard let found = isFault(lines) else { return nil }
    let number = unsafe file.bytes[..<found.lowerBound].count { $0 == 10 } + 1
    let text = unsafe String(decoding: file.bytes[found].prefix(40), as: UTF8.self).trimmed
    return "line \(formatted(number)): '\(text)'"
  }

  /// Visits the lines until one is a fault.
  private func first(where isFault: (Range<Int>) -> Bool) -> Range<Int>? {
    let bytes = unsafe file.bytes
    var start = 0
    while start < file.count {
      let end = unsafe min(bytes.firstIndex(of: 10, from: start), file.count)
      // That a file breaks off within its last line is told as that (`BrokenEnd`).
      if end < file.count, isFault(start..<end) { return start..<end }
      start = end + 1
    }
    return nil
  }

  /// The words of a line.
  private func words(of line: Range<Int>) -> [Slice<UnsafeRawBufferPointer>] {
    unsafe file.bytes[line].split { $0 <= 0x20 }
  }

  private static func isNumber(_ word: Slice<UnsafeRawBufferPointer>) -> Bool {
    unsafe CoordinateText.isNumber(Array(word))
  }

  /// In a MIF, a line within its data begins with a word of the format, or is a position.
  private func faultOfMIF() -> Range<Int>? {
    var isData = false
    return first { line in
      let words = unsafe words(of: line)
      guard let head = unsafe words.first, let byte = unsafe head.first else { return false }
      // Positions come most often.
      if isData, unsafe words.allSatisfy(Self.isNumber) { return false }
      let name = unsafe String(decoding: head, as: UTF8.self).lowercased()
      guard isData else {
        isData = name == "data"
        return false
      }
      if byte == UInt8(ascii: "\"") { return false }
      if Self.shapes.contains(name) { return unsafe !words.dropFirst().allSatisfy(Self.isNumber) }
      return !Self.styles.contains { name.hasPrefix($0) }
    }
  }

  /// The objects of a MIF that are followed by nothing but numbers.
  private static let shapes: Set = ["point", "line", "rect", "roundrect", "ellipse", "arc"]
  /// What else lines of a MIF begin with.
  private static let styles = [
    "pline", "region", "multipoint", "collection", "none", "text", "pen", "brush", "symbol",
    "smooth",
    "center", "font", "angle", "label", "justify", "spacing",
  ]

  /// In a GMT file, a line that is no comment and begins no part is a position.
  private func faultOfGMT() -> Range<Int>? {
    first { line in
      let words = unsafe words(of: line)
      guard let byte = unsafe words.first?.first, byte != UInt8(ascii: "#"),
        byte != UInt8(ascii: ">")
      else { return false }
      return unsafe words.count < 2 || !words.prefix(2).allSatisfy(Self.isNumber)
    }
  }

  /// In a DXF, a line tells what the next one is; from 10 to 39 it is a coordinate.
  private func faultOfDXF() -> Range<Int>? {
    var code: Int?
    return first { line in
      let words = unsafe words(of: line)
      guard let known = code else {
        code = unsafe words.first.flatMap { unsafe Int(String(decoding: $0, as: UTF8.self)) } ?? -1
        return false
      }
      code = nil
      guard 10...39 ~= known else { return false }
      return unsafe words.count != 1 || !Self.isNumber(words[0])
    }
  }
}
