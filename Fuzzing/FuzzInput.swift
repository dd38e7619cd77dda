import GridcastBase
import GridcastFormats

/// What the bytes of an input stand for: the first says how is read, the others are one or more files with a mark
/// between them.
struct FuzzInput {
  /// Between two files; a file has hardly one in it by chance.
  static let mark = Array("\u{1}~\u{2}".utf8)

  private let how: UInt8
  /// The files' bytes.
  let parts: [[UInt8]]

  init(_ bytes: [UInt8]) {
    how = bytes.first ?? 0
    var parts: [[UInt8]] = []
    var part: [UInt8] = []
    for byte in bytes.dropFirst() {
      part.append(byte)
      guard byte == 2, part.suffix(3) == Self.mark[...] else { continue }
      part.removeLast(3)
      parts.append(part)
      part = []
    }
    self.parts = parts + [part]
  }

  /// The bytes of some files, of which all is read.
  static func seed(_ parts: [[UInt8]], how: UInt8 = 1) -> [UInt8] {
    [how] + parts.joined(separator: mark)
  }

  private func says(_ bit: Int) -> Bool { how >> bit & 1 == 1 }

  /// Whether only some fields are asked for.
  var wantsFew: Bool { says(2) }
  /// Whether an OSM PBF is laid out as it stands, and not made of its blocks.
  var isWhole: Bool { says(6) }
  /// Whether the header of an OSM PBF says that it is sorted.
  var saysSorted: Bool { says(7) }
  /// What the features are read for.
  var purpose: ReadingPurpose { says(3) ? .points : .features }

  /// The file as an input.
  func source(of path: String) -> Source {
    var source = Source(path, filter: says(4) ? "n > 1 AND n IS NOT NULL" : nil)
    source.allowsLoss = says(0)
    source.keepsOpenRings = says(1)
    if says(5) { source.encoding = "GBK" }
    if says(7) { source.hasHeader = false }
    return source
  }
}
