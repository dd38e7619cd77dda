internal import CZlib
import Foundation
import GridcastBase
import GridcastFiles

/// What is damaged in an archive that GDAL reads as it is: a workbook, a KMZ, a geodatabase in a ZIP.
///
/// GDAL hands out what stands before the damage, and its drivers drop the message: of 300 rows of a sheet come 90.
/// So the files that tell of features are unpacked once, their checksums are looked at, and whether XML is sound.
@safe struct ZipCheck {
  /// What a file of an archive is to be.
  private enum Content {
    case bytes, markup
  }

  private let file: MappedFile
  private let entries: [ZipEntry]

  /// The faults of an archive, a sentence for each file; nothing where none is found, where it is no archive,
  /// and where its list of files cannot be read, of which GDAL says so.
  static func losses(in path: String, below folder: String? = nil) -> [Sentence] {
    guard let file = MappedFile(path), file.count > 30,
      unsafe file.bytes.starts(with: "PK\u{3}\u{4}".utf8), let entries = ZipEntry.all(of: file)
    else { return [] }
    let check = ZipCheck(file: file, entries: entries)
    return check.entries.compactMap { entry in
      guard let content = check.content(of: entry, path, below: folder),
        let fault = check.fault(of: entry, content)
      else { return nil }
      return "reading ended early: '\(entry.name)' in it is damaged (\(fault))"
    }
  }

  /// What a file is to be that tells of features; nil for others, such as pictures.
  private func content(of entry: ZipEntry, _ path: String, below folder: String?) -> Content? {
    let name = entry.name
    if let folder { return name.hasPrefix(folder + "/") ? .bytes : nil }
    if path.fileEnding == "shz" { return .bytes }
    if path.fileEnding == "kmz" { return name.fileEnding == "kml" ? .bytes : nil }
    if name == "content.xml" || name == "[Content_Types].xml" { return .markup }
    let isOfWorkbook =
      name.hasPrefix("xl/worksheets/") || name.hasPrefix("xl/_rels/")
      || ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"].contains(name)
    return isOfWorkbook && ["xml", "rels"].contains(name.fileEnding) ? .markup : nil
  }

  private func fault(of entry: ZipEntry, _ content: Content) -> String? {
    guard let bytes = unsafe entry.bytes(in: file) else { return "it lies beyond the end" }
    let parse = content == .markup ? MarkupParse() : nil
    var sum = crc32(0, nil, 0)
    var size = 0
    let fault = unsafe entry.unpack(bytes) { piece in
      sum = unsafe crc32(
        sum, piece.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(piece.count))
      size += piece.count
      unsafe parse?.take(piece, isLast: false)
      // What is longer than it says is damaged, and may have no end.
      return size <= entry.size
    }
    if let fault { return fault }
    if sum != UInt(entry.sum) || size != entry.size { return "its checksum is wrong" }
    unsafe parse?.take(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true)
    return parse?.fault
  }
}

/// One file of an archive, by the list at the archive's end (PKWARE's APPNOTE, 4.3).
@safe struct ZipEntry {
  let name: String
  let sum: UInt32
  /// The number of bytes, unpacked and packed.
  let size: Int
  private let packedSize: Int
  private let isDeflated: Bool
  private let offset: Int

  /// The files of an archive; nil where there is no list, or one of a kind that workbooks do not have: longer
  /// than 4 GB, encrypted, packed by something else.
  static func all(of file: MappedFile) -> [ZipEntry]? {
    let bytes = unsafe file.bytes
    let first = max(0, file.count - 65_557)
    guard file.count >= 22,
      let end = stride(from: file.count - 22, through: first, by: -1).first(where: {
        unsafe bytes.number(32, at: $0) == 0x0605_4B50
      })
    else { return nil }
    let count = unsafe bytes.number(16, at: end + 10)
    var place = unsafe bytes.number(32, at: end + 16)
    var entries: [ZipEntry] = []
    for _ in 0..<count {
      guard place + 46 <= end, unsafe bytes.number(32, at: place) == 0x0201_4B50 else { return nil }
      let nameLength = unsafe bytes.number(16, at: place + 28)
      let rest = unsafe bytes.number(16, at: place + 30) + bytes.number(16, at: place + 32)
      guard place + 46 + nameLength + rest <= end else { return nil }
      let method = unsafe bytes.number(16, at: place + 10)
      let isEncrypted = unsafe bytes.number(16, at: place + 8) & 1 == 1
      let sizes = unsafe (bytes.number(32, at: place + 20), bytes.number(32, at: place + 24))
      guard [0, 8].contains(method), !isEncrypted, sizes.0 < 0xFFFF_FFFF, sizes.1 < 0xFFFF_FFFF
      else { return nil }
      entries.append(
        ZipEntry(
          name: String(decoding: file.copy(place + 46..<place + 46 + nameLength), as: UTF8.self),
          sum: unsafe UInt32(bytes.number(32, at: place + 16)), size: sizes.1,
          packedSize: sizes.0, isDeflated: method == 8,
          offset: unsafe bytes.number(32, at: place + 42)))
      place += 46 + nameLength + rest
    }
    return entries
  }

  /// The packed bytes; nil where they lie beyond the file's end, or nothing is there.
  func bytes(in file: MappedFile) -> UnsafeRawBufferPointer? {
    let bytes = unsafe file.bytes
    guard offset + 30 <= file.count, unsafe bytes.number(32, at: offset) == 0x0403_4B50 else {
      return nil
    }
    let start =
      unsafe offset + 30 + bytes.number(16, at: offset + 26) + bytes.number(16, at: offset + 28)
    guard start + packedSize <= file.count else { return nil }
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<start + packedSize])
  }

  /// Hands over the unpacked bytes, piece by piece, until `take` returns false.
  ///
  /// - Returns: What is wrong with them; nil where they could be unpacked.
  func unpack(
    _ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Bool
  ) -> String? {
    if !isDeflated {
      _ = unsafe take(bytes)
      return nil
    }
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // Without a header, of which archives have one of their own.
    let made = unsafe inflateInit2_(
      stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(made == Z_OK, "no memory left")
    defer {
      unsafe inflateEnd(stream)
      unsafe stream.deallocate()
      unsafe room.deallocate()
    }
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.pointee.avail_in = UInt32(bytes.count)
    while true {
      unsafe stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.pointee.avail_out = UInt32(room.count)
      let status = unsafe inflate(stream, Z_NO_FLUSH)
      let count = unsafe room.count - Int(stream.pointee.avail_out)
      let goesOn = unsafe take(UnsafeRawBufferPointer(rebasing: room[..<count]))
      if status == Z_STREAM_END || !goesOn { return nil }
      if status == Z_BUF_ERROR { return "what is packed breaks off before its end" }
      guard status == Z_OK else { return "what is packed is damaged" }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// A number of 16 or 32 bits, the least significant byte first.
  fileprivate func number(_ bits: Int, at place: Int) -> Int {
    (0..<bits / 8).reduce(0) { unsafe $0 | Int(self[place + $1]) << (8 * $1) }
  }
}
