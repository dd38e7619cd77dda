internal import CGDAL
internal import Foundation
package import GridcastBase

/// Zip archives.
package enum Zip {
  /// The bytes of an archive of one file; equal for equal files, as the archive contains no time.
  ///
  /// - Throws: `.unwritable` with GDAL's message.
  package static func archive(_ bytes: [UInt8], named name: String, for target: String)
    throws(GridcastError) -> [UInt8]
  {
    try loadGDAL()
    let path = "/vsimem/\(UUID().uuidString).zip"
    defer { unsafe VSIUnlink(path) }
    let isWritten = try gdal(.unwritable, target) { () -> Bool? in
      guard let file = unsafe VSIFOpenL("/vsizip/\(path)/\(name)", "wb") else { return nil }
      let count = unsafe bytes.withUnsafeBytes {
        unsafe VSIFWriteL($0.baseAddress, 1, $0.count, file)
      }
      return unsafe VSIFCloseL(file) == 0 && count == bytes.count ? true : nil
    }
    precondition(isWritten)
    var size: vsi_l_offset = 0
    guard let start = unsafe VSIGetMemFileBuffer(path, &size, 0) else {
      throw GridcastError(.unwritable, target, "GDAL made no archive")
    }
    var archive = unsafe Array(UnsafeBufferPointer(start: start, count: Int(size)))
    ZipTimes.clear(in: &archive)
    return archive
  }

  /// A file in an archive.
  package struct Member: Sendable {
    /// Its path in the archive, decoded for people.
    package let path: String
    /// Its path in the archive, as GDAL knows it.
    fileprivate let bytes: [CChar]
  }

  /// The files of an archive, sorted by their paths; nothing where GDAL cannot read it.
  ///
  /// `encoding` is that of names of which the archive does not say that they are UTF-8; nil to find it out.
  package static func members(
    of archive: String, in encoding: String? = nil
  ) throws(GridcastError) -> [Member] {
    try members(under: "/vsizip/\(archive)", ZipNames(of: archive, in: encoding))
  }

  /// The files below a place as GDAL names it, as in `/vsitar/a.tar`, sorted by their paths.
  package static func members(under place: String) throws(GridcastError) -> [Member] {
    try members(under: place, nil)
  }

  private static func members(under place: String, _ names: ZipNames?) throws(GridcastError)
    -> [Member]
  {
    try loadGDAL()
    return collectingMessages { _ in
      let list = unsafe VSIReadDirRecursive(place)
      defer { unsafe CSLDestroy(list) }
      let members = unsafe (0..<Int(CSLCount(list))).compactMap { index -> Member? in
        guard let name = unsafe list?[index] else { return nil }
        var bytes = unsafe Array(UnsafeBufferPointer(start: name, count: strlen(name)))
        guard bytes.last != CChar(bitPattern: UInt8(ascii: "/")) else { return nil }
        bytes.append(0)
        let path = unsafe DecodedText(name).text
        return Member(path: names?.name(for: path) ?? path, bytes: bytes)
      }
      return members.sorted { $0.path < $1.path }
    }
  }

  /// Unpacks a file of an archive.
  ///
  /// - Throws: `.badData` where it is damaged or encrypted; `.tryAgain` where it cannot be written.
  package static func unpack(_ member: Member, of archive: String, to path: String)
    throws(GridcastError)
  {
    try loadGDAL()
    let place = Array("/vsizip/\(archive)/".utf8CString.dropLast()) + member.bytes
    let problem = collectingMessages { messages -> GridcastError? in
      guard let input = unsafe VSIFOpenL(place, "rb") else {
        return GridcastError(
          .badData, archive, "\(member.path) in it cannot be unpacked: \(messages.text)")
      }
      defer { unsafe _ = VSIFCloseL(input) }
      guard FileManager.default.createFile(atPath: path, contents: nil),
        let output = FileHandle(forWritingAtPath: path)
      else { return GridcastError(.tryAgain, archive, "it cannot be unpacked to \(path)") }
      defer { try? output.close() }
      var piece = [UInt8](repeating: 0, count: 1 << 20)
      while true {
        let count = unsafe piece.withUnsafeMutableBytes {
          unsafe VSIFReadL($0.baseAddress, 1, $0.count, input)
        }
        if count == 0 { break }
        do { try output.write(contentsOf: piece[..<count]) } catch {
          return GridcastError(
            .tryAgain, archive, "it cannot be unpacked to \(path): \(error.localizedDescription)")
        }
      }
      return messages.errorCount == 0
        ? nil
        : GridcastError(
          .badData, archive, "\(member.path) in it cannot be unpacked: \(messages.text)")
    }
    if let problem { throw problem }
  }
}
