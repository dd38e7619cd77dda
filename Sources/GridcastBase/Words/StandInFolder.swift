import Synchronization

/// A path in place of that of the current folder, where that is not UTF-8: a text would hold another path, which
/// leads nowhere.
package enum StandInFolder {
  private static let paths = Mutex<(mistaken: String, path: String)?>(nil)

  /// Has paths that begin with one path begin with another.
  package static func set(_ path: String, for mistaken: String) {
    paths.withLock { $0 = (mistaken, path) }
  }

  /// A path that leads where it should.
  static func mended(_ path: String) -> String {
    guard let paths = paths.withLock({ $0 }), path.hasPrefix(paths.mistaken) else { return path }
    let rest = path.dropFirst(paths.mistaken.count)
    return rest.isEmpty || rest.first == "/" ? paths.path + rest : path
  }
}
