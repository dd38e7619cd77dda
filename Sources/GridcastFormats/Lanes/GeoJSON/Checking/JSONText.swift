import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// A copy in UTF-8 of a JSON in another encoding, which RFC 8259 does not allow and people write.
struct JSONText {
  let path: String
  let folder: ScratchFolder
  /// In which encoding it was.
  let note: Sentence

  /// Copies a file; nil where it is in UTF-8, or the user names another encoding than that of units of
  /// two or four bytes.
  init?(of path: String, _ told: String?) throws(GridcastError) {
    guard let file = MappedFile(path) else { return nil }
    let isWide = Self.wideName(file)
    if isWide == nil {
      guard !file.isASCII(0..<file.count) else { return nil }
      guard unsafe !Self.isUTF8(file.bytes) else { return nil }
      guard told == nil else { return nil }
    }
    folder = try ScratchFolder(for: path)
    self.path = "\(folder.path)/\(URL(filePath: path).lastPathComponent)"
    var told: Sentence = ""
    do {
      try ScratchFolder.write(self.path) { output in
        if let isWide {
          guard
            let text = unsafe recoded(
              file.bytes, from: isWide, to: TextEncoding.utf8, mayBeCut: false)
          else {
            throw CocoaError(.fileReadInapplicableStringEncoding)
          }
          told = "texts are in \(isWide), by its first bytes"
          try output.write(contentsOf: Data(text.bytes))
        } else {
          told = try Self.decode(file, path, to: output)
        }
      }
    } catch let error as GridcastError {
      throw error
    } catch {
      throw GridcastError(
        .badData, path,
        "it is no text in UTF-8, and cannot be made one: \(error.localizedDescription)")
    }
    note = told
  }

  /// The encoding of units of more than a byte, by the order in which zeros stand (RFC 4627, 3).
  private static func wideName(_ file: MappedFile) -> String? {
    let start = file.copy(0..<min(4, file.count))
    guard start.count == 4 else { return nil }
    if start.starts(with: [0xFF, 0xFE, 0, 0]) || start == [0, 0, 0xFE, 0xFF] { return "UTF-32" }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    switch start.map({ $0 == 0 }) {
    case [true, true, true, false]: return "UTF-32BE"
    case [false, true, true, true]: return "UTF-32LE"
    case [true, false, true, false]: return "UTF-16BE"
    case [false, true, false, true]: return "UTF-16LE"
    default: return nil
    }
  }

  private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    // Piece by piece, so that no text of the whole file is made.
    var start = 0
    while start < bytes.count {
      var end = min(start + 1 << 20, bytes.count)
      while end < bytes.count, end > start, unsafe bytes[end] & 0xC0 == 0x80 { end -= 1 }
      guard end > start,
        unsafe String(validating: bytes[start..<end], as: UTF8.self) != nil
      else { return false }
      start = end
    }
    return true
  }

  /// Decodes what stands between two quotation marks where it is no UTF-8.
  private static func decode(_ file: MappedFile, _ path: String, to output: FileHandle) throws
    -> Sentence
  {
    var odd: [[UInt8]] = []
    var soundCount = 0
    func eachText(_ body: (UnsafeRawBufferPointer, Bool) throws -> Void) rethrows {
      let bytes = unsafe file.bytes
      var start = 0
      while start < bytes.count {
        let quote = unsafe bytes.firstIndex(of: UInt8(ascii: "\""), from: start)
        let end = min(quote + 1, bytes.count)
        let run = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        let isOdd =
          unsafe !run.allSatisfy { $0 < 128 } && String(validating: run, as: UTF8.self) == nil
        unsafe try body(run, isOdd)
        start = end
      }
    }
    unsafe eachText { run, isOdd in
      if isOdd {
        if odd.count < 10_000 { unsafe odd.append(Array(run)) }
      } else if unsafe run.contains(where: { $0 >= 128 }) {
        soundCount += 1
      }
    }
    let finding = TextEncoding.finding(in: odd.map { TextEncoding.Sample($0) })
    let name = finding.name ?? TextEncoding.utf8
    let encoding = name == TextEncoding.utf8 ? "CP1252" : name
    // A text in another encoding may by chance look like UTF-8.
    let isWhole = odd.count > soundCount
    if isWhole { try TextEncoding.refuseUnknown(finding, path) }
    var count = 0
    var pending = Data()
    unsafe try eachText { run, isOdd in
      let isForeign = unsafe isOdd || isWhole && run.contains { $0 >= 128 }
      if isForeign {
        count += 1
        let text =
          unsafe recoded(run, from: encoding, to: TextEncoding.utf8, mayBeCut: false)?.bytes
          ?? Array(String(decoding: run, as: UTF8.self).utf8)
        pending.append(contentsOf: text)
      } else {
        unsafe pending.append(contentsOf: run)
      }
      if pending.count > 1 << 20 {
        try output.write(contentsOf: pending)
        pending.removeAll(keepingCapacity: true)
      }
    }
    try output.write(contentsOf: pending)
    return isWhole
      ? "texts are in \(encoding), by their bytes"
      : "\(counted(count, "text")) not in UTF-8, read as \(encoding)"
  }
}
