import Foundation

/// How often a service is asked.
///
/// Requests begin evenly, and of as many as may come within a second the first has been answered a whole second before
/// the next begins: so a service never counts more, however long requests are on their way.
struct Pace {
  /// How many requests may come in a second; less than one where they are rarer.
  let perSecond: Double
  private var start: ContinuousClock.Instant?
  /// When the last requests ended, as many as may come within `window`.
  private var ends: [ContinuousClock.Instant] = []

  init(perSecond: Double) { self.perSecond = perSecond }

  private var burst: Int { max(1, Int(perSecond)) }
  private var window: Duration { .seconds(Double(burst) / perSecond) }

  /// Takes it that a process which was ended has just asked as often as it may.
  mutating func assumeSpent() { ends = Array(repeating: .now, count: burst) }

  /// Waits until the next request may begin.
  mutating func wait() {
    var next = ContinuousClock.now
    if let start { next = max(next, start + .seconds(1 / perSecond)) }
    if ends.count >= burst { next = max(next, ends[ends.count - burst] + window) }
    Self.sleep(until: next)
    start = .now
  }

  /// Notes that a request has been answered, or not.
  mutating func end() {
    ends.append(.now)
    if ends.count > burst { ends.removeFirst(ends.count - burst) }
  }

  static func sleep(until end: ContinuousClock.Instant) {
    let seconds = (end - .now) / .seconds(1)
    if seconds > 0 { Thread.sleep(forTimeInterval: seconds) }
  }
}
