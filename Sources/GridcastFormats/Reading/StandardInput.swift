import Foundation
import GridcastBase
import GridcastFiles
import Synchronization

/// The content of standard input, kept in a temporary file because layers are read more than once.
///
/// Nobody but the user can read the file, which goes at the end of the process.
enum StandardInput {
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

  private static func keep() throws(GridcastError) -> (
    folder: ScratchFolder, file: String
  ) {
    let input = FileHandle.standardInput
    var first = input.availableData
    // A pipe may hand over a few bytes at a time.
    while first.count < 4096, case let more = input.availableData, !more.isEmpty { first += more }
    guard !first.isEmpty else {
      throw GridcastError(.unreadable, "standard input", "nothing came through it")
    }
    let ending = Format.ending(ofFirstBytes: [UInt8](first.prefix(65_536)))
    if ending == "csv", Format.isBinary(firstBytes: [UInt8](first.prefix(4096))) {
      throw GridcastError(
        .unreadable, "standard input",
        "by its first bytes it is in no format that is read through standard input; give it as a file"
      )
    }
    let folder = try ScratchFolder(for: "standard input")
    let file = "\(folder.path)/stdin.\(ending)"
    do {
      let isMade = FileManager.default.createFile(
        atPath: file, contents: nil, attributes: [.posixPermissions: 0o600])
      guard isMade else { throw CocoaError(.fileWriteUnknown) }
      let output = try FileHandle(forWritingTo: URL(filePath: file))
      try output.write(contentsOf: first)
      while case let piece = input.availableData, !piece.isEmpty {
        try output.write(contentsOf: piece)
      }
      try output.close()
      return (folder, ending == "gz" ? Self.named(file, in: folder) : file)
    } catch {
      // The folder is gone when the process is about to end.
      if Ending.isStopping {
        throw GridcastError(.interrupted, "standard input", "it was not read to its end")
      }
      throw GridcastError(
        .tryAgain, "standard input",
        "it could not be kept in a temporary file: \(Staging.words(error))")
    }
  }

  /// A packed file under a name that tells what is in it, as the names of packed files do.
  private static func named(_ packed: String, in folder: ScratchFolder) -> String {
    let inner = "\(folder.path)/unpacked"
    defer { try? FileManager.default.removeItem(atPath: inner) }
    guard (try? ScratchFolder.unpack(packed, to: inner)) != nil,
      let start = try? FileHandle(forReadingAtPath: inner)?.read(upToCount: 65_536)
    else { return packed }
    let name = "\(folder.path)/stdin.\(Format.ending(ofFirstBytes: [UInt8](start))).gz"
    return (try? FileManager.default.moveItem(atPath: packed, toPath: name)) != nil ? name : packed
  }
}
