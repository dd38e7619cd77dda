import Foundation
package import GridcastBase
import GridcastFiles
import Synchronization

/// The content of standard input, kept in a temporary file because layers are read more than once.
///
/// Nobody but the user can read the file, which goes at the end of the process.
package enum StandardInput {
  /// The file, once it is whole, and the folder in which it lies.
  ///
  /// Held while standard input is read, which may take for ever: nobody may wait for it but those who want
  /// the file.
  private static let kept = Mutex<Kept?>(nil)
  private typealias Kept = Result<(folder: ScratchFolder, file: String), GridcastError>

  /// The path of the file, which the first call fills; its ending is that of the detected format.
  ///
  /// - Throws: `.unreadable` where nothing comes; `.tryAgain` where the file cannot be written; `.interrupted` once
  ///   the process is about to end.
  static func file() throws(GridcastError) -> String {
    let result: Kept = kept.withLock { kept in
      if let kept { return kept }
      // What failed once has nothing left to read.
      let new = Kept { () throws(GridcastError) in try keep() }
      kept = new
      return new
    }
    return try result.get().file
  }

  /// The SHA-256 of all that came, which tells it from what comes through the standard input of others.
  ///
  /// - Throws: As `file`.
  package static func digest() throws(GridcastError) -> String {
    try GridcastFiles.digest(ofFile: file())
  }

  private static func keep() throws(GridcastError) -> (
    folder: ScratchFolder, file: String
  ) {
    let input = FileHandle.standardInput
    let first = input.availableData
    guard !first.isEmpty else {
      throw GridcastError(.unreadable, "standard input", "nothing came through it")
    }
    let ending = Format.ending(ofFirstBytes: [UInt8](first.prefix(65_536)))
    let folder = try ScratchFolder(for: "standard input")
    let file = "\(folder.path)/stdin.\(ending)"
    do {
      try ScratchFolder.write(file) { output in
        try output.write(contentsOf: first)
        while case let piece = input.availableData, !piece.isEmpty {
          try output.write(contentsOf: piece)
        }
      }
    } catch {
      // The folder is gone when the process is about to end.
      if Ending.isStopping {
        throw GridcastError(.interrupted, "standard input", "it was not read to its end")
      }
      throw GridcastError(
        .tryAgain, "standard input",
        "it could not be kept in a temporary file: \(Staging.words(error))")
    }
    return (folder, try named(file, in: folder))
  }

  /// The file under a name that tells what is in it, now that it is whole.
  ///
  /// A pipe may have handed over a few bytes at first. A packed one has a name as packed files do.
  ///
  /// - Throws: `.unreadable` where it is in no format that comes through standard input.
  private static func named(_ file: String, in folder: ScratchFolder) throws(GridcastError)
    -> String
  {
    let bytes = start(of: file)
    var ending = Format.ending(ofFirstBytes: bytes)
    if ending == "csv", Format.isBinary(firstBytes: Array(bytes.prefix(4096))) {
      throw GridcastError(
        .unreadable, "standard input",
        "by its first bytes it is in no format that is read through standard input; give it as a file"
      )
    }
    if ending == "gz" {
      let inner = "\(folder.path)/unpacked"
      defer { try? FileManager.default.removeItem(atPath: inner) }
      if (try? ScratchFolder.unpack(file, to: inner)) != nil {
        ending = "\(Format.ending(ofFirstBytes: start(of: inner))).gz"
      }
    }
    let name = "\(folder.path)/stdin.\(ending)"
    if name == file { return file }
    return (try? FileManager.default.moveItem(atPath: file, toPath: name)) != nil ? name : file
  }

  private static func start(of file: String) -> [UInt8] {
    let handle = FileHandle(forReadingAtPath: file)
    defer { try? handle?.close() }
    return [UInt8]((try? handle?.read(upToCount: 65_536)) ?? Data())
  }
}
