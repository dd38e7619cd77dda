import Foundation
import GridcastBase

/// The files that are read where one is named: with a Shapefile its table, with a TIFF its world file.
///
/// A change to any of them is a change to the input.
package enum InputFiles {
  /// All files that are read with an input, the input first; of a folder such as a .gdb all in it.
  package static func all(of path: String) -> [String] {
    let files = FileManager.default
    let url = URL(filePath: path)
    if url.isFolder {
      let names = (try? files.subpathsOfDirectory(atPath: path)) ?? []
      return names.sorted().map { "\(url.plainPath)/\($0)" }.filter { !URL(filePath: $0).isFolder }
    }
    guard files.fileExists(atPath: path) else { return [path] }
    let stem = url.deletingPathExtension().plainPath
    let endings = Format.siblings(ofEnding: url.pathExtension)
    // Names are tried one by one, as a folder may hold many thousand other files.
    let siblings = endings.flatMap { ending in
      [ending, ending.uppercased()].lazy.map { "\(stem).\($0)" }.filter(files.fileExists).prefix(1)
    }
    let added = Format.addedWhereRead.map { path + $0 }.filter(files.fileExists)
    return [path] + (siblings + added).filter { $0 != path && $0 != url.plainPath }.sorted()
  }
}
