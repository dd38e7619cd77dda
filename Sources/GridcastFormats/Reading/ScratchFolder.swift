import Foundation
import GridcastBase

/// A temporary folder of links to a Shapefile's files, in which GDAL rebuilds a lost index rather
/// than beside the input.
final class ScratchFolder: Sendable {
  let path: String

  /// An empty one, for what is made of an input.
  init(for input: String) throws(GridcastError) {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "gridcast-\(UUID().uuidString)")
    path = folder.plainPath
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw GridcastError(
        .tryAgain, input,
        "no temporary folder can be made at \(path): \(error.localizedDescription)")
    }
  }

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

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
