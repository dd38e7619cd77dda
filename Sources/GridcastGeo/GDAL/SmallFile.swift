internal import CGDAL
package import Foundation

/// The bytes of a small file, also of one within an archive.
///
/// - Parameter gdalPath: The path, as GDAL takes it: `/vsizip/…` names a file of an archive.
/// - Returns: No more than the first MiB; nil where there is no such file.
package func smallFile(_ gdalPath: String) -> Data? {
  guard gdalPath.hasPrefix("/vsi") else {
    let file = FileHandle(forReadingAtPath: gdalPath)
    defer { try? file?.close() }
    return try? file?.read(upToCount: 1 << 20) ?? Data()
  }
  guard let file = unsafe VSIFOpenL(gdalPath, "rb") else { return nil }
  defer { unsafe _ = VSIFCloseL(file) }
  var bytes = Data(count: 1 << 20)
  let count = unsafe bytes.withUnsafeMutableBytes {
    unsafe VSIFReadL($0.baseAddress, 1, $0.count, file)
  }
  return bytes.prefix(count)
}
