package import Foundation

extension URL {
  /// Whether a folder exists at this path.
  package var isFolder: Bool {
    let real = resolvingSymlinksInPath()
    return (try? real.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
  }

  /// The path for the file system, without a trailing slash.
  package var plainPath: String {
    let path = path(percentEncoded: false)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// The relative path from a folder to this file, as in `counts.tif` or `../pois.shp`.
  package func relativePath(from folder: URL) -> String {
    let path = standardizedFileURL.pathComponents
    let base = URL(filePath: folder.plainPath).standardizedFileURL.pathComponents
    let shared = zip(path, base).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: base.count - shared)
    return (up + path[shared...].filter { $0 != "/" }).joined(separator: "/")
  }
}
