import Foundation
import GridcastBase
import GridcastFiles

/// Whether the .shx and the .dbf beside a .shp can be read and fit it, as far as their headers tell.
struct ShapefileParts {
  /// Why the index must be rebuilt from the .shp; nil where it is good.
  private(set) var indexFault: Sentence?
  /// Whether there is no .dbf at all.
  private(set) var tableIsMissing = false
  /// What of the data cannot be read.
  private(set) var losses: [Sentence] = []

  /// The first bytes of dBASE tables, by version.
  private static let versions: Set<UInt8> = [
    0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8C, 0xCB, 0xE5, 0xF5, 0xFB,
  ]

  init(of path: String) {
    let recordCount = tableCount(beside: path)
    guard FileManager.default.fileExists(atPath: path) else { return }
    let index: MappedFile
    switch Self.sibling("shx", of: path) {
    case .missing:
      indexFault = "the .shx is missing"
      return
    case .unreadable(let reason):
      indexFault = "the .shx cannot be read (\(reason))"
      return
    case .there(let file): index = file
    }
    guard index.count >= 100, unsafe index.bytes.bigEndian(at: 0) == 9994 else {
      indexFault = "the .shx is damaged"
      return
    }
    let known = (index.count - 100) / 8
    var count = known
    if let actual = ShapefileFaults(path)?.countDespiteIndex {
      count = actual
      indexFault =
        known < count
        ? "the .shx knows \(formatted(known)) of \(formatted(count)) shapes"
        : "the .shx does not fit the .shp"
    }
    if let recordCount, recordCount != count {
      losses.append(
        "the .shp holds \(counted(count, "shape")) and the .dbf \(counted(recordCount, "record")), which must belong together"
      )
    }
  }

  private enum Sibling {
    case missing
    case unreadable(Sentence)
    case there(MappedFile)
  }

  /// A file beside the .shp, whatever the case of its ending.
  private static func sibling(_ ending: String, of path: String) -> Sibling {
    for name in [ending, ending.uppercased()].map({ "\(path.dropLast(3))\($0)" }) {
      if let file = MappedFile(name) { return .there(file) }
      switch InputFiles.presence(of: name) {
      case .missing: continue
      case .unreadable(let words): return .unreadable(words)
      case .there(let size): return .unreadable(size == 0 ? "it is empty" : "it is no file")
      }
    }
    return .missing
  }

  /// The number of records of the .dbf; nil where there is none that can be read, which is noted.
  private mutating func tableCount(beside path: String) -> Int? {
    let reason: Sentence
    switch Self.sibling("dbf", of: path) {
    case .missing:
      tableIsMissing = true
      return nil
    case .unreadable(let words): reason = words
    case .there(let file):
      let bytes = unsafe file.bytes
      let length =
        file.count < 32
        ? 0 : unsafe Int(bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self).littleEndian)
      if unsafe Self.versions.contains(bytes[0]), length >= 32, length <= file.count {
        return unsafe Int(bytes.littleEndian(at: 4))
      }
      reason = "it is no dBASE table, or damaged at its beginning"
    }
    losses.append("all attributes, as the .dbf cannot be read: \(reason)")
    return nil
  }
}
