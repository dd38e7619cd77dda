import Dispatch
import Synchronization

/// Computes one value for each index in parallel on all cores.
///
/// - Throws: The error of the lowest index for which `body` throws.
package func concurrentMap<Value: Sendable, Failure: Error>(
  _ count: Int, _ body: @Sendable (Int) throws(Failure) -> Value
) throws(Failure) -> [Value] {
  let results = Mutex<[Int: Result<Value, Failure>]>([:])
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let result = Result { () throws(Failure) in try body(index) }
    results.withLock { $0[index] = result }
  }
  let all = results.withLock { $0 }
  var values: [Value] = []
  for index in 0..<count {
    guard let result = all[index] else { preconditionFailure("every index was visited") }
    values.append(try result.get())
  }
  return values
}
