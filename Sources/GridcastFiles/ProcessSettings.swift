import CSystem
import Foundation
import GridcastBase
import Synchronization

/// Settings that affect the whole process, which only the program may make, not a library in it.
///
/// Without them the library leaves signals, the environment, memory management, and GDAL's error
/// handler and options as the program has them.
package enum ProcessSettings {
  private static let isOwn = Atomic(false)

  /// Whether the process belongs to Gridcast alone.
  package static var isOwnProcess: Bool { isOwn.load(ordering: .relaxed) }

  private static let isRemoteAllowed = Atomic(false)

  /// Whether the user of the process allowed, when it began, that inputs lie beyond this machine's files, or
  /// name other files.
  package static var allowsRemote: Bool { isRemoteAllowed.load(ordering: .relaxed) }

  /// Configures the process to do nothing but Gridcast's work; call it first, while there is only
  /// one thread.
  ///
  /// - GDAL writes nothing to the terminal, and cannot reach the network, whatever a file names and
  ///   whichever thread reads it, unless `allowsRemote` says that it may.
  /// - OpenBLAS, which GDAL may load too, starts no threads, as Gridcast itself spreads the work
  ///   over cores.
  /// - GDAL keeps 256 MB of the blocks that it has read, not a twentieth of the machine's memory.
  /// - Freed memory is kept for the next block.
  /// - If another program truncates a file that is being read, the process ends with a message and
  ///   the exit code of `.tryAgain`.
  package static func ownProcess(allowsRemote: Bool = false) {
    isOwn.store(true, ordering: .relaxed)
    isRemoteAllowed.store(allowsRemote, ordering: .relaxed)
    // With it, functions of SpatiaLite's read and write files that the views of a database name.
    unsafe unsetenv("SPATIALITE_SECURITY")
    unsafe setenv("OPENBLAS_NUM_THREADS", "1", 1)
    unsafe setenv("GDAL_CACHEMAX", "256", 0)
    keepFreedMemory()
    // A page of a mapped file that was truncated cannot be read.
    signal(SIGBUS) { _ in
      let words: StaticString = "error: a file became shorter while it was read; run it again\n"
      _ = unsafe write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
      _exit(GridcastError(.tryAgain, "", "").exitCode)
    }
  }

  /// Keeps freed memory for the next block or training step, which needs as much as the last;
  /// returning the pages to the system and getting them again takes a fifth of the time.
  private static func keepFreedMemory() {
    #if os(Linux)
      mallopt(M_MMAP_THRESHOLD, 1 << 25)
      mallopt(M_TRIM_THRESHOLD, 1 << 30)
    #endif
  }
}
