internal import CSystem
internal import Foundation

/// A folder that is open: what lies in it is reached by its descriptor, and never through a link.
///
/// Whoever exchanges a folder for a link after it was looked at changes nothing about what is read, moved or
/// removed here.
final class OpenFolder: Sendable {
  let descriptor: Int32

  /// Opens a folder that the user named, by whatever links.
  convenience init?(_ path: String) {
    unsafe self.init(descriptor: Foundation.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
  }

  private init?(descriptor: Int32) {
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// What the system says of a file.
  struct State: Equatable {
    /// The number by which the file system knows the file, whatever its name.
    let inode: UInt64
    let device: UInt64
    let owner: UInt32
    let kind: mode_t
    let size: Int

    var isFolder: Bool { kind == S_IFDIR }
    var isFile: Bool { kind == S_IFREG }

    init(_ state: stat) {
      inode = UInt64(state.st_ino)
      device = UInt64(truncatingIfNeeded: state.st_dev)
      owner = UInt32(state.st_uid)
      kind = mode_t(state.st_mode) & S_IFMT
      size = Int(state.st_size)
    }
  }

  /// The state of the folder itself.
  var state: State? {
    var state = stat()
    return unsafe fstat(descriptor, &state) == 0 ? State(state) : nil
  }

  /// Whether this is the same folder, perhaps by another path.
  func isSame(as other: OpenFolder) -> Bool {
    guard let own = state, let theirs = other.state else { return false }
    return own.inode == theirs.inode && own.device == theirs.device
  }

  /// The state of what has a name in the folder, of a link as one; nil where nothing has.
  func state(_ name: String) -> State? {
    var state = stat()
    return unsafe fstatat(descriptor, name, &state, AT_SYMLINK_NOFOLLOW) == 0 ? State(state) : nil
  }

  /// A folder in this one; nil where it is none, or a link.
  func folder(_ name: String) -> OpenFolder? {
    OpenFolder(
      descriptor: unsafe openat(
        descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
  }

  /// Makes a folder that only this user can look into.
  func makeFolder(_ name: String) throws(SystemFailure) -> OpenFolder {
    guard unsafe mkdirat(descriptor, name, 0o700) == 0, let made = folder(name) else {
      throw SystemFailure(code: errno)
    }
    return made
  }

  /// Opens a file, never through a link; returns a descriptor, or −1 with errno.
  func open(_ name: String, _ flags: Int32) -> Int32 {
    // Nobody may make this wait by putting a FIFO here.
    unsafe openat(descriptor, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
  }

  /// The names of all that lies in the folder, sorted.
  var names: [String] { names(where: { _ in true }) }

  /// The names of what is wanted of the folder, sorted; the folder may hold very many.
  func names(where isWanted: (String) -> Bool) -> [String] {
    let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { return [] }
    guard let list = unsafe fdopendir(copy) else {
      close(copy)
      return []
    }
    defer { unsafe closedir(list) }
    var names: [String] = []
    while let entry = unsafe readdir(list) {
      let name = unsafe String(decoding: entry.name, as: UTF8.self)
      if name != "." && name != ".." && isWanted(name) { names.append(name) }
    }
    return names.sorted()
  }

  /// The content of a small file; nil where there is none, or it is large.
  func content(_ name: String) -> Data? {
    let file = open(name, O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return readWhole(file, atMost: 1 << 26)
  }

  /// Makes a file, and writes its content through to the disk.
  func write(_ content: Data, to name: String) throws(SystemFailure) {
    let file = open(name, O_WRONLY | O_CREAT | O_TRUNC)
    guard file >= 0 else { throw SystemFailure(code: errno) }
    defer { close(file) }
    try writeWhole(content, to: file)
    guard fsync(file) == 0 else { throw SystemFailure(code: errno) }
  }

  /// Removes a file, or a folder that is empty.
  @discardableResult
  func remove(_ name: String) -> Bool {
    unsafe unlinkat(descriptor, name, 0) == 0 || unlinkat(descriptor, name, AT_REMOVEDIR) == 0
  }

  /// Removes a file, or a folder with all that lies in it; of a link the link.
  func removeTree(_ name: String) {
    if let inner = folder(name) {
      for name in inner.names { inner.removeTree(name) }
    }
    remove(name)
  }

  /// Sees the list of names through to the disk.
  func synchronize() { fsync(descriptor) }

  /// Renames a file to a name that nothing has; returns 0, or the value of errno: EEXIST where something
  /// has it.
  func move(_ name: String, to folder: OpenFolder, as newName: String? = nil) -> Int32 {
    let newName = newName ?? name
    #if os(Linux)
      // RENAME_NOREPLACE
      let code = unsafe renameat2(descriptor, name, folder.descriptor, newName, 1)
    #else
      let code = unsafe renameatx_np(
        descriptor, name, folder.descriptor, newName, UInt32(RENAME_EXCL))
    #endif
    guard code != 0 else { return 0 }
    // Not every file system can do this in one step.
    guard [ENOSYS, EINVAL, ENOTSUP, EOPNOTSUPP].contains(errno) else { return errno }
    return moveByLink(name, to: folder, as: newName)
  }

  private func moveByLink(_ name: String, to folder: OpenFolder, as newName: String) -> Int32 {
    if unsafe linkat(descriptor, name, folder.descriptor, newName, 0) == 0 {
      if unsafe unlinkat(descriptor, name, 0) == 0 { return 0 }
      let code = errno
      _ = unsafe unlinkat(folder.descriptor, newName, 0)
      return code
    }
    if errno == EEXIST || folder.state(newName) != nil { return EEXIST }
    // One without links, as on a memory card, or a folder, which has no second name.
    return replace(name, in: folder, as: newName)
  }

  /// Renames a file, in place of what has the name; returns 0, or the value of errno.
  func replace(_ name: String, in folder: OpenFolder, as newName: String? = nil) -> Int32 {
    unsafe renameat(descriptor, name, folder.descriptor, newName ?? name) == 0 ? 0 : errno
  }

  /// Waits until no other process puts files in place in this folder, and keeps others from it as long as
  /// the folder is open; false where the time is over, or `isGivenUp` says so.
  ///
  /// Where the file system has no locks for folders, this process goes on as the only one.
  func lock(seconds: Double, unless isGivenUp: () -> Bool = { false }) -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while Locking(flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : errno) == .held {
      if ContinuousClock.now > end || isGivenUp() { return false }
      usleep(2000)
    }
    return true
  }

  /// Lets others put files in place again.
  func unlock() { _ = flock(descriptor, LOCK_UN) }
}

/// The content of an open file up to a size; nil where it is larger or cannot be read.
func readWhole(_ file: Int32, atMost limit: Int) -> Data? {
  var data = Data()
  var buffer = [UInt8](repeating: 0, count: 1 << 14)
  while true {
    let size = unsafe pread(file, &buffer, buffer.count, off_t(data.count))
    guard size >= 0, data.count + size <= limit else { return nil }
    if size == 0 { return data }
    data.append(contentsOf: buffer[..<size])
  }
}

/// Appends bytes to an open file.
func writeWhole(_ content: Data, to file: Int32) throws(SystemFailure) {
  let bytes = [UInt8](content)
  var done = 0
  while done < bytes.count {
    let size = unsafe bytes.withUnsafeBytes {
      unsafe Foundation.write(file, $0.baseAddress.map { unsafe $0 + done }, bytes.count - done)
    }
    guard size > 0 else { throw SystemFailure(code: size < 0 ? errno : ENOSPC) }
    done += size
  }
}
