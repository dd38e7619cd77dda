internal import Foundation
package import GridcastBase
internal import GridcastFiles

/// The times of writing in zip archives, which newer versions of GDAL store, so that two runs of one job
/// would differ.
///
/// Offsets and signatures are those of PKWARE's APPNOTE 6.3.9, sections 4.3 and 4.5.3.
package enum ZipTimes {
  /// 1980-01-01 00:00, the earliest that an archive can store: two bytes of time and two of date.
  private static let earliest: [UInt8] = [0, 0, 0x21, 0]

  /// Sets all times of an archive to the earliest; a file that is no archive stays as it is.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - target: The file that errors name.
  /// - Throws: `.unwritable` in the system's words.
  package static func clear(in path: String, for target: String) throws(GridcastError) {
    guard let archive = MappedFile(path) else { return }
    let offsets = unsafe offsets(in: archive.bytes)
    guard !offsets.isEmpty else { return }
    do {
      let file = try FileHandle(forUpdating: URL(filePath: path))
      defer { try? file.close() }
      for offset in offsets {
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: earliest)
      }
    } catch {
      throw GridcastError(.unwritable, target, Sentence(message: error.localizedDescription))
    }
  }

  /// Sets all times of an archive in memory to the earliest.
  static func clear(in archive: inout [UInt8]) {
    for offset in unsafe archive.withUnsafeBytes({ unsafe offsets(in: $0) }) {
      archive.replaceSubrange(offset..<offset + earliest.count, with: earliest)
    }
  }

  /// The offset of each time in an archive: two for each file, in its own header and in the directory
  /// at the end.
  private static func offsets(in bytes: UnsafeRawBufferPointer) -> [Int] {
    func number<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> Int? {
      guard offset >= 0, offset <= bytes.count - MemoryLayout<Number>.size else { return nil }
      return unsafe Int(
        exactly: Number(
          littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self)))
    }
    func has(_ signature: UInt32, at offset: Int) -> Bool {
      number(offset, UInt32.self) == Int(signature)
    }
    let unknown = Int(UInt32.max)
    guard has(0x0403_4b50, at: 0) else { return [] }
    // The directory's end is the last record, before a comment of at most 65,535 bytes.
    let ends = stride(from: bytes.count - 22, through: max(0, bytes.count - 65_557), by: -1)
    guard let end = ends.first(where: { has(0x0605_4b50, at: $0) }),
      var header = number(end + 16, UInt32.self)
    else { return [] }
    if header == unknown, has(0x0706_4b50, at: end - 20),
      let larger = number(end - 12, UInt64.self), has(0x0606_4b50, at: larger)
    {
      header = number(larger + 48, UInt64.self) ?? header
    }
    var offsets: [Int] = []
    while has(0x0201_4b50, at: header),
      let name = number(header + 28, UInt16.self), let extra = number(header + 30, UInt16.self),
      let comment = number(header + 32, UInt16.self), var own = number(header + 42, UInt32.self)
    {
      offsets.append(header + 12)
      if own == unknown {
        // A field of the extra ones has the numbers of 64 bits, first the sizes where those are unknown too.
        let sizes = [20, 24].count { number(header + $0, UInt32.self) == unknown }
        var field = header + 46 + name
        while field < header + 46 + name + extra, number(field, UInt16.self) != 1 {
          field += 4 + (number(field + 2, UInt16.self) ?? extra)
        }
        own = number(field + 4 + 8 * sizes, UInt64.self) ?? own
      }
      if has(0x0403_4b50, at: own) { offsets.append(own + 10) }
      header += 46 + name + extra + comment
    }
    return offsets
  }
}
