import GridcastBase

/// The directory of a TIFF, as tags with the bytes of their values.
///
/// It is read from a small file that GDAL wrote, so that what a raster is called, where it lies and how it
/// is coloured stays GDAL's to say, and written for a large one, as BigTIFF where offsets need it.
struct TIFFDirectory {
  private struct Entry {
    let tag: UInt16
    var type: UInt16
    var count: Int
    var bytes: [UInt8]
  }

  private var entries: [Entry] = []

  /// How many bytes a value of each type takes.
  private static let sizes: [UInt16: Int] = [
    1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8,
  ]

  /// Reads the only directory of a classic, little-endian TIFF; nil where the file is another.
  init?(_ file: [UInt8]) {
    func number(_ offset: Int, _ size: Int) -> Int? {
      guard offset >= 0, offset + size <= file.count else { return nil }
      return (0..<size).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) }
    }
    guard file.starts(with: [0x49, 0x49, 42, 0]), let start = number(4, 4),
      let count = number(start, 2), number(start + 2 + 12 * count, 4) == 0
    else { return nil }
    for index in 0..<count {
      let entry = start + 2 + 12 * index
      guard let tag = number(entry, 2), let type = number(entry + 2, 2),
        let values = number(entry + 4, 4), let size = Self.sizes[UInt16(type)],
        values <= file.count, let told = number(entry + 8, 4)
      else { return nil }
      let length = size * values
      let offset = length <= 4 ? entry + 8 : told
      guard offset + length <= file.count else { return nil }
      entries.append(
        Entry(
          tag: UInt16(tag), type: UInt16(type), count: values,
          bytes: Array(file[offset..<offset + length])))
    }
  }

  /// The values of a tag of whole numbers; nil where there is none.
  func numbers(_ tag: UInt16) -> [Int]? {
    guard let entry = entries.first(where: { $0.tag == tag }),
      let size = Self.sizes[entry.type], [1, 3, 4, 16].contains(entry.type)
    else { return nil }
    return (0..<entry.count).map { index in
      (0..<size).reduce(0) { $0 | Int(entry.bytes[index * size + $1]) << (8 * $1) }
    }
  }

  /// Sets a tag to numbers of 32 bits, or of 64.
  mutating func set(_ tag: UInt16, _ numbers: [Int], isLong: Bool = false) {
    entries.removeAll { $0.tag == tag }
    entries.append(
      Entry(
        tag: tag, type: isLong ? 16 : 4, count: numbers.count,
        bytes: isLong
          ? [UInt8](littleEndian: numbers.map { UInt64($0) })
          : [UInt8](littleEndian: numbers.map { UInt32(truncatingIfNeeded: $0) })))
    entries.sort { $0.tag < $1.tag }
  }

  /// Replaces the numbers of a tag that there is by ones of 64 bits with a point.
  mutating func replace(_ tag: UInt16, _ numbers: [Double]) {
    for index in entries.indices where entries[index].tag == tag {
      entries[index] = Entry(
        tag: tag, type: 12, count: numbers.count,
        bytes: [UInt8](littleEndian: numbers.map(\.bitPattern)))
    }
  }

  /// The directory, followed by the values that do not fit into its entries, as they stand at an offset.
  func bytes(at offset: Int, isBig: Bool) -> [UInt8] {
    var head: [UInt8] = []
    func append(_ number: Int) {
      if isBig {
        head.append(littleEndian: UInt64(number))
      } else {
        head.append(littleEndian: UInt32(truncatingIfNeeded: number))
      }
    }
    let room = isBig ? 8 : 4
    if isBig {
      head.append(littleEndian: UInt64(entries.count))
    } else {
      head.append(littleEndian: UInt16(entries.count))
    }
    let start = offset + head.count + (4 + 2 * room) * entries.count + room
    var body: [UInt8] = []
    for entry in entries {
      head.append(littleEndian: entry.tag)
      head.append(littleEndian: entry.type)
      append(entry.count)
      if entry.bytes.count <= room {
        head += entry.bytes + Array(repeating: 0, count: room - entry.bytes.count)
      } else {
        append(start + body.count)
        body += entry.bytes
        // Offsets are even.
        body += Array(repeating: 0, count: (8 - body.count & 7) & 7)
      }
    }
    append(0)
    return head + body
  }

  /// The bytes at the beginning of a file whose directory lies at an offset; 16 of them, also where 8 do.
  static func header(directoryAt offset: Int, isBig: Bool) -> [UInt8] {
    var bytes: [UInt8] = [0x49, 0x49]
    if isBig {
      bytes.append(littleEndian: UInt16(43))
      bytes.append(littleEndian: UInt16(8))
      bytes.append(littleEndian: UInt16(0))
      bytes.append(littleEndian: UInt64(offset))
    } else {
      bytes.append(littleEndian: UInt16(42))
      bytes.append(littleEndian: UInt32(truncatingIfNeeded: offset))
      bytes += Array(repeating: 0, count: 8)
    }
    return bytes
  }
}
