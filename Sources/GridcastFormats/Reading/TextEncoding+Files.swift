import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

extension TextEncoding {
  /// The number of bytes of a file that are examined.
  private static let sampleSize = 4_194_304

  /// The encoding of a Shapefile's table: by its .cpg, by its language driver, or by its bytes
  /// where neither declares an encoding or the bytes contradict it.
  ///
  /// The path is that of the .shp or the .dbf.
  static func ofTable(_ path: String) -> TextEncoding {
    let stem = String(path.dropLast(4))
    func sibling(_ ending: String) -> Data? {
      [ending, ending.uppercased()].lazy.compactMap {
        FileManager.default.contents(atPath: "\(stem).\($0)")
      }.first
    }
    let texts =
      sampleTexts(ofTable: "\(stem).dbf") ?? sampleTexts(ofTable: "\(stem).DBF") ?? ([], 0)
    let byBytes = detected(in: texts.texts)
    if let cpg = sibling("cpg").map({ String(decoding: $0, as: UTF8.self).trimmed }), !cpg.isEmpty {
      let declared = standardName(cpg)
      guard isKnownEncoding(declared) else {
        return TextEncoding(
          byBytes ?? utf8, "by its bytes, as its .cpg says \(cpg), which is not known")
      }
      return agrees(declared, byBytes)
        ? TextEncoding(declared, "by its .cpg")
        : TextEncoding(byBytes ?? declared, "by its bytes, against its .cpg, which says \(cpg)")
    }
    if let page = codePages[texts.driver] {
      let declared = standardName(page)
      let driver = "0x" + String(texts.driver, radix: 16, uppercase: true)
      return agrees(declared, byBytes)
        ? TextEncoding(declared, "by its language driver \(driver)")
        : TextEncoding(byBytes ?? declared, "by its bytes, against its language driver \(driver)")
    }
    return TextEncoding(byBytes ?? utf8, "by its bytes")
  }

  /// The encoding of a text file, judged by its bytes.
  static func ofText(_ path: String) -> TextEncoding {
    guard let file = MappedFile(path) else { return TextEncoding(utf8, "") }
    let sample = 0..<min(sampleSize, file.count)
    if file.isASCII(sample) { return TextEncoding(utf8, "by its bytes") }
    // The last line may end within a character.
    let lines = file.copy(sample).split { $0 == 10 }.map(Array.init)
    return TextEncoding(
      detected(in: lines.count > 1 ? lines.dropLast() : lines) ?? utf8, "by its bytes")
  }

  /// A declaration is ignored where it contradicts the bytes: where they are UTF-8 and it is not,
  /// or the reverse.
  private static func agrees(_ declared: String, _ detected: String?) -> Bool {
    guard let detected else { return true }
    return (declared == utf8) == (detected == utf8)
  }

  /// The code pages of language drivers (byte 29 of a dBASE header).
  ///
  /// Many programs write 0x57 and 0x03 whatever the encoding is, so these tell nothing.
  private static let codePages: [UInt8: String] = [
    0x01: "437", 0x02: "850", 0x13: "932", 0x4D: "936", 0x4E: "949", 0x4F: "950", 0x64: "852",
    0x65: "866", 0x78: "950", 0x79: "949", 0x7A: "936", 0x7B: "932", 0x7C: "874", 0xC8: "1250",
    0xC9: "1251", 0xCA: "1254", 0xCB: "1253",
  ]

  /// The values of the text fields in the first megabytes, the field names, and the language
  /// driver; nil where there is no such table.
  private static func sampleTexts(ofTable path: String) -> (texts: [[UInt8]], driver: UInt8)? {
    guard let file = MappedFile(path), file.count >= 32 else { return nil }
    let header = file.copy(0..<min(65_536, file.count))
    let sampleEnd = min(sampleSize, file.count)
    let hasForeign = !file.isASCII(min(Int(header[8]) | Int(header[9]) << 8, sampleEnd)..<sampleEnd)
    let bytes = hasForeign ? file.copy(0..<sampleEnd) : header
    let headerLength = Int(bytes[8]) | Int(bytes[9]) << 8
    let recordLength = Int(bytes[10]) | Int(bytes[11]) << 8
    var texts: [[UInt8]] = []
    var fields: [Range<Int>] = []
    var offset = 1
    for start in stride(from: 32, to: min(headerLength, bytes.count) - 31, by: 32) {
      guard bytes[start] != 0x0D else { break }
      texts.append(Array(bytes[start..<start + 11].prefix { $0 != 0 }))
      let width = Int(bytes[start + 16])
      if bytes[start + 11] == UInt8(ascii: "C") { fields.append(offset..<offset + width) }
      offset += width
    }
    guard hasForeign, recordLength >= offset else { return (texts, bytes[29]) }
    var record = headerLength
    while record + recordLength <= bytes.count {
      for field in fields {
        let value = bytes[record + field.lowerBound..<record + field.upperBound]
        if value.contains(where: { $0 >= 128 }) {
          texts.append(Array(value.prefix { $0 != 0 }.trimmingSuffix { $0 == 32 }))
        }
      }
      record += recordLength
    }
    return (texts, bytes[29])
  }
}

extension ArraySlice<UInt8> {
  fileprivate func trimmingSuffix(_ isDropped: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    var kept = self
    while let last = kept.last, isDropped(last) { kept.removeLast() }
    return kept
  }
}
