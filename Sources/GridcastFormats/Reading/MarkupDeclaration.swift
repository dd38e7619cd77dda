import Foundation
import GridcastBase
import GridcastGeo

/// What XML says of its encoding in its first line, "XML 1.0", 2.8 and 4.3.3.
struct MarkupDeclaration {
  /// A declaration of UTF-8.
  static let utf8 = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

  /// The number of bytes of the declaration, with a byte order mark before it; 0 where there is none.
  let length: Int
  /// The encoding that it names; nil where it names none.
  let name: String?

  /// Those that every parser knows: Expat's own.
  private static let known: Set = [
    "UTF-8", "UTF-16", "ISO-8859-1", "US-ASCII", "UTF-16LE", "UTF-16BE",
  ]

  /// Looks at the first bytes of a text.
  init(_ start: [UInt8]) {
    let mark = TextEncoding.mark
    let skipped = start.starts(with: mark) ? mark.count : 0
    let text = String(decoding: start.dropFirst(skipped).prefix { $0 < 128 }, as: UTF8.self)
    guard text.hasPrefix("<?xml"), let end = text.range(of: "?>") else {
      (length, name) = (0, nil)
      return
    }
    let line = text[..<end.lowerBound]
    length = skipped + line.utf8.count + 2
    let parts = line.split(whereSeparator: { "\"'".contains($0) })
    let place = parts.firstIndex {
      $0.filter { !$0.isWhitespace }.hasSuffix("encoding=")
    }
    name = place.flatMap { $0 + 1 < parts.count ? String(parts[$0 + 1]) : nil }
  }

  /// Whether it says UTF-8, or nothing, which means the same.
  var isUTF8: Bool { name.map { TextEncoding.standardName($0) == TextEncoding.utf8 } ?? true }

  /// The encoding that it names where parsers do not know it; nil where they do.
  ///
  /// - Throws: `.badData` where nobody knows it.
  func foreignEncoding(of subject: String) throws(GridcastError) -> TextEncoding? {
    guard let name, !Self.known.contains(name.trimmed.uppercased()), !isUTF8 else { return nil }
    let standard = TextEncoding.standardName(name)
    guard isKnownEncoding(standard) else {
      throw GridcastError(
        .badData, subject,
        "it says that it is in '\(name)', which is no encoding that is known; \(.encodeInput)")
    }
    return TextEncoding(standard, "as its first line says")
  }
}

extension Format {
  /// Whether its files are XML, which may declare an encoding.
  var isMarkup: Bool {
    endings.names.contains { ["kml", "gpx", "gml"].contains($0) }
  }
}
