import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// A copy of a table of texts that can be read where the file cannot: in UTF-8 where the file's
/// characters are wider than a byte, unpacked, and for GDAL with commas, quotes and one header as it
/// expects them, and of XML in an encoding that
/// its parser does not know.
///
/// It lies in a temporary folder and is deleted with the last reference to it.
final class TextCopy: Sendable {
  let path: String
  /// The encoding of the file; nil where it is to be found out, or does not matter.
  let encoding: TextEncoding?
  /// The encoding of the copy.
  let ownEncoding: String
  /// What of the file could not be read.
  let losses: [Sentence]
  /// What the user should know of how the file was understood.
  let notes: [Sentence]
  private let folder: ScratchFolder

  /// Copies a file that is packed by gzip or whose bytes are not read as they are; nil where it can be read as
  /// it is.
  ///
  /// - Parameters:
  ///   - path: The file, perhaps one that was unpacked.
  ///   - told: The encoding that the user names.
  ///   - subject: The input as the user names it.
  /// - Throws: `.tryAgain` where it cannot be written; `.badData` where it declares an encoding that nobody knows.
  init?(of path: String, _ told: String?, for subject: String) throws(GridcastError) {
    guard let format = Format.of(path: path), format == .csv || format.isMarkup else { return nil }
    let isPacked = path.fileEnding == "gz"
    var need: Recoding?
    if format == .csv {
      if !isPacked {
        need = try Recoding(ofTable: path, told)
        if need == nil { return nil }
      }
    } else {
      need = try Recoding(ofMarkup: path, told, for: subject)
      if need == nil { return nil }
    }
    folder = try ScratchFolder(for: path)
    let url = URL(filePath: isPacked ? String(path.dropLast(3)) : path)
    var copy = "\(folder.path)/\(url.lastPathComponent)"
    var losses: [Sentence] = []
    if isPacked {
      do { losses = try ScratchFolder.unpack(path, to: copy) } catch {
        throw folder.unwritten(subject, error)
      }
      if format == .csv { need = try Recoding(ofTable: copy, told) }
    }
    var notes: [Sentence] = []
    if let need {
      let plain = isPacked ? copy : path
      if isPacked {
        // The layer keeps its name.
        let place = "\(folder.path)/utf8"
        do {
          try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        } catch { throw folder.unwritten(subject, error) }
        copy = "\(place)/\(url.lastPathComponent)"
      }
      do {
        var damagedCount = 0
        try ScratchFolder.write(copy) { file in
          damagedCount = try need.recode(plain) { try file.write(contentsOf: $0) }
        }
        if damagedCount > 0 {
          notes.append(
            "\(counted(damagedCount, "byte")) not in \(need.encoding.name), read as U+FFFD")
        }
      } catch { throw folder.unwritten(subject, error) }
      encoding = need.encoding
      ownEncoding = TextEncoding.utf8
    } else {
      let name = try told.map { name throws(GridcastError) in try TextEncoding.known(name) }
      let found: TextEncoding
      if let name {
        found = TextEncoding(name, "as told")
      } else {
        found = try .ofText(copy, for: subject)
      }
      encoding = found
      ownEncoding = found.name
    }
    self.path = copy
    self.losses = losses
    self.notes = notes
  }

  /// Copies what a lane reads, for GDAL.
  init(of lane: CSVLane, _ path: String) throws(GridcastError) {
    folder = try ScratchFolder(for: path)
    let copy = "\(folder.path)/\(lane.layer.name).csv"
    var tally = Tally()
    do {
      try ScratchFolder.write(copy) { file in
        let names = lane.layer.fields.map { Self.quoted($0.name) }.joined(separator: ",")
        try file.write(contentsOf: Data((names + "\n").utf8))
        for index in 0..<lane.blockCount {
          let features = try lane.block(index, lane.layer.fields, &tally)
          let columns = features.columns.map { ($0.texts ?? Texts()) }
          var text = ""
          for row in 0..<features.count {
            text += columns.map { $0[row].map(Self.quoted) ?? "" }.joined(separator: ",") + "\n"
          }
          try file.write(contentsOf: Data(text.utf8))
        }
      }
    } catch { throw folder.unwritten(path, error) }
    self.path = copy
    encoding = nil
    ownEncoding = TextEncoding.utf8
    let lost = tally.onlyLost
    losses = lost.droppedCount > 0 ? [lost.reasons] : []
    notes = lane.dialect.notes + tally.notes
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
