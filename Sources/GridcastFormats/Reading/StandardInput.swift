import Foundation
import GridcastBase
import Synchronization

/// What comes through standard input, kept in a file, since layers are read more than once.
package enum StandardInput {
  /// Where the file is, known to whoever ends the process, also while nothing has come yet.
  private struct Place {
    var folder: String?
    var isClosed = false
  }

  private static let place = Mutex(Place())
  /// The file, once it is whole.
  ///
  /// Held while standard input is read, which may take for ever: nobody may wait for it but those who want
  /// the file.
  private static let kept = Mutex<String?>(nil)

  /// The file, filled at the first call; its ending follows from its first bytes.
  ///
  /// - Throws: `.unreadable` where nothing comes, `.tryAgain` where it cannot be kept; `.interrupted` once
  ///   the process is about to end.
  static func file() throws(GridcastError) -> String {
    let result: Result<String, GridcastError> = kept.withLock { kept in
      if let kept { return .success(kept) }
      return Result { () throws(GridcastError) in
        let file = try keep()
        kept = file
        return file
      }
    }
    return try result.get()
  }

  private static func keep() throws(GridcastError) -> String {
    let input = FileHandle.standardInput
    let first = input.availableData
    guard !first.isEmpty else {
      throw GridcastError(.unreadable, "standard input", "nothing came through it")
    }
    let ending = Format.ending(ofFirstBytes: [UInt8](first.prefix(65_536)))
    do {
      let file = "\(try makeFolder())/stdin.\(ending)"
      try first.write(to: URL(filePath: file))
      let output = try FileHandle(forWritingTo: URL(filePath: file))
      try output.seekToEnd()
      while case let piece = input.availableData, !piece.isEmpty {
        try output.write(contentsOf: piece)
      }
      try output.close()
      return file
    } catch {
      // The folder is gone when the process is about to end.
      if place.withLock({ $0.isClosed }) { throw interrupted }
      throw GridcastError(
        .tryAgain, "standard input", "it could not be kept in a temporary file: \(error)")
    }
  }

  /// Makes the folder, and lets it be known, in one step: none is made after `remove()`.
  private static func makeFolder() throws -> String {
    try place.withLock { place in
      if place.isClosed { throw interrupted }
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "gridcast-\(UUID().uuidString)").plainPath
      place.folder = folder
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      return folder
    }
  }

  private static var interrupted: GridcastError {
    GridcastError(.interrupted, "standard input", "it was not read to its end")
  }

  /// Removes the file, whether or not all of it has come; called at the end of the process.
  package static func remove() {
    place.withLock { place in
      if let folder = place.folder { try? FileManager.default.removeItem(atPath: folder) }
      place = Place(isClosed: true)
    }
  }
}
