package import Foundation

extension URL {
  /// The path for the file system, without a trailing slash.
  package var plainPath: String {
    let path = StandInFolder.mended(path(percentEncoded: false))
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// The path of what a link leads to; the link's own where a text cannot hold that path.
  package var targetPath: String {
    let path = plainPath
    let target = resolvingSymlinksInPath().plainPath
    return target.contains("\u{FFFD}") && !path.contains("\u{FFFD}") ? path : target
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
