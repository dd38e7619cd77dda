import Foundation
package import GridcastBase

/// The memory that the process can still take, so that work for which it would not do is refused before it
/// begins: an allocation that fails ends a process without a word.
package enum Memory {
  /// The number of bytes: the least of what the machine has free and what the limits of the process and of
  /// its control group leave.
  package static var available: Double {
    [free, limit, group].compactMap(\.self).min() ?? Double(ProcessInfo.processInfo.physicalMemory)
  }

  /// Refuses what needs more memory than there is.
  ///
  /// - Parameters:
  ///   - bytes: How many bytes it needs.
  ///   - work: What needs them, as in "to hold its 400,000,000 cells".
  ///   - subject: The file.
  ///   - way: The way out.
  /// - Throws: `.badData` with the memory that is needed.
  package static func require(
    _ bytes: Double, to work: Sentence, of subject: String, or way: Sentence = "\(.cutOrCoarsen)"
  ) throws(GridcastError) {
    let available = available
    guard bytes > available else { return }
    throw GridcastError(
      .badData, subject,
      "to \(work) would need about \(size(bytes)) of memory, and \(size(available)) are free; "
        + way)
  }

  /// A number of bytes in words.
  package static func size(_ bytes: Double) -> String {
    bytes >= 1e9 ? "\(formatted(bytes / 1e9, 1)) GB" : "\(formatted(max(bytes / 1e6, 1), 0)) MB"
  }

  private static func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What Linux tells of the memory that can be had without swapping.
  private static var free: Double? {
    text("/proc/meminfo")?.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
      .flatMap { Double($0.filter(\.isNumber)) }.map { $0 * 1024 }
  }

  /// What a limit of the address space (`ulimit -v`) leaves.
  private static var limit: Double? {
    #if os(Linux)
      var limit = rlimit()
      guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
        limit.rlim_cur != .max,
        let pages = text("/proc/self/statm")?.split(separator: " ").first.flatMap({ Double($0) })
      else { return nil }
      return max(0, Double(limit.rlim_cur) - pages * Double(sysconf(Int32(_SC_PAGESIZE))))
    #else
      return nil
    #endif
  }

  /// What the limit of a container leaves.
  private static var group: Double? {
    guard
      let most = text("/sys/fs/cgroup/memory.max").flatMap({ Double($0.filter(\.isNumber)) }),
      let used = text("/sys/fs/cgroup/memory.current").flatMap({ Double($0.filter(\.isNumber)) })
    else { return nil }
    return max(0, most - used)
  }
}
