import Foundation
import GridcastBase
import GridcastFiles

/// Whether the .shx and the .dbf beside a .shp can be read and fit it, as far as their headers tell.
struct ShapefileParts {
  /// Why the index must be rebuilt from the .shp; nil where it is good.
  private(set) var indexFault: String?
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
    guard let main = MappedFile(path) else { return }
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
    guard index.count >= 100, Self.bigEndian(index, 0) == 9994 else {
      indexFault = "the .shx is damaged"
      return
    }
    let count = (index.count - 100) / 8
    let end = Self.end(of: count, in: index, before: main.count)
    let further = end.map { Self.shapeCount(of: main, from: $0) } ?? 0
    guard further == 0 else {
      let known = "the .shx knows \(formatted(count)) of \(formatted(count + further)) shapes"
      if let recordCount, recordCount != count + further {
        losses.append("\(known), and the .dbf \(counted(recordCount, "record"))")
      } else {
        indexFault = known
      }
      return
    }
    if ShapefileFaults(path)?.indexIsWrong ?? false {
      indexFault = "the .shx does not fit the .shp"
    }
    if let recordCount, recordCount != count {
      losses.append(
        "the .shp holds \(counted(count, "shape")) and the .dbf \(counted(recordCount, "record")), which must belong together"
      )
    }
  }

  private enum Sibling {
    case missing
    case unreadable(String)
    case there(MappedFile)
  }

  /// A file beside the .shp, whatever the case of its ending.
  private static func sibling(_ ending: String, of path: String) -> Sibling {
    for name in [ending, ending.uppercased()].map({ "\(path.dropLast(3))\($0)" }) {
      if let file = MappedFile(name) { return .there(file) }
      var state = stat()
      guard unsafe lstat(name, &state) == 0 else { continue }
      let file = unsafe open(name, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return .unreadable(systemWords(errno)) }
      close(file)
      return .unreadable(state.st_size == 0 ? "it is empty" : "it is no file")
    }
    return .missing
  }

  /// The number of records of the .dbf; nil where there is none that can be read, which is noted.
  private mutating func tableCount(beside path: String) -> Int? {
    let reason: String
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
        return unsafe Int(bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self).littleEndian)
      }
      reason = "it is no dBASE table, or damaged at its beginning"
    }
    losses.append("all attributes, as the .dbf cannot be read: \(reason)")
    return nil
  }

  private static func bigEndian(_ file: MappedFile, _ offset: Int) -> Int {
    unsafe Int(file.bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self).bigEndian)
  }

  /// The offset in the .shp behind the last shape that the index knows; nil where that is its end.
  ///
  /// Mostly the last entry leads there, so that the others need not be looked at.
  private static func end(of count: Int, in index: MappedFile, before size: Int) -> Int? {
    func end(_ entry: Int) -> Int {
      2 * (bigEndian(index, 100 + 8 * entry) + bigEndian(index, 104 + 8 * entry)) + 8
    }
    if count > 0, end(count - 1) >= size { return nil }
    let last = (0..<count).reduce(100) { max($0, end($1)) }
    return last < size ? last : nil
  }

  /// The number of records from an offset to the end of the .shp; 0 where anything else stands there.
  private static func shapeCount(of main: MappedFile, from start: Int) -> Int {
    var offset = start, count = 0
    while offset + 12 <= main.count {
      let length = 2 * bigEndian(main, offset + 4) + 8
      guard length >= 12, offset + length <= main.count, bigEndian(main, offset) > 0 else {
        return 0
      }
      offset += length
      count += 1
    }
    return offset == main.count ? count : 0
  }
}
