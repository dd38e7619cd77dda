import Dispatch
import Foundation
import Synchronization

/// The number of cores that work is spread over.
let coreCount = max(1, ProcessInfo.processInfo.activeProcessorCount)

/// Makes one value for each index side by side on every core, and hands the values over in order,
/// one at a time, while later ones are being made.
///
/// - Parameters:
///   - count: The number of values.
///   - make: Makes one.
///   - take: Is handed each in turn, on any thread, and says whether it wants more.
/// - Throws: What either throws at the lowest index.
package func orderedMap<Value: Sendable, Failure: Error>(
  _ count: Int, _ make: @Sendable (Int) throws(Failure) -> Value,
  _ take: (Value) throws(Failure) -> Bool
) throws(Failure) {
  let threads = min(coreCount, count)
  guard threads > 1 else {
    for index in 0..<count where try !take(make(index)) { return }
    return
  }
  let queue = OrderedQueue<Value, Failure>(count: count, ahead: 4 * threads)
  withoutActuallyEscaping(take) { take in
    // Only one thread at a time is in it, under the queue's lock.
    nonisolated(unsafe) let take = take
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while let index = queue.next() {
        let result = Result { () throws(Failure) in try make(index) }
        unsafe queue.finish(index, result, take)
      }
    }
  }
  if let failure = queue.failure { throw failure }
}

/// What is made and not yet taken, and whose turn it is.
private final class OrderedQueue<Value: Sendable, Failure: Error>: @unchecked Sendable {
  private let condition = NSCondition()
  private let count: Int
  private let ahead: Int
  private var begun = 0
  private var taken = 0
  private var isTaking = false
  private var isOver = false
  private var waiting: [Int: Result<Value, Failure>] = [:]
  private(set) var failure: Failure?

  init(count: Int, ahead: Int) {
    self.count = count
    self.ahead = ahead
  }

  /// The next index to make, once it is not too far ahead of what was taken; nil at the end.
  func next() -> Int? {
    condition.lock()
    defer { condition.unlock() }
    while !isOver, begun < count, begun >= taken + ahead { condition.wait() }
    guard !isOver, begun < count else { return nil }
    begun += 1
    return begun - 1
  }

  /// Hands over one value, and all that were waiting for it.
  func finish(
    _ index: Int, _ result: Result<Value, Failure>, _ take: (Value) throws(Failure) -> Bool
  ) {
    condition.lock()
    defer { condition.unlock() }
    waiting[index] = result
    // The thread that is at it will come to this one.
    guard !isTaking else { return }
    isTaking = true
    while !isOver, let result = waiting.removeValue(forKey: taken) {
      condition.unlock()
      let verdict = Result { () throws(Failure) in try take(result.get()) }
      condition.lock()
      taken += 1
      switch verdict {
      case .success(let wantsMore): if !wantsMore { isOver = true }
      case .failure(let error):
        failure = error
        isOver = true
      }
      condition.broadcast()
    }
    isTaking = false
  }
}
