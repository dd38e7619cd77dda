internal import Foundation

/// One file to be renamed.
struct FileMove: Codable, Sendable {
  let from: String
  let to: String
  /// Whether this makes room for another file.
  var isAside = false
}

/// Renames a file; 0, or what errno says.
@discardableResult
func renameFile(_ from: String, _ to: String) -> Int32 {
  unsafe rename(from, to) == 0 ? 0 : errno
}

/// Removes a folder that has nothing in it; false where there is something.
@discardableResult
func removeEmptyFolder(_ path: String) -> Bool { unsafe rmdir(path) == 0 }

/// Writes a file's content, or a folder's list of names, through to the disk.
@discardableResult
func synchronize(_ path: String) -> Bool {
  let file = unsafe open(path, O_RDONLY)
  guard file >= 0 else { return false }
  defer { close(file) }
  return fsync(file) == 0
}

/// Renames files in a process of its own, all or, where one fails, none; 0, or what errno says.
///
/// That process is a copy of this one in a session of its own, so that no signal meant for this one,
/// its group or its terminal ends it halfway. It only renames: other threads' locks are copied in
/// whatever state they were, so nothing else would be safe.
func moveInOwnProcess(_ moves: [FileMove]) -> Int32 {
  typealias Fork = @convention(c) () -> Int32
  let from = unsafe moves.map { unsafe strdup($0.from) }
  let to = unsafe moves.map { unsafe strdup($0.to) }
  defer { unsafe (from + to).forEach { unsafe free($0) } }
  // Swift hides fork, since most of what a copy would do is unsafe.
  guard let symbol = unsafe dlsym(dlopen(nil, RTLD_NOW), "fork") else { return ENOSYS }
  let fork = unsafe unsafeBitCast(symbol, to: Fork.self)
  return unsafe from.withUnsafeBufferPointer { from in
    unsafe to.withUnsafeBufferPointer { to in
      let child = fork()
      if child == 0 {
        setsid()
        _exit(unsafe renameAll(from, to))
      }
      guard child > 0 else { return errno }
      var status: Int32 = 0
      while unsafe waitpid(child, &status, 0) < 0 && errno == EINTR {}
      // The low byte is 0 where the process ended by itself; its code is in the next.
      return status & 0x7F == 0 ? (status >> 8) & 0xFF : EINTR
    }
  }
}

/// Renames one after the other, and back again where one fails; 0, or what errno says.
private func renameAll(
  _ from: UnsafeBufferPointer<UnsafeMutablePointer<CChar>?>,
  _ to: UnsafeBufferPointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
  for index in 0..<from.count {
    guard let old = unsafe from[index], let new = unsafe to[index], unsafe rename(old, new) == 0
    else {
      let code = errno
      for done in (0..<index).reversed() {
        if let old = unsafe from[done], let new = unsafe to[done] { _ = unsafe rename(new, old) }
      }
      return code
    }
  }
  return 0
}
