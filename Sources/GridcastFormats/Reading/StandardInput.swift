import Foundation
import GridcastBase
import Synchronization

/// What comes through standard input, kept in a file, since layers are read more than once.
package enum StandardInput {
  private static let folder = Mutex<String?>(nil)

  /// The file, filled at the first call; its ending follows from its first bytes.
  ///
  /// - Throws: `.unreadable` where nothing comes, `.tryAgain` where it cannot be kept.
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
    let file = "\(place)/stdin.\(ending(for: first))"
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

  /// Removes the file; called at the end of the process.
  package static func remove() {
    folder.withLock { folder in
      if let folder { try? FileManager.default.removeItem(atPath: folder) }
      folder = nil
    }
  }

  /// The ending of the format that the first bytes look like; what looks like nothing is a CSV.
  static func ending(for first: Data) -> String {
    let bytes = [UInt8](first.prefix(65_536))
    func begins(_ text: String) -> Bool { bytes.starts(with: text.utf8) }
    if begins("SQLite format 3") { return "gpkg" }
    if begins("fgb") { return "fgb" }
    if begins("PK\u{3}\u{4}") { return "zip" }
    if bytes.starts(with: [0x1F, 0x8B]) { return "gz" }
    if bytes.dropFirst(4).prefix(20).contains(0x0A), bytes.count > 15,
      String(decoding: bytes.prefix(24), as: UTF8.self).contains("OSMHeader")
    {
      return "osm.pbf"
    }
    let text = String(decoding: bytes, as: UTF8.self).trimmingPrefix("\u{FEFF}")
      .drop(while: \.isWhitespace)
    if text.hasPrefix("\u{1E}") { return "geojsonl" }
    if text.hasPrefix("{") {
      // One object a line, and more than one line that is one.
      let lines = text.split(separator: "\n", maxSplits: 2)
      let isSequence =
        lines[0].contains("\"Feature\"") && lines[0].last(where: { !$0.isWhitespace }) == "}"
      return isSequence ? "geojsonl" : "geojson"
    }
    if text.hasPrefix("<") {
      for ending in ["osm", "kml", "gpx"] where text.contains("<\(ending)") { return ending }
      return "gml"
    }
    return "csv"
  }
}
