import Foundation
import GridcastBase
import GridcastFiles

extension ScratchFolder {
  /// One with links to a Shapefile's files, but those with an ending.
  convenience init(linking shapefile: String, without ending: String) throws(GridcastError) {
    try self.init(for: shapefile)
    let files = FileManager.default
    let source = URL(filePath: shapefile).standardizedFileURL
    let stem = source.deletingPathExtension().lastPathComponent
    let folder = URL(filePath: path)
    do {
      let place = URL(filePath: source.deletingLastPathComponent().plainPath)
      for name in try files.contentsOfDirectory(atPath: place.plainPath) {
        let sibling = place.appending(path: name)
        guard
          sibling.deletingPathExtension().lastPathComponent == stem
            && sibling.pathExtension.lowercased() != ending
        else { continue }
        try files.createSymbolicLink(
          atPath: folder.appending(path: name).plainPath, withDestinationPath: sibling.plainPath)
      }
    } catch {
      throw GridcastError(
        .unreadable, shapefile,
        "its .\(ending) could not be rebuilt: \(error.localizedDescription)")
    }
  }

  /// Links to files that belong to another, by their endings, where there are any.
  func link(siblingsOf file: String, endings: [String]) throws {
    let stem = URL(filePath: file).deletingPathExtension()
    for ending in endings {
      let sibling = stem.appendingPathExtension(ending)
      guard FileManager.default.fileExists(atPath: sibling.plainPath) else { continue }
      try FileManager.default.createSymbolicLink(
        atPath: URL(filePath: path).appending(path: sibling.lastPathComponent).plainPath,
        withDestinationPath: sibling.standardizedFileURL.plainPath)
    }
  }

  /// Removes the index of a Shapefile that lies in such a folder.
  static func removeIndex(of shapefile: String) {
    for ending in ["shx", "SHX"] {
      try? FileManager.default.removeItem(atPath: "\(shapefile.dropLast(4)).\(ending)")
    }
  }

  /// Makes a file that only this user can read, and hands it over to be filled.
  static func write(_ path: String, _ body: (FileHandle) throws -> Void) throws {
    // Its mode is set as it is made: one that is changed afterwards can be opened in between.
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do { try body(file) } catch {
      try? file.close()
      throw error
    }
    // A full disk may show only here.
    try file.close()
  }

  /// That a copy of an input could not be written to the folder.
  func unwritten(_ input: String, _ error: any Error) -> GridcastError {
    GridcastError(
      .tryAgain, input, "a copy could not be written to \(path): \(error.localizedDescription)")
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
