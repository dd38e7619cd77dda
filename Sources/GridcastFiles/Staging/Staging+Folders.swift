import Foundation
import GridcastBase

/// Files, and datasets that are folders: file geodatabases.
extension Staging {
  /// Refuses to replace, or to add to, what is neither a file nor a dataset, or what another program has open.
  ///
  /// - Throws: `.unwritable` or `.tryAgain`.
  static func checkKind(of target: String, at url: URL) throws(GridcastError) {
    guard url.isFolder else {
      var state = stat()
      guard unsafe stat(target, &state) == 0, state.st_mode & S_IFMT != S_IFREG else { return }
      throw GridcastError(.unwritable, target, "it is a device or a pipe; name a file")
    }
    guard Format.isFolder(target) else {
      throw GridcastError(.unwritable, target, "it is a folder; name a file")
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.plainPath)) ?? []
    if let lock = names.first(where: { $0.hasSuffix(".lock") }) {
      throw GridcastError(
        .tryAgain, target,
        "another program has it open, as the file \(lock) in it tells; close it there, or remove that file if it is left over"
      )
    }
    if let foreign = names.sorted().first(where: { !isPartOfGeodatabase($0) }) {
      throw GridcastError(
        .unwritable, target,
        "it is a folder that holds \(foreign), which is no part of a geodatabase and would be lost; name another"
      )
    }
  }

  /// Whether a file has a name as those of a file geodatabase: tables and their indexes are numbered.
  private static func isPartOfGeodatabase(_ name: String) -> Bool {
    if ["gdb", "timestamps"].contains(name) { return true }
    let number = name.dropFirst().prefix(8)
    return name.first == "a" && number.count == 8 && number.allSatisfy(\.isHexDigit)
      && name.dropFirst(9).first == "."
  }

  /// Writes a file, or all files of a folder, through to the disk.
  func writeThrough(_ path: String) -> Bool {
    InputFiles.parts(of: path).allSatisfy(synchronize) && synchronize(path)
  }
}
