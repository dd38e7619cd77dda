import Foundation
import GridcastBase
import GridcastFiles

/// A pattern for files such as `raw/**/*.shp`: `*` and `?` match within a name, `**` across
/// folders.
struct FilePattern {
  /// A matching file, and its path relative to the part of the pattern without wildcards.
  struct Match {
    let path: String
    let below: String
  }

  private let pattern: String

  init(_ pattern: String) { self.pattern = pattern }

  static func isPattern(_ path: String) -> Bool { path.contains { "*?".contains($0) } }

  /// The matching files, sorted by name; hidden files are skipped.
  ///
  /// - Throws: `.unreadable` where no file matches.
  func files() throws(GridcastError) -> [Match] {
    let parts = pattern.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let fixed = parts.prefix { !Self.isPattern($0) }.joined(separator: "/")
    let rest = parts.drop { !Self.isPattern($0) }.joined(separator: "/")
    if rest.isEmpty {
      let name = URL(filePath: pattern).lastPathComponent
      return [Match(path: pattern, below: name)]
    }
    let folder = fixed.isEmpty ? "/" : fixed
    let tree = Self.tree(folder)
    // What matches may lie in there.
    if let closed = tree.closed.first {
      throw GridcastError(
        .unreadable, closed.name == folder ? folder : "\(folder)/\(closed.name)", closed.reason)
    }
    let found = tree.files.filter { Self.matches($0.name, rest) }
    guard !found.isEmpty else {
      throw GridcastError(.unreadable, pattern, "there is no such file")
    }
    return found.map { Match(path: $0.path, below: $0.name) }
  }

  /// All files in a folder and its subfolders; a folder ending in .gdb counts as a file.
  static func tree(_ folder: String) -> FolderTree {
    FolderTree(folder, isDataset: Format.isFolder)
  }

  /// Whether a path matches a pattern, ignoring case.
  static func matches(_ path: String, _ pattern: String) -> Bool {
    func rest(_ path: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
      guard let next = pattern.first else { return path.isEmpty }
      if pattern.starts(with: "**/") {
        let after = pattern.dropFirst(3)
        if rest(path, after) { return true }
        return path.indices.contains { path[$0] == "/" && rest(path[($0 + 1)...], after) }
      }
      switch next {
      case "*":
        var tail = path
        while true {
          if rest(tail, pattern.dropFirst()) { return true }
          guard let skipped = tail.popFirst(), skipped != "/" else { return false }
        }
      case "?":
        return path.first.map { $0 != "/" } ?? false
          && rest(path.dropFirst(), pattern.dropFirst())
      default: return path.first == next && rest(path.dropFirst(), pattern.dropFirst())
      }
    }
    return rest(Array(path.lowercased())[...], Array(pattern.lowercased())[...])
  }
}
