package import Foundation
package import GridcastBase

/// The files that are read together with an input, such as a Shapefile's table or a TIFF's world
/// file.
///
/// A change to any of them is a change to the input.
package enum InputFiles {
  /// Whether a path leads to a file or a folder, and not to a pipe, a socket or a device, which may keep its
  /// reader waiting for ever, or never ends.
  package static func canBeRead(_ path: String) -> Bool {
    var state = stat()
    guard unsafe stat(path, &state) == 0 else { return true }
    return [S_IFREG, S_IFDIR].contains(mode_t(state.st_mode) & S_IFMT)
  }

  /// Refuses an input that would keep its reader waiting, or one that is read together with it.
  ///
  /// - Throws: `.unreadable`, naming the file.
  package static func check(_ path: String) throws(GridcastError) {
    guard canBeRead(path) else { throw noFile(path) }
    if URL(filePath: path).isFolder { return }
    for sibling in all(of: path) where !canBeRead(sibling) { throw noFile(sibling) }
  }

  /// Why a file or folder cannot be read; nil where it can, as far as can be told before it is.
  package static func fault(of path: String) -> Sentence? {
    var state = stat()
    guard unsafe stat(path, &state) == 0 else {
      switch errno {
      case ENOENT, ENOTDIR: return "there is no such file"
      case EACCES:
        return
          "whether there is such a file cannot be seen: a folder on the way to it may not be looked into; ask its owner for leave"
      case let code: return "it cannot be read: \(systemWords(code))"
      }
    }
    let isFolder = mode_t(state.st_mode) & S_IFMT == S_IFDIR
    if unsafe access(path, isFolder ? R_OK | X_OK : R_OK) != 0 {
      guard errno == EACCES else { return "it cannot be read: \(systemWords(errno))" }
      return isFolder
        ? "there is no permission to read this folder; ask its owner for leave"
        : "there is no permission to read it"
    }
    guard isFolder else { return nil }
    // Some file systems let a folder be opened only by those who mounted it.
    guard let list = unsafe opendir(path) else {
      return "this folder cannot be read: \(systemWords(errno))"
    }
    unsafe closedir(list)
    return nil
  }

  /// What is found at a path where a file may lie or not.
  package enum Presence {
    case missing
    case unreadable(Sentence)
    /// Something that can be opened; of a link the size is its own.
    case there(size: Int)
  }

  /// Looks whether something has this path, be it a link that leads nowhere.
  package static func presence(of path: String) -> Presence {
    var state = stat()
    guard unsafe lstat(path, &state) == 0 else { return .missing }
    // A FIFO must not make this wait.
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return .unreadable(systemWords(errno)) }
    close(file)
    return .there(size: Int(state.st_size))
  }

  static func noFile(_ path: String) -> GridcastError {
    GridcastError(
      .unreadable, path, "it is a pipe, a socket or a device, and no file; \(.pipeThrough)")
  }

  /// All files in a folder, or the file itself.
  package static func parts(of path: String) -> [String] {
    guard URL(filePath: path).isFolder else { return [path] }
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    return names.sorted().map { "\(path)/\($0)" }.filter { !URL(filePath: $0).isFolder }
  }

  /// The input and all files that are read together with it; for a folder such as a .gdb all files
  /// in it.
  package static func all(of path: String) -> [String] {
    let url = URL(filePath: path)
    if url.isFolder { return parts(of: url.plainPath) }
    guard exists(path) else { return [path] }
    let stem = url.deletingPathExtension().plainPath
    let endings = Format.siblings(ofEnding: url.pathExtension)
    // The names are probed one by one, as the folder may hold many thousands of other files.
    let siblings = endings.flatMap { ending in
      [ending, ending.uppercased()].lazy.map { "\(stem).\($0)" }.filter(exists).prefix(1)
    }
    let added = Format.addedWhereRead.map { path + $0 }.filter(exists)
    return [path] + (siblings + added).filter { $0 != path && $0 != url.plainPath }.sorted()
  }
  /// Whether something is at a path, or where a link there leads.
  package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// The size of a file in bytes; nil where there is none.
  package static func size(of path: String) -> Int? {
    var state = stat()
    return unsafe stat(path, &state) == 0 ? Int(state.st_size) : nil
  }
}

extension URL {
  /// Whether a folder exists at this path, or at that to which a link leads.
  package var isFolder: Bool {
    var state = stat()
    return unsafe stat(plainPath, &state) == 0 && mode_t(state.st_mode) & S_IFMT == S_IFDIR
  }
}
