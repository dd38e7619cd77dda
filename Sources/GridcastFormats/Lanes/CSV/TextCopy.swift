import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// A copy of a table of texts that can be read where the file cannot: in UTF-8 where the file's
/// characters are wider than a byte, unpacked, and for GDAL with commas, quotes and one header as it
/// expects them.
///
/// It lies in a temporary folder and is deleted with the last reference to it.
final class TextCopy: Sendable {
  let path: String
  /// The encoding of the file; nil where it is to be found out, or does not matter.
  let encoding: TextEncoding?
  /// What of the file could not be read.
  let losses: [Sentence]
  /// What the user should know of how the file was understood.
  let notes: [Sentence]
  private let folder: ScratchFolder

  /// Copies a file in UTF-16, or packed by gzip; nil where it can be read as it is.
  init?(of path: String, _ told: String?) throws(GridcastError) {
    guard Format.of(path: path) == .csv else { return nil }
    let isPacked = path.fileEnding == "gz"
    guard isPacked || WideText.order(ofFile: path, told: told) != nil else { return nil }
    folder = try ScratchFolder(for: path)
    let url = URL(filePath: isPacked ? String(path.dropLast(3)) : path)
    var copy = "\(folder.path)/\(url.lastPathComponent)"
    var losses: [Sentence] = []
    if isPacked {
      do { losses = try ScratchFolder.unpack(path, to: copy) } catch {
        throw Self.unwritten(path, folder.path, error)
      }
    }
    if let order = WideText.order(ofFile: isPacked ? copy : path, told: told) {
      let plain = isPacked ? copy : path
      copy = "\(folder.path)/\(url.deletingPathExtension().lastPathComponent).\(url.pathExtension)"
      if isPacked { copy += ".csv" }
      do {
        try ScratchFolder.write(copy) { file in
          try order.recode(plain) { try file.write(contentsOf: $0) }
        }
      } catch { throw Self.unwritten(path, folder.path, error) }
      encoding = TextEncoding(order.name, order.evidence)
    } else {
      encoding = TextEncoding.ofText(copy)
    }
    self.path = copy
    self.losses = losses
    notes = []
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
    } catch { throw Self.unwritten(path, folder.path, error) }
    self.path = copy
    encoding = nil
    let lost = tally.onlyLost
    losses = lost.droppedCount > 0 ? [Sentence(lost.reasons)] : []
    notes = lane.dialect.notes + tally.notes
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private static func unwritten(
    _ path: String, _ folder: String, _ error: any Error
  ) -> GridcastError {
    GridcastError(
      .tryAgain, path, "a copy could not be written to \(folder): \(error.localizedDescription)")
  }
}

/// The order of the bytes of each unit of UTF-16 or UTF-32.
struct WideText {
  let isBigEndian: Bool
  let evidence: Sentence
  /// The number of bytes of a unit.
  var width = 2

  var name: String { "UTF-\(width * 8)\(isBigEndian ? "BE" : "LE")" }

  /// The order in a file, as told, by its byte order mark, or by its zeros; nil where it is none in UTF-16.
  static func order(ofFile path: String, told: String?) -> WideText? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let data = try? file.read(upToCount: 4096), data.count > 1 else { return nil }
    let start = Array(data)
    for (isBigEndian, mark) in [
      (false, [0xFF, 0xFE, 0, 0]), (true, [0, 0, 0xFE, 0xFF] as [UInt8]),
    ]
    where start.starts(with: mark) {
      return WideText(isBigEndian: isBigEndian, evidence: "by its byte order mark", width: 4)
    }
    if start.starts(with: [0xFF, 0xFE]) {
      return WideText(isBigEndian: false, evidence: "by its byte order mark")
    }
    if start.starts(with: [0xFE, 0xFF]) {
      return WideText(isBigEndian: true, evidence: "by its byte order mark")
    }
    if let told = told?.uppercased(), told.hasPrefix("UTF-16") || told.hasPrefix("UCS-2") {
      return WideText(isBigEndian: told.hasSuffix("BE"), evidence: "as told")
    }
    let zeros = start.indices.filter { start[$0] == 0 }
    guard zeros.count * 4 > start.count, let first = zeros.first,
      zeros.allSatisfy({ $0 % 2 == first % 2 })
    else { return nil }
    return WideText(isBigEndian: first % 2 == 0, evidence: "by its bytes")
  }

  /// Hands over the text in UTF-8, piece by piece, without a byte order mark.
  func recode(_ path: String, _ take: (Data) throws -> Void) throws {
    let data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    if width == 4 { return try recodeScalars(data, take) }
    var units: [UInt16] = []
    let count = data.count / 2
    for index in 0..<count {
      let (first, second) = (UInt16(data[2 * index]), UInt16(data[2 * index + 1]))
      let unit = isBigEndian ? first << 8 | second : second << 8 | first
      if index == 0, unit == 0xFEFF { continue }
      units.append(unit)
      // The two halves of a character stay together.
      if units.count >= 1 << 20, !(0xD800..<0xDC00).contains(unit) {
        try take(Data(String(decoding: units, as: UTF16.self).utf8))
        units.removeAll(keepingCapacity: true)
      }
    }
    try take(Data(String(decoding: units, as: UTF16.self).utf8))
  }

  private func recodeScalars(_ data: Data, _ take: (Data) throws -> Void) throws {
    var text = ""
    for start in stride(from: 0, to: data.count - data.count % 4, by: 4) {
      var unit: UInt32 = 0
      for index in 0..<4 {
        unit = unit << 8 | UInt32(data[start + (isBigEndian ? index : 3 - index)])
      }
      if start == 0, unit == 0xFEFF { continue }
      text.unicodeScalars.append(Unicode.Scalar(unit) ?? "\u{FFFD}")
      if text.utf8.count >= 1 << 20 {
        try take(Data(text.utf8))
        text = ""
      }
    }
    try take(Data(text.utf8))
  }
}
