import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

extension TextEncoding {
  /// The encoding of a text format that declares none, of which GDAL hands out the bytes: MIF and TAB of the
  /// character set "Neutral", GMT; nil for others.
  ///
  /// - Throws: `.badData` where the bytes do not show it; `subject` is the file as the user names it.
  static func ofUndeclared(_ path: String, for subject: String) throws(GridcastError)
    -> TextEncoding?
  {
    switch path.fileEnding {
    case "gmt": return try ofText(path, for: subject)
    case "mif":
      guard isNeutral(path) else { return nil }
      let stem = path.dropLast(4)
      let values = ["mid", "MID"].map { "\(stem).\($0)" }.filter {
        FileManager.default.fileExists(atPath: $0)
      }
      // Names of fields stand in the one file, values in the other.
      for file in values + [path] {
        let found = try ofText(file, for: subject)
        if found.name != utf8 { return found }
      }
      return TextEncoding(utf8, "by its bytes")
    case "tab":
      guard isNeutral(path) else { return nil }
      let stem = path.dropLast(4)
      let table = ["dat", "DAT"].map { "\(stem).\($0)" }.first {
        FileManager.default.fileExists(atPath: $0)
      }
      return try table.flatMap { file throws(GridcastError) in
        try ofTexts(ofTable: file, for: subject)
      }
    default: return nil
    }
  }

  /// Whether a MapInfo file says that its texts are of no character set in particular, or says nothing.
  private static func isNeutral(_ path: String) -> Bool {
    let start = String(decoding: Unpacking.beginning(of: path, .none, 4096), as: UTF8.self)
    guard let declared = start.firstMatch(of: #/(?i)charset\s+"([^"]*)"/#) else { return true }
    return declared.1.isEmpty || declared.1.lowercased() == "neutral"
  }

  /// The encoding of texts in which characters are spelled by bytes of ASCII, of which the mark is unmistakable (RFC 1468,
  /// RFC 1557); nil for others.
  static func switching(_ path: String) -> TextEncoding? {
    let start = [UInt8](Unpacking.beginning(of: path, .none, 65_536))
    guard start.contains(0x1B), !start.contains(where: { $0 >= 128 }) else { return nil }
    let marks: [([UInt8], String)] = [
      ([0x1B, 0x24, 0x42], "ISO-2022-JP"), ([0x1B, 0x24, 0x40], "ISO-2022-JP"),
      ([0x1B, 0x24, 0x29, 0x43], "ISO-2022-KR"), ([0x1B, 0x24, 0x29, 0x41], "ISO-2022-CN"),
    ]
    return marks.first { mark in start.indices.contains { start[$0...].starts(with: mark.0) } }
      .map { TextEncoding($0.1, "by its bytes") }
  }
}
