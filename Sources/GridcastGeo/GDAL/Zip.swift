internal import CGDAL
internal import Foundation
package import GridcastBase

/// Zip archives of one file.
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
    return unsafe Array(UnsafeBufferPointer(start: start, count: Int(size)))
  }
}
