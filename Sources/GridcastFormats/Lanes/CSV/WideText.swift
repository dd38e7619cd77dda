import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// In which encoding a file is whose bytes cannot be read as they are, and how UTF-8 is made of it.
struct Need {
  let encoding: TextEncoding
  /// Where the text begins that is recoded, and what is written in place of the bytes before it.
  private var head: (length: Int, text: String) = (0, "")

  /// What a table of texts needs; nil where its separators and quotes are those of ASCII.
  init?(ofTable path: String, _ told: String?) throws(GridcastError) {
    if let wide = WideText.encoding(ofFile: path) {
      encoding = wide
      return
    }
    guard let told else { return nil }
    let name = try TextEncoding.known(told)
    guard !TextEncoding.keepsASCII(name) else { return nil }
    encoding = TextEncoding(name, "as told")
  }

  /// What XML needs; nil where its parser knows the encoding that it declares.
  ///
  /// - Throws: `.badData` where nobody knows it.
  init?(ofMarkup path: String, _ told: String?, for subject: String) throws(GridcastError) {
    guard let start = Self.start(of: path) else { return nil }
    let declaration = MarkupDeclaration(start)
    guard WideText.encoding(ofStart: start) == nil else { return nil }
    if let told {
      let name = try TextEncoding.known(told)
      if name == TextEncoding.utf8 && declaration.isUTF8 { return nil }
      encoding = TextEncoding(name, "as told")
    } else if let known = try declaration.foreignEncoding(of: subject) {
      encoding = known
    } else {
      return nil
    }
    head = (declaration.length, MarkupDeclaration.utf8)
  }

  /// Whether XML that says it is in UTF-8 is not.
  static func isMisnamed(markup path: String) -> Bool {
    guard let file = MappedFile(path), let start = start(of: path),
      MarkupDeclaration(start).isUTF8, WideText.encoding(ofStart: start) == nil
    else { return false }
    return unsafe String(validating: file.bytes, as: UTF8.self) == nil
  }

  private static func start(of path: String) -> [UInt8]? {
    struct Enough: Error {}
    var start: [UInt8] = []
    do {
      unsafe try Unpacking.read(path, path.fileEnding == "gz" ? .gzip : .none) { piece in
        start = unsafe Array(piece.prefix(1024))
        throw Enough()
      }
    } catch {}
    return start.isEmpty ? nil : start
  }

  /// Hands over the text in UTF-8, piece by piece, and returns how many bytes were invalid.
  func recode(_ path: String, _ take: (Data) throws -> Void) throws -> Int {
    guard var recoder = Recoder(from: encoding.name),
      let file = FileHandle(forReadingAtPath: path)
    else { throw CocoaError(.fileReadUnknown) }
    defer { try? file.close() }
    try take(Data(head.text.utf8))
    try file.seek(toOffset: UInt64(head.length))
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      try take(Data(recoder.text(of: Array(piece), isEnd: false)))
    }
    try take(Data(recoder.text(of: [], isEnd: true)))
    return recoder.damagedCount
  }
}

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
