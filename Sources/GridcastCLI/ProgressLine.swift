import GridcastBase
import Synchronization

/// The line that tells how far a step is: its share and total with their unit, and how long it may still take.
enum ProgressLine {
  /// When the step began that is shown.
  private static let begun = Mutex<(step: String, at: ContinuousClock.Instant)?>(nil)

  /// The line for a step of which so much is done; `all` is nil where the total is not known.
  static func text(_ step: String, _ done: Int, _ all: Int?) -> String {
    text(step, done, all, after: elapsed(step))
  }

  private static func elapsed(_ step: String) -> Duration {
    begun.withLock { begun in
      let now = ContinuousClock.now
      if begun?.step != step { begun = (step, now) }
      return now - (begun?.at ?? now)
    }
  }

  /// The same, where the step began so long ago.
  static func text(_ step: String, _ done: Int, _ all: Int?, after elapsed: Duration) -> String {
    let title = worded(Sentence(message: step))
    guard let all, all > 0 else { return "\(title) \(amount(done, of: step).description)" }
    let share = min(Double(done) / Double(all), 1)
    let filled = Int(share * 20)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled)
    let percent = "\(Int(share * 100)) %"
    let seconds = elapsed / .seconds(1)
    // At first nothing tells how long it takes.
    let left: Sentence? =
      seconds >= 3 && share >= 0.02 && share < 1
      ? "about \(time(seconds * (1 - share) / share)) left" : nil
    let told: Sentence = "\(percent) of \(amount(all, of: step))"
    return "\(title) [\(bar)] "
      + [told, left].compactMap(\.self).joined(separator: ", ").description
  }

  /// A time for people.
  static func time(_ seconds: Double) -> String {
    seconds < 90 ? "\(Int(seconds.rounded(.up))) s" : "\(Int(seconds / 60 + 0.5)) min"
  }

  /// So much of what a step counts.
  private static func amount(_ count: Int, of step: String) -> Sentence {
    switch step {
    case "survey", "bin", "read", "convert", "info": counted(count, "feature").sentence
    case "cluster": counted(count, "start").sentence
    case "train": counted(count, "round").sentence
    case "zones": counted(count, "block").sentence
    case "merge": counted(count, "part").sentence
    case "geocode": counted(count, "address", plural: "addresses").sentence
    case "fetch": counted(count, "place").sentence
    case "series", "plan": counted(count, "layer").sentence
    case "sample": counted(count, "point").sentence
    case _ where step.hasPrefix("sweep"): counted(count, "trial").sentence
    default: Sentence(formatted(count))
    }
  }
}
