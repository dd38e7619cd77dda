import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// In which encoding a file is whose bytes cannot be read as they are, and how UTF-8 is made of it.
struct Recoding {
  let encoding: TextEncoding
  /// Where the text begins that is recoded, and what is written in place of the bytes before it.
  private var head: (length: Int, text: String) = (0, "")

  /// What a table of texts needs; nil where its separators and quotes are those of ASCII.
  init?(ofTable path: String, _ told: String?) throws(GridcastError) {
    if let wide = WideText.encoding(ofFile: path) {
      encoding = wide
      return
    }
    guard let told else {
      guard let found = TextEncoding.switching(path) else { return nil }
      encoding = found
      return
    }
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
