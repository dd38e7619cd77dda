import Foundation
import GridcastBase
import GridcastFiles

extension ScratchFolder {
  /// One with links to the files of a Shapefile, beside which its lost index is rebuilt.
  convenience init(linking shapefile: String) throws(GridcastError) {
    try self.init(for: shapefile)
    let files = FileManager.default
    let source = URL(filePath: shapefile).standardizedFileURL
    let stem = source.deletingPathExtension().lastPathComponent
    let folder = URL(filePath: path)
    do {
      for sibling in try files.contentsOfDirectory(
        at: source.deletingLastPathComponent(), includingPropertiesForKeys: nil)
      where sibling.deletingPathExtension().lastPathComponent == stem {
        try files.createSymbolicLink(
          at: folder.appending(path: sibling.lastPathComponent), withDestinationURL: sibling)
      }
    } catch {
      throw GridcastError(
        .unreadable, shapefile,
        "its .shx is missing and could not be rebuilt: \(error.localizedDescription)")
    }
  }

  /// Makes a file and hands it over to be filled.
  static func write(_ path: String, _ body: (FileHandle) throws -> Void) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw CocoaError(.fileWriteUnknown) }
    do { try body(file) } catch {
      try? file.close()
      throw error
    }
    // A full disk may show only here.
    try file.close()
  }

  /// Unpacks a file that is packed by gzip alone, as far as it goes.
  ///
  /// - Returns: What is missing, where the file breaks off or is damaged.
  static func unpack(_ archive: String, to path: String) throws -> [Sentence] {
    var losses: [Sentence] = []
    try write(path) { file in
      do {
        unsafe try Unpacking.read(archive, .gzip) { unsafe try file.write(contentsOf: Data($0)) }
      } catch let damage as Unpacking.Damage {
        losses.append(Sentence("reading ended early: \(damage.reason)"))
      }
    }
    return losses
  }
}
