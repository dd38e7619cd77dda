import CSystem
import Foundation
import GridcastBase
import Synchronization

/// Settings that hold for a whole process, which only a program of its own may make.
///
/// Without them the library leaves alone what belongs to the program that uses it: signals, the environment,
/// how memory is managed, and GDAL's error handler and options.
package enum ProcessSettings {
  private static let isOwn = Atomic(false)

  /// Whether the process is Gridcast's own.
  package static var isOwnProcess: Bool { isOwn.load(ordering: .relaxed) }

  /// Takes the process for one that does nothing but Gridcast's work; to be called before anything else,
  /// while there is one thread only.
  ///
  /// - GDAL writes nothing to the terminal.
  /// - OpenBLAS, which GDAL may bring as well, starts no threads: the work is spread over cores above it.
  /// - Freed memory is kept for the next block.
  /// - Where another program cuts off a file that is being read, the process ends with a sentence and the
  ///   exit code of `.tryAgain`.
  package static func ownProcess() {
    isOwn.store(true, ordering: .relaxed)
    unsafe setenv("OPENBLAS_NUM_THREADS", "1", 1)
    keepFreedMemory()
    // A page of a mapped file that was cut off cannot be read.
    signal(SIGBUS) { _ in
      let words: StaticString = "error: a file became shorter while it was read; run it again\n"
      _ = unsafe write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
      _exit(GridcastError(.tryAgain, "", "").exitCode)
    }
  }

  /// Keeps freed memory for the next block or training step, which needs as much as the last; handing
  /// the pages back and forth costs a fifth of the time.
  private static func keepFreedMemory() {
    #if os(Linux)
      mallopt(M_MMAP_THRESHOLD, 1 << 25)
      mallopt(M_TRIM_THRESHOLD, 1 << 30)
    #endif
  }
}
