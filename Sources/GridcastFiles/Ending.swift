internal import Foundation
import Synchronization

/// The end of the process by a signal, and who may begin what until then: the one owner of that question.
///
/// What puts files in place asks `begin()` first. Once the process is about to end nothing more may begin;
/// what has begun is waited for, and is then told.
package enum Ending {
  /// What a process that was stopped leaves.
  package struct Account: Sendable {
    /// The outputs that were put in place since the process began.
    package var placed: [String] = []
    /// The file from which the work can go on.
    package var checkpoint: String?
  }

  private struct State {
    /// The number of threads that make folders or put files in place.
    var working = 0
    /// Whether the process is about to end, and nothing more may begin.
    var isStopping = false
    /// Whether the process has come to its end by itself.
    var isOver = false
    var account = Account()
    /// The folders that were made for outputs, the outer ones first.
    var madeFolders: [String] = []
  }

  private static let state = Mutex(State())

  /// Counts this thread among those that the end of the process waits for; false once it is about to end.
  package static func begin() -> Bool {
    state.withLock { state in
      if !state.isStopping { state.working += 1 }
      return !state.isStopping
    }
  }

  /// The end of what `begin()` began.
  package static func end() { state.withLock { $0.working -= 1 } }

  /// Whether a signal has come: whatever fails from now on fails because of it.
  package static var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Notes outputs that were put in place.
  package static func note(placed: [String]) { state.withLock { $0.account.placed += placed } }

  /// Notes folders that were made for outputs, which are removed where nothing comes into them.
  package static func note(madeFolders: [String]) {
    state.withLock { $0.madeFolders += madeFolders }
  }

  /// Notes the file from which the work can go on, or that there is none any more.
  package static func note(checkpoint: String?) {
    state.withLock { $0.account.checkpoint = checkpoint }
  }

  /// What is in place so far.
  package static var account: Account { state.withLock { $0.account } }

  /// Stops the process's work: lets nothing more begin, waits for what has begun, and removes all
  /// temporary folders.
  ///
  /// - Returns: What is in place; nil where the process has come to its end by itself.
  package static func stop() -> Account? {
    let isOver = state.withLock { state in
      if !state.isOver { state.isStopping = true }
      return state.isOver
    }
    if isOver { return nil }
    while state.withLock({ $0.working > 0 }) { usleep(500) }
    StagingFolder.removeAll()
    // A folder that holds anything stays.
    for folder in state.withLock({ $0.madeFolders }).reversed() { _ = unsafe rmdir(folder) }
    return state.withLock { $0.account }
  }

  /// Ends the process's work by itself; does not return where a signal came before, as whoever handles
  /// that ends the process.
  package static func finish() {
    let isStopping = state.withLock { state in
      if !state.isStopping { state.isOver = true }
      return state.isStopping
    }
    if isStopping { waitForEnd() }
    StagingFolder.removeAll()
  }

  /// Waits for the end of the process.
  package static func waitForEnd() -> Never { while true { sleep(1) } }
}
