internal import CGDAL
internal import Foundation
private import GridcastBase
internal import Synchronization

/// Detects failed writes for those of GDAL's writers that ignore them.
///
/// The files appear to GDAL under `/vsigridcast/`; the first failed write of each is kept until it
/// is asked for. Without this GDAL 3.6 would silently truncate a GeoJSON on a full disk.
package enum WatchedFiles {
  /// How paths of such files begin.
  static let prefix = "/vsigridcast/"
  private static let failures = Mutex<[String: Int32]>([:])

  /// The path under which a driver should write a file: the file's own, or the watched one.
  package static func path(_ path: String, for driver: String) -> String {
    guard Format.carelessDrivers.contains(driver), path.hasPrefix("/") else { return path }
    _ = handler
    failures.withLock { $0[path] = nil }
    return prefix + path
  }

  /// The reason why a write to a file failed; nil where none did.
  package static func failure(of path: String) -> String? {
    let code = failures.withLock { $0.removeValue(forKey: path) }
    return code.map { unsafe String(cString: strerror($0)) }
  }

  /// An open file with its path, for messages.
  @safe private final class Open {
    let path: String
    let file: UnsafeMutablePointer<FILE>

    init?(_ path: String, _ mode: String) {
      guard let file = unsafe fopen(path, mode) else { return nil }
      self.path = path
      unsafe self.file = file
    }

    func note() {
      let code = errno
      WatchedFiles.failures.withLock { failures in
        if failures[path] == nil { failures[path] = code }
      }
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
    unsafe table.pointee.open = { _, path, mode in
      guard let mode = unsafe mode,
        let open = unsafe Open(WatchedFiles.plain(path), String(cString: mode))
      else { return nil }
      return unsafe Unmanaged.passRetained(open).toOpaque()
    }
    unsafe table.pointee.tell = { unsafe UInt64(Open.at($0).map { unsafe ftello($0.file) } ?? 0) }
    unsafe table.pointee.seek = { address, offset, origin in
      unsafe Open.at(address).map { unsafe fseeko($0.file, off_t(offset), origin) } ?? -1
    }
    unsafe table.pointee.read = { address, buffer, size, count in
      unsafe Open.at(address).map { unsafe fread(buffer, size, count, $0.file) } ?? 0
    }
    unsafe table.pointee.eof = { unsafe Open.at($0).map { unsafe feof($0.file) } ?? 1 }
    unsafe table.pointee.write = { address, buffer, size, count in
      guard let open = unsafe Open.at(address) else { return 0 }
      let written = unsafe fwrite(buffer, size, count, open.file)
      if written < count { open.note() }
      return written
    }
    unsafe table.pointee.flush = { address in
      guard let open = unsafe Open.at(address) else { return -1 }
      let code = unsafe fflush(open.file)
      if code != 0 { open.note() }
      return code
    }
    unsafe table.pointee.truncate = { address, size in
      unsafe Open.at(address).map { unsafe ftruncate(fileno($0.file), off_t(size)) } ?? -1
    }
    unsafe table.pointee.close = { address in
      guard let address = unsafe address else { return -1 }
      let open = unsafe Unmanaged<Open>.fromOpaque(address).takeRetainedValue()
      let code = unsafe fclose(open.file)
      if code != 0 { open.note() }
      return code
    }
    // GDAL 3.6 keeps the pointer to the prefix and does not copy the text.
    unsafe VSIInstallPluginHandler(strdup(prefix), table)
    unsafe VSIFreeFilesystemPluginCallbacksStruct(table)
  }()
}
