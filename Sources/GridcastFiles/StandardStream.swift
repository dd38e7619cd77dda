internal import Foundation
import Synchronization

/// Standard output or standard error, of which it is known whether all that was written came through.
///
/// Printing by the standard library would drop what a full disk does not take, without a word.
package final class StandardStream: Sendable {
  package static let output = StandardStream(STDOUT_FILENO, isGathered: isatty(STDOUT_FILENO) == 0)
  package static let errors = StandardStream(STDERR_FILENO, isGathered: false)

  /// Whether a person may read along as it is written.
  package var isTerminal: Bool { isatty(file) == 1 }

  private struct State {
    var waiting: [UInt8] = []
    /// The first value of errno that a write ended with, or 0.
    var code: Int32 = 0
  }

  private let file: Int32
  /// Whether what is written is gathered, and passed on in large pieces.
  private let isGathered: Bool
  private let state = Mutex(State())

  private init(_ file: Int32, isGathered: Bool) {
    self.file = file
    self.isGathered = isGathered
  }

  /// Opens in place of streams that whoever started the process has closed others that take nothing;
  /// otherwise an output would be opened under their numbers, and messages written into it.
  package static func replaceClosed() {
    for file in STDIN_FILENO...STDERR_FILENO where fcntl(file, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Writes a text, or keeps it until more has come.
  package func write(_ text: String) { write(bytes: text.utf8) }

  /// Writes bytes, or keeps them until more have come.
  package func write(bytes: some Sequence<UInt8> & Sendable) {
    state.withLock { state in
      state.waiting.append(contentsOf: bytes)
      if !isGathered || state.waiting.count >= 1 << 16 { pass(&state) }
    }
  }

  /// Passes on what is kept.
  package func flush() { state.withLock { pass(&$0) } }

  private func pass(_ state: inout State) {
    var start = 0
    while start < state.waiting.count {
      let size = unsafe state.waiting.withUnsafeBytes {
        unsafe Foundation.write(file, $0.baseAddress.map { unsafe $0 + start }, $0.count - start)
      }
      if size > 0 {
        start += size
      } else if errno == EAGAIN {
        // Whoever made the pipe wants to be waited for.
        var wanted = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&wanted, 1, -1)
      } else if errno != EINTR {
        if state.code == 0 { state.code = errno }
        break
      }
    }
    state.waiting.removeAll(keepingCapacity: true)
  }

  /// Why not all came through; nil where it did, or where a reader that had enough has ended.
  package var failure: String? {
    let code = state.withLock { $0.code }
    // Whoever closes standard error wants no messages.
    let isWanted = code == EPIPE || (code == EBADF && file == STDERR_FILENO)
    return code == 0 || isWanted ? nil : unsafe String(cString: strerror(code))
  }
}
