import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// What a GeoJSON is found to be that GDAL must read, and a copy of what of it can be read, where GDAL
/// would make something else of the file itself.
///
/// The copy is in UTF-8, and without what is no feature; it lies in a temporary folder and is deleted
/// with the last reference to this value.
final class JSONCopy: Sendable {
  /// The file to read: the copy, or the file itself where nothing is odd about it.
  let path: String
  let isCopy: Bool
  /// The features that cannot be read.
  let lost: Tally
  /// Which others the file lacks, by the word of the server that sent it.
  let withheld: [Sentence]
  /// Which values are not what the file says.
  let changes: [Sentence]
  /// What the user should know of how the file was understood.
  let notes: [Sentence]
  /// What is wrong with the file as a whole, for which GDAL has no words.
  let fault: Sentence?
  /// The field that holds the ids of the features; nil where they have none, or a property holds the same.
  let identity: String?
  /// What the file says of its coordinate system that nobody understands.
  let unclearSystem: Sentence?
  private let folders: [ScratchFolder]

  /// - Parameters:
  ///   - path: The file.
  ///   - encoding: The encoding that the user names; nil to find out.
  /// - Throws: `.tryAgain` where the copy cannot be written.
  init?(of path: String, _ encoding: String?) throws(GridcastError) {
    guard Self.isLikely(path) else { return nil }
    var folders: [ScratchFolder] = []
    var changes: [Sentence] = []
    var notes: [Sentence] = []
    var plain = path
    if let text = try JSONText(of: path, encoding) {
      plain = text.path
      folders.append(text.folder)
      notes.append(text.note)
    }
    guard let file = MappedFile(plain) else { return nil }
    let namesSequence = Format.ending(in: path.fileEnding) == .geoJSONSeq
    let check = GeoJSONCheck(file, isSequence: namesSequence)
    let found = check.found
    let zeros = Self.zeros(in: file)
    lost = found.lost
    withheld = found.withheld
    if zeros > 0 {
      changes.append(
        "\(counted(zeros, "character")) of number 0 in texts, which no format holds, left out")
    }
    notes += found.notes
    let movesIDs = found.hasIDs && !found.keepsIDs
    if found.fault == nil, found.needsCopy || movesIDs || zeros > 0 {
      let folder = try ScratchFolder(for: path)
      let stem = URL(filePath: path).deletingPathExtension().lastPathComponent
      let copy = "\(folder.path)/\(stem).\(found.isSequence ? "geojsonl" : "geojson")"
      do {
        try ScratchFolder.write(copy) { output in
          try Self.write(check, namesSequence, to: output)
        }
      } catch {
        throw folder.unwritten(path, error)
      }
      plain = copy
      folders.append(folder)
    }
    self.path = plain
    isCopy = plain != path
    self.changes = changes
    self.notes = notes
    self.folders = folders
    fault = found.fault
    unclearSystem = Self.unclear(found)
    identity = found.identity
  }

  /// What is found where nothing was told of it when the file was opened; nil where nothing is odd.
  func found(after told: JSONCopy?) -> Tally? {
    guard told == nil else { return nil }
    var tally = lost
    for sentence in withheld { tally.lose("withheld: \(sentence)") }
    for sentence in changes { tally.change(sentence) }
    for sentence in notes { tally.note(sentence) }
    return tally == Tally() ? nil : tally
  }

  /// Whether a file is GeoJSON by its name, or may be by its first byte.
  private static func isLikely(_ path: String) -> Bool {
    guard !path.hasPrefix("/vsi"), let file = FileHandle(forReadingAtPath: path) else {
      return false
    }
    defer { try? file.close() }
    if let format = Format.of(path: path) {
      return [.geoJSON, .geoJSONSeq].contains(format) || format.drivers.contains("TopoJSON")
    }
    let start = (try? file.read(upToCount: 64)) ?? Data()
    return [UInt8(ascii: "{"), UInt8(ascii: "["), 0x1E].contains(
      start.first { $0 > 0x20 || $0 == 0x1E } ?? 0)
  }

  /// What is said of the system that is none, or not the same everywhere.
  private static func unclear(_ found: GeoJSONFindings) -> Sentence? {
    let outer = found.system
    switch outer {
    case .unsaid: break
    case .unclear(let text): return "its crs \(text) is not understood"
    case .named(let name):
      if !isKnown(name) { return "its crs '\(name)' is not understood" }
    }
    guard let own = found.ownSystem, own != outer else { return nil }
    if case .named(let name) = own, outer == .unsaid, name.contains("CRS84") || name == "EPSG:4326"
    {
      return nil
    }
    let text =
      switch own {
      case .named(let text), .unclear(let text): text
      case .unsaid: ""
      }
    return "features of it name a crs of their own, '\(text)', which no reader follows"
  }

  private static func isKnown(_ name: String) -> Bool {
    if name.contains("CRS84") { return true }
    return (try? CoordinateSystem(name)) != nil
  }

  // MARK: The copy

  private static let zero = Array("\\u0000".utf8)

  /// How often a text holds the character of number 0.
  private static func zeros(in file: MappedFile) -> Int {
    var count = 0
    eachZero(in: 0..<file.count, of: file) { _ in count += 1 }
    return count
  }

  private static func eachZero(in range: Range<Int>, of file: MappedFile, _ body: (Int) -> Void) {
    let bytes = unsafe file.bytes
    var place = range.lowerBound
    while true {
      place = unsafe bytes.firstIndex(of: zero[0], from: place)
      guard place + zero.count <= range.upperBound else { return }
      let isZero = unsafe bytes[place..<place + zero.count].elementsEqual(zero)
      if isZero { body(place) }
      // What stands behind a backslash is escaped by it.
      place += isZero ? zero.count : 2
    }
  }

  private static func write(
    _ check: GeoJSONCheck, _ namesSequence: Bool, to output: FileHandle
  ) throws {
    let (file, found) = (check.file, check.found)
    var pending = Data()
    var fault: (any Error)?
    func add(_ range: Range<Int>, inOneLine: Bool) {
      let first = pending.count
      var from = range.lowerBound
      eachZero(in: range, of: file) { place in
        unsafe pending.append(contentsOf: file.bytes[from..<place])
        from = place + zero.count
      }
      unsafe pending.append(contentsOf: file.bytes[from..<range.upperBound])
      guard inOneLine else { return }
      for index in first..<pending.count where pending[index] == 10 || pending[index] == 13 {
        pending[index] = 0x20
      }
    }
    func flush(atLeast size: Int) {
      guard fault == nil, pending.count >= size else { return }
      do { try output.write(contentsOf: pending) } catch { fault = error }
      pending.removeAll(keepingCapacity: true)
    }
    var isFirst = true
    let isSequence = found.isSequence
    if !isSequence { add(check.header, inOneLine: false) }
    _ = GeoJSONCheck(file, isSequence: namesSequence, isFound: isSequence) { range, id in
      if !isFirst, !isSequence { pending.append(UInt8(ascii: ",")) }
      isFirst = false
      var start = range.lowerBound
      for edit in id.map({ JSONIDMove(in: file, found, $0, of: range) })?.edits ?? [] {
        add(start..<edit.range.lowerBound, inOneLine: isSequence)
        pending.append(contentsOf: Data(edit.text.utf8))
        start = edit.range.upperBound
      }
      add(start..<range.upperBound, inOneLine: isSequence)
      if isSequence { pending.append(10) }
      flush(atLeast: 1 << 20)
    }
    if !isSequence { add(check.footer, inOneLine: false) }
    flush(atLeast: 1)
    if let fault { throw fault }
  }
}
