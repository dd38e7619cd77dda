import Foundation
import GridcastBase
import GridcastFiles

/// How an input is read without being written to: some drivers of GDAL's keep files of their own beside what
/// they read, and SQLite puts in order what another program left.
struct Shelter {
  /// The copy or link that is read in its place, and the folder that it lies in; nil where the input itself is.
  let place: (folder: ScratchFolder, path: String)?
  /// GDAL's open options.
  let options: [String]

  /// Looks at a file, and makes a copy or a link where it needs one.
  ///
  /// - Throws: `.unreadable` where it is a database that reaches beyond itself, unless that is allowed.
  init(_ path: String, _ subject: String, allowsRemote: Bool) throws(GridcastError) {
    if let database = SQLiteInput(path, subject) {
      place = try database.copy()
      options = place == nil ? try database.options() : []
      if !allowsRemote {
        try SQLiteInput.check(place?.path ?? path, isCopy: place != nil, subject)
      }
      return
    }
    options = []
    place = Self.isVFK(path) ? try Self.link(path, subject) : nil
  }

  /// Whether GDAL would make a database of it and put it beside it, under its name.
  private static func isVFK(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    return (try? file.read(upToCount: 2)).map { $0.elementsEqual("&H".utf8) } ?? false
  }

  private static func link(_ path: String, _ subject: String) throws(GridcastError)
    -> (folder: ScratchFolder, path: String)
  {
    let folder = try ScratchFolder(for: subject)
    let source = URL(filePath: path).standardizedFileURL
    let link = URL(filePath: folder.path).appending(path: source.lastPathComponent)
    do {
      try FileManager.default.createSymbolicLink(
        atPath: link.plainPath, withDestinationPath: source.plainPath)
    } catch {
      throw GridcastError(
        .tryAgain, subject, "no temporary file can be made: \(error.localizedDescription)")
    }
    return (folder, link.plainPath)
  }
}

extension Opening {
  /// GDAL's open options for a raster.
  var rasterOptions: [String] { options.filter { $0.hasPrefix("@") } }
}
