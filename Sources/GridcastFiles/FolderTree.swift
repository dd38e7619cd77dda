internal import Foundation
package import GridcastBase

/// The files in a folder and in the folders in it; what is hidden is passed over, and links to folders are not
/// followed.
package struct FolderTree {
  /// A file: its path below the folder, and the path that leads to it.
  package struct File: Sendable {
    package let name: String
    package let path: String
  }

  /// The files, sorted by name.
  package private(set) var files: [File] = []
  /// The names of pipes, sockets and devices, which nobody reads unasked.
  package private(set) var others: [String] = []
  /// The names of folders that cannot be read, with the reasons.
  package private(set) var closed: [(name: String, reason: Sentence)] = []

  /// Lists a folder; `isDataset` says whether a folder of some name is read as one file.
  package init(_ folder: String, isDataset: (String) -> Bool) {
    add(folder, below: "", isDataset)
    files.sort { $0.name < $1.name }
    others.sort()
    closed.sort { $0.name < $1.name }
  }

  private mutating func add(_ folder: String, below: String, _ isDataset: (String) -> Bool) {
    if let reason = InputFiles.fault(of: folder) {
      closed.append((below.isEmpty ? folder : String(below.dropLast()), reason))
      return
    }
    for bytes in fileNames(in: folder) where bytes.first != UInt8(ascii: ".") {
      let odd = OddNames.escaped(bytes)
      let name = odd ?? String(decoding: bytes, as: UTF8.self)
      guard let place = odd == nil ? folder : try? OddNames.links(to: folder) else { continue }
      let path = place.hasSuffix("/") ? place + name : "\(place)/\(name)"
      var state = stat()
      guard unsafe stat(path, &state) == 0 else { continue }
      let isLink = odd == nil && OpenFolder.isLink(path)
      switch mode_t(state.st_mode) & S_IFMT {
      case S_IFREG: files.append(File(name: below + name, path: path))
      case S_IFDIR where isDataset(name): files.append(File(name: below + name, path: path))
      case S_IFDIR where !isLink: add(path, below: "\(below)\(name)/", isDataset)
      case S_IFDIR: break
      default: others.append(below + name)
      }
    }
  }
}

extension OpenFolder {
  fileprivate static func isLink(_ path: String) -> Bool {
    var state = stat()
    return unsafe lstat(path, &state) == 0 && mode_t(state.st_mode) & S_IFMT == S_IFLNK
  }
}
