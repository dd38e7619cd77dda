internal import CZlib
import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

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

  /// The faults of an archive, a sentence for each file; nothing where none is found, where it is no archive,
  /// and where its list of files cannot be read, of which GDAL says so, or tells of such as workbooks do not have.
  static func losses(in path: String, below folder: String? = nil) -> [Sentence] {
    guard let file = MappedFile(path), file.count > 30,
      unsafe file.bytes.starts(with: "PK\u{3}\u{4}".utf8), let list = ZipEntry.list(of: file),
      list.isWhole, case let entries = list.entries.prefix(list.count),
      entries.allSatisfy(\.isPlain)
    else { return [] }
    let check = ZipCheck(file: file)
    return entries.compactMap { entry in
      let name = String(decoding: entry.name, as: UTF8.self)
      guard let content = check.content(of: name, path, below: folder),
        let fault = check.fault(of: entry, content)
      else { return nil }
      return "reading ended early: '\(name)' in it is damaged (\(fault))"
    }
  }

  /// What a file is to be that tells of features; nil for others, such as pictures.
  private func content(of name: String, _ path: String, below folder: String?) -> Content? {
    if let folder { return name.hasPrefix(folder + "/") ? .bytes : nil }
    if path.fileEnding == "shz" { return .bytes }
    if path.fileEnding == "kmz" { return name.fileEnding == "kml" ? .bytes : nil }
    if name == "content.xml" || name == "[Content_Types].xml" { return .markup }
    let isOfWorkbook =
      name.hasPrefix("xl/worksheets/") || name.hasPrefix("xl/_rels/")
      || ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"].contains(name)
    return isOfWorkbook && ["xml", "rels"].contains(name.fileEnding) ? .markup : nil
  }

  private func fault(of entry: ZipEntry, _ content: Content) -> Sentence? {
    guard let place = entry.place(in: file) else { return "it lies beyond the end" }
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: file.bytes[place])
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

extension ZipEntry {
  /// Whether it is packed as the files of workbooks are: not encrypted, of less than 4 GB, by deflate if at all.
  fileprivate var isPlain: Bool {
    [0, 8].contains(method) && !isEncrypted && max(size, packedSize) < Self.unknownSize
  }

  /// Hands over the unpacked bytes, piece by piece, until `take` returns false.
  ///
  /// - Returns: What is wrong with them; nil where they could be unpacked.
  fileprivate func unpack(
    _ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Bool
  ) -> Sentence? {
    if method == 0 {
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
