internal import Foundation
internal import Neural
internal import Synchronization

/// Settings that hold for a whole process, which only a program of its own may make.
///
/// Without them the library leaves alone what belongs to the program that uses it: signals, the environment,
/// how memory is managed, and GDAL's error handler and options.
public enum ProcessSettings {
  private static let isOwn = Atomic(false)

  /// Whether the process is Gridcast's own.
  static var isOwnProcess: Bool { isOwn.load(ordering: .relaxed) }

  /// Takes the process for one that does nothing but Gridcast's work; to be called before anything else,
  /// while there is one thread only.
  ///
  /// - GDAL writes nothing to the terminal.
  /// - OpenBLAS, which GDAL may bring as well, starts no threads: the work is spread over cores above it.
  /// - Freed memory is kept for the next block.
  /// - Where another program cuts off a file that is being read, the process ends with a sentence and the
  ///   exit code of `.tryAgain`.
  public static func ownProcess() {
    isOwn.store(true, ordering: .relaxed)
    unsafe setenv("OPENBLAS_NUM_THREADS", "1", 1)
    ProcessMemory.keepFreed()
    // A page of a mapped file that was cut off cannot be read.
    signal(SIGBUS) { _ in
      let words: StaticString = "error: a file became shorter while it was read; run it again\n"
      _ = unsafe write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
      _exit(GridcastError(.tryAgain, "", "").exitCode)
    }
  }
}
