import Foundation
import GridcastBase
import GridcastFiles

extension UnpackedInput {
  /// The formats that are read by their content where the name says that it is a table of texts.
  private static let readByContent: Set = [
    "geojson", "geojsonl", "topojson", "kml", "gpx", "gml", "xlsx", "ods",
  ]

  /// Looks whether a file that is called a table begins as something else.
  ///
  /// - Parameters:
  ///   - unpacked: The file where it was unpacked.
  ///   - source: The input.
  ///   - path: The file where it was not.
  /// - Returns: A link to it with the ending of what it is; nil for a table, and for other files.
  /// - Throws: `.badData` where it is nothing that is read.
  static func named(
    byContentOf unpacked: UnpackedInput?, _ source: Source, at path: String
  ) throws(GridcastError) -> UnpackedInput? {
    let file = unpacked?.path ?? path
    guard Format.of(path: file) == .csv, file.fileEnding != "gz", !URL(filePath: file).isFolder
    else { return nil }
    let start = [UInt8](Unpacking.beginning(of: file, .none, 65_536))
    guard let content = TextContent(start) else { return nil }
    guard let ending = content.ending, readByContent.contains(ending) else {
      throw GridcastError(.badData, source.path, content.fault)
    }
    let scratch = try ScratchFolder(for: source.path)
    let stem = file.fileName.stem
    let link = "\(scratch.path)/\(stem).\(ending)"
    do {
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: URL(filePath: file).standardizedFileURL.plainPath)
    } catch { throw scratch.unwritten(source.path, error) }
    var other = UnpackedInput(
      path: link, layers: unpacked?.layers ?? source.layers, scratch: scratch)
    other.origin = unpacked?.scratch
    other.losses = unpacked?.losses ?? []
    other.notes = ["it is no table; by its content it is read as a .\(ending)"]
    return other
  }
}

/// What a file is that is called a table of texts and is none, by its first bytes.
struct TextContent {
  /// The usual ending of what it is; nil for what is not read.
  let ending: String?
  /// What is said where it is not read.
  let fault: Sentence

  /// nil where the bytes may be those of a table.
  init?(_ start: [UInt8]) {
    if start.starts(with: "PK\u{3}\u{4}".utf8) {
      let found = Format.ending(ofFirstBytes: start)
      self.init(found, "it is no table of texts but an archive; give its name the ending .\(found)")
      return
    }
    if start.starts(with: "%PDF".utf8) || start.starts(with: "{\\rtf".utf8) {
      self.init(nil, "it is a document (PDF or RTF) and no table; save the table as CSV")
      return
    }
    if start.starts(with: "SQLite format 3".utf8) {
      self.init(
        nil, "it is a database and no table of texts; give its name the ending .gpkg or .sqlite")
      return
    }
    let text = String(decoding: start.prefix(8192), as: UTF8.self)
    let bare = (text.first == "\u{FEFF}" ? text.dropFirst() : text[...]).drop(while: \.isWhitespace)
    switch bare.first {
    case "{", "[": self.init(json: bare, start)
    case "<": self.init(markup: bare)
    default: return nil
    }
  }

  private init(_ ending: String?, _ fault: Sentence) {
    self.ending = ending
    self.fault = fault
  }

  /// JSON goes over the end of its first line, or ends there; behind a value of a table stands another.
  private init?(json text: Substring, _ start: [UInt8]) {
    let line = text.prefix { !$0.isNewline }
    let isCut = line.endIndex == text.endIndex && text.utf8.count > 4000
    let isOpen = text.dropFirst().first { !$0.isWhitespace }
    guard let last = line.last(where: { !$0.isWhitespace }), isCut || "{}[],".contains(last),
      isOpen.map({ "\"{}[".contains($0) }) ?? false
    else { return nil }
    let names = ["\"Topology\"", "\"Feature\"", "\"FeatureCollection\"", "\"coordinates\""]
    if text.contains(names[0]) {
      self.init("topojson", "")
    } else if names.dropFirst().contains(where: { text.contains($0) }) {
      let found = Format.ending(ofFirstBytes: start)
      self.init(text.contains(names[2]) || found != "geojsonl" ? "geojson" : found, "")
    } else {
      self.init(
        nil,
        "it is JSON and no table; it begins with '\(String(line.prefix(60)))'. Fetch it again, or write a table of it"
      )
    }
  }

  /// A table may have names in angle brackets, with a separator behind each.
  private init?(markup text: Substring) {
    let beginning = text.prefix(2048)
    if let end = beginning.firstIndex(of: ">") {
      let next = beginning[beginning.index(after: end)...].first
      if let next, ",;\t|".contains(next) { return nil }
    }
    guard let mark = beginning.dropFirst().first, mark.isLetter || mark == "!" || mark == "?" else {
      return nil
    }
    let names = beginning.matches(of: #/<([A-Za-z]+:)?([A-Za-z]+)/#).map { String($0.2) }
    let endings = [
      "kml": "kml", "gpx": "gpx", "FeatureCollection": "gml", "html": "", "HTML": "",
    ]
    let ending = names.lazy.compactMap { endings[$0] }.first
    if beginning.lowercased().hasPrefix("<!doctype html") || ending == "" {
      self.init(
        nil,
        "it is a web page and no table; it begins with '\(String(text.prefix(40)).words)'. Fetch it again"
      )
      return
    }
    self.init(
      ending,
      "it is XML and no table; it begins with '\(String(text.prefix(40)).words)'. Give its name the ending of what it is, or fetch it again"
    )
  }
}

extension String {
  /// The words of a text in one line.
  fileprivate var words: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
