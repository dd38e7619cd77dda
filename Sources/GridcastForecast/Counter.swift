import Synchronization

/// Counts finished work from any thread, and reports the count.
final class Counter: Sendable {
  private let all: Int
  private let done = Mutex(0)
  private let progress: @Sendable (Int, Int) -> Void

  init(all: Int, _ progress: @escaping @Sendable (Int, Int) -> Void) {
    self.all = all
    self.progress = progress
  }

  func add() {
    done.withLock {
      $0 += 1
      progress($0, all)
    }
  }
}
