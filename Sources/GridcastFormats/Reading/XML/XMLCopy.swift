import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// What a KML, GPX or GML is found to be, and a copy without what GDAL would read as something else.
///
/// The copy lies in a temporary folder and is deleted with the last reference to this value.
final class XMLCopy: Sendable {
  /// The file to read: the copy, or the file itself where nothing is odd about it.
  let path: String
  /// The features that cannot be read.
  let lost: Tally
  /// Which others the file lacks, by the word of the server that sent it.
  let withheld: [Sentence]
  /// Which values are not what the file says.
  let changes: [Sentence]
  /// Two systems that features of one layer are in; nil where all agree.
  let mixedSystems: NamedSystems.Mixture?
  /// Whether values have a mark in the copy by which GDAL keeps them as texts.
  let marksTexts: Bool
  /// What the user should know of how the file was understood.
  let notes: [Sentence]
  /// The names of values by those that they have in the copy.
  let fieldNames: [String: String]
  private let valueNames: KMLNames
  private let replacements: [String: String]
  private let folders: [ScratchFolder]

  /// - Parameters:
  ///   - path: The file.
  ///   - driver: GDAL's name of the format.
  ///   - fields: The fields that GDAL makes of it.
  /// - Throws: `.tryAgain` where the copy cannot be written.
  init?(of path: String, driver: String, fields: [Field]) throws(GridcastError) {
    guard let form = XMLCheck.Form(driver: driver) else { return nil }
    var folders: [ScratchFolder] = []
    var plain = path
    if path.fileEnding == "kmz" {
      guard let main = try Zip.members(of: path).first(where: { $0.path.fileEnding == "kml" })
      else { return nil }
      let folder = try ScratchFolder(for: path)
      let name = URL(filePath: path).deletingPathExtension().lastPathComponent
      plain = "\(folder.path)/\(name).kml"
      // Where it is damaged GDAL says so.
      do throws(GridcastError) { try Zip.unpack(main, of: path, to: plain) } catch { return nil }
      folders.append(folder)
    }
    guard let file = MappedFile(plain) else { return nil }
    let check = XMLCheck(file, form)
    let found = check.found
    lost = found.lost
    withheld =
      found.breach != nil && Recoding.isMisnamed(markup: plain)
      ? [
        "reading ended early: its texts are not in the encoding that its first line says; \(.encodeInput)"
      ] : found.withheld
    changes = found.moments.changes
    mixedSystems = found.mixedSystems
    notes = found.notes
    // Names are written in bytes of ASCII.
    let isWide = unsafe file.count > 1 && file.bytes[0] >= 0xFE
    let renames = found.renamedCount > 0 && !isWide ? check.renames : []
    valueNames = check.names
    replacements = isWide ? [:] : valueNames.replacements
    fieldNames = Dictionary(replacements.map { ($1, $0) }) { first, _ in first }
    // A schema tells types, and GDAL follows it.
    let marks = isWide || Self.hasSchema(path) ? [] : check.numbers.edits(fields)
    marksTexts = !marks.isEmpty
    let edits = Self.merged(check.cuts, renames + valueNames.edits(replacements) + marks)
    if edits.isEmpty {
      self.path = path
    } else {
      let folder = try ScratchFolder(for: path)
      let copy = "\(folder.path)/\(URL(filePath: plain).lastPathComponent)"
      do {
        try ScratchFolder.write(copy) { output in
          var start = 0
          for edit in edits {
            unsafe try output.write(contentsOf: Data(file.bytes[start..<edit.range.lowerBound]))
            try output.write(contentsOf: Data(edit.text.utf8))
            start = edit.range.upperBound
          }
          unsafe try output.write(contentsOf: Data(file.bytes[start..<file.count]))
        }
        try folder.link(siblingsOf: path, endings: ["xsd", "gfs"])
      } catch {
        throw folder.unwritten(path, error)
      }
      self.path = copy
      folders.append(folder)
    }
    self.folders = folders
  }

  /// Whether a file beside a GML declares its fields.
  private static func hasSchema(_ path: String) -> Bool {
    let stem = URL(filePath: path).deletingPathExtension()
    return ["xsd", "gfs"].contains { ending in
      FileManager.default.fileExists(atPath: stem.appendingPathExtension(ending).plainPath)
    }
  }

  /// Which values cannot be read, where these are the fields of all layers; nil where all can.
  func unread(_ layers: [LayerInfo]) -> Sentence? {
    valueNames.unread(layers.flatMap(\.fields).map(\.name))
  }

  /// All changes in the order of the file, without those within what is left out.
  private static func merged(_ cuts: [XMLCheck.Edit], _ renames: [XMLCheck.Edit]) -> [XMLCheck.Edit]
  {
    var end = 0
    return (cuts + renames).sorted { $0.range.lowerBound < $1.range.lowerBound }.filter { edit in
      defer { end = max(end, edit.range.upperBound) }
      return edit.range.lowerBound >= end
    }
  }
}
