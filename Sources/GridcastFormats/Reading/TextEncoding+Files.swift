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
  ///
  /// - Throws: `.badData` where its texts are of units that a table of bytes cannot hold, or nothing tells their
  ///   encoding.
  static func ofTable(_ path: String) throws(GridcastError) -> TextEncoding {
    let stem = String(path.dropLast(4))
    func sibling(_ ending: String) -> Data? {
      [ending, ending.uppercased()].lazy.compactMap {
        FileManager.default.contents(atPath: "\(stem).\($0)")
      }.first
    }
    let sample =
      sampleTexts(ofTable: "\(stem).dbf") ?? sampleTexts(ofTable: "\(stem).DBF")
      ?? TableSample(texts: [], driver: 0, hasZeros: false)
    let finding = finding(in: sample.texts)
    let byBytes = finding.name
    if let cpg = sibling("cpg").map({ String(decoding: $0, as: UTF8.self).trimmed }), !cpg.isEmpty {
      let declared = standardName(cpg)
      if isOfAnyMachine(cpg) {
        try refuseUnknown(finding, path)
        return TextEncoding(
          byBytes ?? utf8,
          "by its bytes, as its .cpg says \(cpg), another code page on each machine",
          isGuess: true)
      }
      guard isKnownEncoding(declared) else {
        try refuseUnknown(finding, path)
        return TextEncoding(
          byBytes ?? utf8,
          "by its bytes, as its .cpg says \(cpg), which is not known (the nearest: "
            + "\(namesLike(cpg).joined(separator: ", ")))", isGuess: true)
      }
      if isWide(declared), sample.hasZeros || byBytes != nil && byBytes != utf8 {
        throw GridcastError(
          .badData, path,
          "its .cpg says that its texts are in \(declared), which no other program can read from a table of "
            + "bytes, nor can Gridcast; \(.encodeInput)")
      }
      if agrees(declared, byBytes) { return TextEncoding(declared, "by its .cpg") }
      try refuseUnknown(finding, path)
      return TextEncoding(
        byBytes ?? declared, "by its bytes, against its .cpg, which says \(cpg)", isGuess: true)
    }
    let driver = "0x" + hexadecimal(sample.driver)
    if let page = codePages[sample.driver] {
      let declared = standardName(page)
      if agrees(declared, byBytes) {
        return TextEncoding(declared, "by its language driver \(driver)")
      }
      try refuseUnknown(finding, path)
      return TextEncoding(
        byBytes ?? declared, "by its bytes, against its language driver \(driver)", isGuess: true)
    }
    try refuseUnknown(finding, path)
    guard silentDrivers.contains(sample.driver) else {
      return TextEncoding(
        byBytes ?? utf8, "by its bytes, as its language driver \(driver) is not known",
        isGuess: true)
    }
    return TextEncoding(byBytes ?? utf8, "by its bytes")
  }

  /// - Throws: `.badData` where nothing tells the encoding of texts that are not ASCII.
  static func refuseUnknown(_ finding: Finding, _ path: String) throws(GridcastError) {
    guard case .unknown(let likely, let example) = finding else { return }
    throw GridcastError(
      .badData, path,
      "nothing tells in which encoding its texts are, and their bytes do not show it for sure (\(likely) would read "
        + "'\(example)'); \(.encodeInput)")
  }

  /// The encoding that the texts of a table show which lies under another ending than a Shapefile's.
  ///
  /// - Throws: `.badData` where they do not show it.
  static func ofTexts(ofTable path: String, for subject: String) throws(GridcastError)
    -> TextEncoding?
  {
    guard let sample = sampleTexts(ofTable: path) else { return nil }
    return try byBytes(sample.texts, subject)
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count < 2 ? "0" + digits : digits
  }

  /// The encoding of a text file, judged by its bytes.
  ///
  /// - Throws: `.badData` where these do not show it; `subject` is the file as the user names it.
  static func ofText(_ path: String, for subject: String) throws(GridcastError) -> TextEncoding {
    guard let file = MappedFile(path) else { return TextEncoding(utf8, "") }
    let sample = 0..<min(sampleSize, file.count)
    if file.isASCII(sample) { return TextEncoding(utf8, "by its bytes") }
    var lines = file.copy(sample).split { $0 == 10 }.map(Array.init)
    // The last line of a part of a file may end within a character.
    if sample.count < file.count, lines.count > 1 { lines.removeLast() }
    return try byBytes(lines.map { Sample($0) }, subject)
  }

  /// The encoding that the bytes of texts show, with a word on those that show another.
  private static func byBytes(_ texts: [Sample], _ subject: String) throws(GridcastError)
    -> TextEncoding
  {
    let finding = finding(in: texts)
    let name = finding.name ?? utf8
    let others = name == utf8 ? 0 : countOfUTF8(among: texts)
    if others == 0 {
      try refuseUnknown(finding, subject)
      return TextEncoding(name, "by its bytes")
    }
    return TextEncoding(
      name,
      "by its bytes, though \(counted(others, "line")) of it would read as UTF-8; \(.encodeInput)",
      isGuess: true)
  }

  /// Whether each character of an encoding has two or four bytes, of which some are 0.
  static func isWide(_ encoding: String) -> Bool {
    ["UTF-16", "UTF-32", "UTF16", "UTF32", "UCS", "ISO-10646"].contains(where: encoding.hasPrefix)
  }

  /// A declaration is ignored where it contradicts the bytes: where they are UTF-8 and it is not,
  /// or the reverse.
  private static func agrees(_ declared: String, _ detected: String?) -> Bool {
    guard let detected else { return true }
    return (declared == utf8) == (detected == utf8)
  }

  /// The code pages of language drivers (byte 29 of a dBASE header), by the tables of FoxPro, dBASE and
  /// ESRI.
  private static let codePages: [UInt8: String] = [
    0x01: "437", 0x02: "850", 0x04: "10000", 0x08: "865", 0x09: "437", 0x0A: "850", 0x0B: "437",
    0x0D: "437", 0x0E: "850", 0x0F: "437", 0x10: "850", 0x11: "437", 0x12: "850", 0x13: "932",
    0x14: "850", 0x15: "437", 0x16: "850", 0x17: "865", 0x18: "437", 0x19: "437", 0x1A: "850",
    0x1B: "437", 0x1C: "863", 0x1D: "850", 0x1F: "852", 0x22: "852", 0x23: "852", 0x24: "860",
    0x25: "850", 0x26: "866", 0x37: "850", 0x40: "852", 0x4D: "936", 0x4E: "949", 0x4F: "950",
    0x50: "874", 0x58: "1252", 0x59: "1252", 0x64: "852", 0x65: "866", 0x66: "865", 0x67: "861",
    0x6A: "737", 0x6B: "857", 0x6C: "863", 0x78: "950", 0x79: "949", 0x7A: "936", 0x7B: "932",
    0x7C: "874", 0x7D: "1255", 0x7E: "1256", 0x86: "737", 0x87: "852", 0x88: "857",
    0x96: "10007", 0x97: "10029", 0xC8: "1250", 0xC9: "1251", 0xCA: "1254", 0xCB: "1253",
    0xCC: "1257",
  ]

  /// Language drivers that tell nothing: none, and those that many programs write whatever the encoding is.
  private static let silentDrivers: Set<UInt8> = [0x00, 0x03, 0x57]

  /// What is looked at of a table.
  private struct TableSample {
    /// The values of the text fields in the first megabytes, and the field names.
    var texts: [Sample]
    /// The language driver.
    let driver: UInt8
    /// Whether there is a byte of 0 between others in a value, as in UTF-16.
    var hasZeros: Bool
  }

  /// Looks at a table; nil where there is none.
  private static func sampleTexts(ofTable path: String) -> TableSample? {
    guard let file = MappedFile(path), file.count >= 32 else { return nil }
    let header = file.copy(0..<min(65_536, file.count))
    let sampleEnd = min(sampleSize, file.count)
    let hasForeign = !file.isASCII(min(Int(header[8]) | Int(header[9]) << 8, sampleEnd)..<sampleEnd)
    let bytes = hasForeign ? file.copy(0..<sampleEnd) : header
    let headerLength = Int(bytes[8]) | Int(bytes[9]) << 8
    let recordLength = Int(bytes[10]) | Int(bytes[11]) << 8
    var sample = TableSample(texts: [], driver: bytes[29], hasZeros: false)
    var fields: [Range<Int>] = []
    var offset = 1
    for start in stride(from: 32, to: min(headerLength, bytes.count) - 31, by: 32) {
      guard bytes[start] != 0x0D else { break }
      let name = Array(bytes[start..<start + 11].prefix { $0 != 0 })
      sample.texts.append(Sample(name, mayBeCut: name.count >= 10))
      let width = Int(bytes[start + 16])
      if bytes[start + 11] == UInt8(ascii: "C") { fields.append(offset..<offset + width) }
      offset += width
    }
    guard recordLength >= offset else { return sample }
    var record = headerLength
    while record + recordLength <= bytes.count {
      for field in fields {
        let value = bytes[record + field.lowerBound..<record + field.upperBound]
        if let zero = value.firstIndex(of: 0), value[zero...].contains(where: { $0 > 32 }) {
          sample.hasZeros = true
        }
        if value.contains(where: { $0 >= 128 }) {
          let text = Array(value.prefix { $0 != 0 }.trimmingSuffix { $0 == 32 })
          sample.texts.append(Sample(text, mayBeCut: text.count == value.count))
        }
      }
      record += recordLength
    }
    return sample
  }
}

extension ArraySlice<UInt8> {
  fileprivate func trimmingSuffix(_ isDropped: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    var kept = self
    while let last = kept.last, isDropped(last) { kept.removeLast() }
    return kept
  }
}
