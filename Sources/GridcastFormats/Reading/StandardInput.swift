import Foundation
import GridcastBase
import Synchronization

/// The content of standard input, kept in a temporary file because layers are read more than once.
package enum StandardInput {
  private static let folder = Mutex<String?>(nil)

  /// The path of the file, which the first call fills; its ending is that of the detected format.
  ///
  /// - Throws: `.unreadable` where nothing comes; `.tryAgain` where the file cannot be written.
  static func file() throws(GridcastError) -> String {
    let result: Result<String, GridcastError> = folder.withLock { folder in
      if let folder, let name = try? FileManager.default.contentsOfDirectory(atPath: folder).first {
        return .success("\(folder)/\(name)")
      }
      return Result { () throws(GridcastError) in try keep(in: &folder) }
    }
    return try result.get()
  }

  private static func keep(in folder: inout String?) throws(GridcastError) -> String {
    let input = FileHandle.standardInput
    let first = input.availableData
    guard !first.isEmpty else {
      throw GridcastError(.unreadable, "standard input", "nothing came through it")
    }
    let place = FileManager.default.temporaryDirectory
      .appending(path: "gridcast-\(UUID().uuidString)").plainPath
    let ending = Format.ending(ofFirstBytes: [UInt8](first.prefix(65_536)))
    let file = "\(place)/stdin.\(ending)"
    do {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      folder = place
      try first.write(to: URL(filePath: file))
      let output = try FileHandle(forWritingTo: URL(filePath: file))
      try output.seekToEnd()
      while case let piece = input.availableData, !piece.isEmpty {
        try output.write(contentsOf: piece)
      }
      try output.close()
    } catch {
      throw GridcastError(
        .tryAgain, "standard input", "it could not be kept in a temporary file: \(error)")
    }
    return file
  }

  /// Removes the file, at the end of the process.
  package static func remove() {
    folder.withLock { folder in
      if let folder { try? FileManager.default.removeItem(atPath: folder) }
      folder = nil
    }
  }
}
