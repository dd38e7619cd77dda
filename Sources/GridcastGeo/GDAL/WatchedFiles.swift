internal import CGDAL
internal import Foundation
package import GridcastBase
private import GridcastFiles
internal import Synchronization

/// Detects failed writes of GDAL's writers, most of which ignore some or all of them.
///
/// The files appear to GDAL under `/vsigridcast/`; the first failed write of each is kept until it
/// is asked for. Without this GDAL 3.6 would silently truncate files on a full disk: a GeoJSON anywhere, a
/// CSV, a Shapefile or a FlatGeobuf within their last kilobytes, which are written as the file is closed.
package enum WatchedFiles {
  /// How paths of such files begin.
  static let prefix = "/vsigridcast/"
  private static let failures = Mutex<[String: Int32]>([:])

  /// The path under which a driver should write a file: the file's own, or the watched one.
  package static func path(_ path: String, for driver: String) -> String {
    guard !Format.checkingDrivers.contains(driver), path.hasPrefix("/") else { return path }
    _ = handler
    _ = failure(of: path)
    return prefix + path
  }

  /// The reason why a write to a file failed, or to one that is written together with it, whose name
  /// begins alike; nil where none did.
  package static func failure(of path: String) -> Sentence? {
    let stem = URL(filePath: path).deletingPathExtension().path
    let code = failures.withLock { failures in
      guard !failures.isEmpty else { return nil as Int32? }
      let paths = failures.keys.filter { $0.hasPrefix(stem) }.sorted()
      return paths.map { failures.removeValue(forKey: $0) }.first ?? nil
    }
    return code.map(writingWords)
  }

  /// An open file with its path, for messages.
  @safe private final class Open {
    private enum Act { case none, reading, writing }

    private let path: String
    private let file: UnsafeMutablePointer<FILE>
    /// Where the next act begins, and where the last one ended.
    private var place = 0
    private var end = 0
    private var last = Act.none
    private var isAtEnd = false

    init?(_ path: String, _ mode: String) {
      guard let file = unsafe fopen(path, mode) else { return nil }
      self.path = path
      unsafe self.file = file
      if mode.hasPrefix("a") { _ = seek(0, SEEK_END) }
    }

    private func note() {
      let code = errno
      WatchedFiles.failures.withLock { failures in
        if failures[path] == nil { failures[path] = code }
      }
    }

    /// Goes to the place of the next act, where that is not the end of the last one of its kind: seeking
    /// would write out what is gathered, at each of a Shapefile's records.
    private func turn(to act: Act) -> Bool {
      if place == end, last == act || last == .none {
        last = act
        return true
      }
      guard unsafe fseeko(file, off_t(place), SEEK_SET) == 0 else {
        note()
        return false
      }
      (end, last) = (place, act)
      return true
    }

    var position: Int { place }

    var hasEnded: Bool { isAtEnd }

    func seek(_ offset: Int, _ origin: Int32) -> Int32 {
      isAtEnd = false
      switch origin {
      case SEEK_SET: place = offset
      case SEEK_CUR: place += offset
      default:
        // What is gathered is written out by this, and may not find room.
        guard unsafe fseeko(file, off_t(offset), origin) == 0 else {
          note()
          return -1
        }
        (place, last) = (unsafe Int(ftello(file)), .none)
        end = place
      }
      return 0
    }

    func read(_ buffer: UnsafeMutableRawPointer?, _ size: Int, _ count: Int) -> Int {
      guard size > 0 else { return 0 }
      let wanted = size * count
      var bytes = 0
      if turn(to: .reading) {
        bytes = unsafe fread(buffer, 1, wanted, file)
        isAtEnd = bytes < wanted
        place += bytes
        end = place
      }
      // GDAL's DXF writer looks in what it reads back for the end of a line, wherever that may be in memory.
      if let buffer = unsafe buffer { unsafe memset(buffer + bytes, 10, wanted - bytes) }
      return bytes / size
    }

    func write(_ buffer: UnsafeRawPointer?, _ size: Int, _ count: Int) -> Int {
      guard size > 0, turn(to: .writing) else { return 0 }
      let bytes = unsafe fwrite(buffer, 1, size * count, file)
      if bytes < size * count { note() }
      place += bytes
      end = place
      return bytes / size
    }

    func flush() -> Int32 {
      let code = unsafe fflush(file)
      if code != 0 { note() }
      return code
    }

    func truncate(_ size: Int) -> Int32 {
      guard flush() == 0 else { return -1 }
      let code = unsafe ftruncate(fileno(file), off_t(size))
      if code != 0 { note() }
      return code
    }

    func close() -> Int32 {
      let code = unsafe fclose(file)
      if code != 0 { note() }
      return code
    }

    static func at(_ address: UnsafeMutableRawPointer?) -> Open? {
      unsafe address.map { unsafe Unmanaged<Open>.fromOpaque($0).takeUnretainedValue() }
    }
  }

  /// The path of the real file.
  private static func plain(_ path: UnsafePointer<CChar>?) -> String {
    guard let path = unsafe path else { return "" }
    let text = unsafe String(cString: path)
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
  }

  /// Registers the files with GDAL, once.
  private static let handler: Void = {
    guard let table = unsafe VSIAllocFilesystemPluginCallbacksStruct() else { return }
    unsafe table.pointee.stat = { _, path, buffer, _ in
      unsafe VSIStatL(WatchedFiles.plain(path), buffer)
    }
    unsafe table.pointee.unlink = { _, path in unsafe unlink(WatchedFiles.plain(path)) }
    unsafe table.pointee.rename = { _, from, to in
      unsafe rename(WatchedFiles.plain(from), WatchedFiles.plain(to))
    }
    unsafe table.pointee.mkdir = { _, path, mode in
      unsafe mkdir(WatchedFiles.plain(path), mode_t(truncatingIfNeeded: mode))
    }
    // The files of a packed Shapefile lie in a folder of their own until they are packed.
    unsafe table.pointee.rmdir = { _, path in unsafe rmdir(WatchedFiles.plain(path)) }
    unsafe table.pointee.read_dir = { _, path, most in
      unsafe VSIReadDirEx(WatchedFiles.plain(path), most)
    }
    unsafe table.pointee.open = { _, path, mode in
      guard let mode = unsafe mode,
        let open = unsafe Open(WatchedFiles.plain(path), String(cString: mode))
      else { return nil }
      return unsafe Unmanaged.passRetained(open).toOpaque()
    }
    unsafe table.pointee.tell = { unsafe UInt64(Open.at($0)?.position ?? 0) }
    unsafe table.pointee.seek = { address, offset, origin in
      unsafe Open.at(address)?.seek(Int(truncatingIfNeeded: offset), origin) ?? -1
    }
    unsafe table.pointee.read = { address, buffer, size, count in
      unsafe Open.at(address)?.read(buffer, size, count) ?? 0
    }
    unsafe table.pointee.eof = { unsafe Open.at($0)?.hasEnded ?? true ? 1 : 0 }
    unsafe table.pointee.write = { address, buffer, size, count in
      unsafe Open.at(address)?.write(buffer, size, count) ?? 0
    }
    unsafe table.pointee.flush = { unsafe Open.at($0)?.flush() ?? -1 }
    unsafe table.pointee.truncate = { address, size in
      unsafe Open.at(address)?.truncate(Int(truncatingIfNeeded: size)) ?? -1
    }
    unsafe table.pointee.close = { address in
      guard let address = unsafe address else { return -1 }
      return unsafe Unmanaged<Open>.fromOpaque(address).takeRetainedValue().close()
    }
    // GDAL 3.6 keeps the pointer to the prefix and does not copy the text.
    unsafe VSIInstallPluginHandler(strdup(prefix), table)
    unsafe VSIFreeFilesystemPluginCallbacksStruct(table)
  }()
}
