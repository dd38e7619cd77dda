package import GridcastFiles

/// One file of a zip archive, by the list at the archive's end (PKWARE's APPNOTE, 4.3).
package struct ZipEntry {
  /// Its name, in UTF-8 where the archive says so.
  package let name: [UInt8]
  package let isUTF8: Bool
  package let isEncrypted: Bool
  /// How it is packed: 0 for not at all, 8 for deflate.
  package let method: Int
  /// The checksum of what is unpacked.
  package let sum: UInt32
  /// The number of bytes, unpacked and packed; `unknownSize` where it takes more than 32 bits.
  package let size: Int
  package let packedSize: Int
  private let offset: Int

  package static let unknownSize = 0xFFFF_FFFF

  /// The list of an archive.
  package struct List {
    /// The files, up to where the list breaks off.
    package fileprivate(set) var entries: [ZipEntry] = []
    /// How many files the archive tells of; 65,535 where they may be more.
    package let count: Int
    /// Whether all of them are there.
    package fileprivate(set) var isWhole = false
  }

  /// The list of an archive; nil where none is found.
  package static func list(of file: MappedFile) -> List? {
    let first = max(0, file.count - 65_557)
    guard file.count >= 22,
      let end = stride(from: file.count - 22, through: first, by: -1).first(where: {
        file.number(32, at: $0) == 0x0605_4B50
      })
    else { return nil }
    var list = List(count: file.number(16, at: end + 10))
    // A longer archive says elsewhere where its list is, and here that it lies beyond the end.
    var place = file.number(32, at: end + 16)
    while place + 46 <= end, file.number(32, at: place) == 0x0201_4B50 {
      let name = place + 46..<place + 46 + file.number(16, at: place + 28)
      guard name.upperBound <= end else { break }
      let flags = file.number(16, at: place + 8)
      list.entries.append(
        ZipEntry(
          name: file.copy(name), isUTF8: flags >> 11 & 1 == 1, isEncrypted: flags & 1 == 1,
          method: file.number(16, at: place + 10),
          sum: UInt32(file.number(32, at: place + 16)), size: file.number(32, at: place + 24),
          packedSize: file.number(32, at: place + 20), offset: file.number(32, at: place + 42)))
      place = name.upperBound + file.number(16, at: place + 30) + file.number(16, at: place + 32)
    }
    list.isWhole = place <= end && list.entries.count >= list.count
    return list
  }

  /// Where its packed bytes lie; nil where that is beyond the file's end, or nothing is there.
  package func place(in file: MappedFile) -> Range<Int>? {
    guard offset + 30 <= file.count, file.number(32, at: offset) == 0x0403_4B50 else { return nil }
    let start = offset + 30 + file.number(16, at: offset + 26) + file.number(16, at: offset + 28)
    return start + packedSize <= file.count ? start..<start + packedSize : nil
  }
}

extension MappedFile {
  /// A number of 16 or 32 bits, the least significant byte first.
  fileprivate func number(_ bits: Int, at place: Int) -> Int {
    (0..<bits / 8).reduce(0) { unsafe $0 | Int(bytes[place + $1]) << (8 * $1) }
  }
}
