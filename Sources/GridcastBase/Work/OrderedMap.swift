import Dispatch
import Foundation
import Synchronization

/// The number of cores that work is spread over.
let coreCount = max(1, ProcessInfo.processInfo.activeProcessorCount)

/// Computes one value for each index in parallel on all cores, and passes the values on in the
/// order of the indices, one at a time, while later ones are being computed.
///
/// - Parameters:
///   - count: The number of values.
///   - make: Computes the value of an index.
///   - take: Receives each value in turn, on any thread; false ends the work.
/// - Throws: The error of the lowest index for which `make` or `take` throws.
package func orderedMap<Value: Sendable, Failure: Error>(
  _ count: Int, make: @Sendable (Int) throws(Failure) -> Value,
  take: (Value) throws(Failure) -> Bool
) throws(Failure) {
  let threads = min(coreCount, count)
  guard threads > 1 else {
    for index in 0..<count where try !take(make(index)) { return }
    return
  }
  let queue = OrderedQueue<Value, Failure>(count: count, ahead: 4 * threads)
  withoutActuallyEscaping(take) { take in
    // The queue lets only one thread at a time call it.
    nonisolated(unsafe) let take = take
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while let index = queue.next() {
        let result = Result { () throws(Failure) in try make(index) }
        unsafe queue.finish(index, with: result, take: take)
      }
    }
  }
  if let failure = queue.failure { throw failure }
}

/// The values that are computed but not yet passed on, and which index is next.
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

  /// The next index to compute, once the queue is not too full; nil at the end.
  func next() -> Int? {
    condition.lock()
    defer { condition.unlock() }
    while !isOver, begun < count, begun >= taken + ahead { condition.wait() }
    guard !isOver, begun < count else { return nil }
    begun += 1
    return begun - 1
  }

  /// Adds a value to the queue, and passes on those whose turn it is.
  func finish(
    _ index: Int, with result: Result<Value, Failure>, take: (Value) throws(Failure) -> Bool
  ) {
    condition.lock()
    defer { condition.unlock() }
    waiting[index] = result
    // The thread that is passing values on will get to this one.
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
