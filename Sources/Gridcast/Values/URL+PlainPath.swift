import Foundation

extension URL {
  /// Whether there is a folder at this path.
  var isFolder: Bool {
    let real = resolvingSymlinksInPath()
    return (try? real.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
  }

  /// The path as the file system knows it, without a slash at its end.
  var plainPath: String {
    let path = path(percentEncoded: false)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
