internal import CGDAL
internal import Foundation

/// A small file in memory that GDAL can open by its path; it is removed with this value.
package struct MemoryFile: ~Copyable {
  /// The path under which GDAL opens it.
  package let path: String

  /// Makes a file from a text, under a unique name.
  package init(_ text: String, suffix: String) {
    path = "/vsimem/\(UUID().uuidString)\(suffix)"
    let bytes = Array(text.utf8)
    let file = unsafe VSIFOpenL(path, "wb")
    unsafe bytes.withUnsafeBytes { _ = unsafe VSIFWriteL($0.baseAddress, 1, $0.count, file) }
    unsafe VSIFCloseL(file)
  }

  deinit { unsafe VSIUnlink(path) }
}
