internal import Foundation

/// The signals by which a user, a scheduler or a terminal that is closed stops the process.
package enum StopSignals {
  /// Receives them in a thread of its own; call it first, while there is only one thread.
  ///
  /// The signals are blocked in all other threads, so none is lost, and none comes in the middle of a step:
  /// the first one stops the process's work, as `Ending` says.
  ///
  /// - Parameter end: Tells what is in place, and ends the process.
  package static func handle(_ end: @escaping @Sendable (Ending.Account) -> Void) {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      // nohup means what it says.
      if signal == SIGHUP && isIgnored(signal) { continue }
      unsafe sigaddset(&signals, signal)
    }
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    // What is ignored would not wait either.
    for signal in [SIGINT, SIGTERM] where isIgnored(signal) {
      Foundation.signal(signal, SIG_DFL)
    }
    let awaited = signals
    Thread.detachNewThread {
      var awaited = awaited
      while true {
        var signal: Int32 = 0
        guard unsafe sigwait(&awaited, &signal) == 0 else { continue }
        if let account = Ending.stop() { end(account) }
      }
    }
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(signal, nil, &action) == 0 else { return false }
    #if os(Linux)
      return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    #else
      return unsafe unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == 1
    #endif
  }
}
