/// The words of a sentence for what has texts only, such as a picture or a style, in the language of the process.
package func worded(_ sentence: Sentence) -> String { sentence.description }

extension Sentence {
  /// The words in the language of a catalogue, or in English where there is none.
  ///
  /// Messages that stand side by side, as where one goes on after a condition, are looked up together where the
  /// catalogue has them so.
  func words(for audience: Audience, _ catalogue: Catalogue?) -> String {
    var result = ""
    var index = 0
    while index < parts.count {
      switch parts[index] {
      case .value(let text): result += text.bounded()
      case .words(let text): result += (catalogue?.messages[text] ?? text).bounded()
      case .step(let step): result += step.sentence(for: audience).words(for: audience, catalogue)
      case .without(let prefix, let whole):
        var words = Substring(whole.words(for: audience, catalogue))
        if words.hasPrefix(prefix) {
          words = words.dropFirst(prefix.count).drop { ":： ".contains($0) }
        }
        result += words
      case .message:
        let run = messages(from: index)
        let (count, template) = Self.longest(of: run, in: catalogue)
        result += Catalogue.filled(
          template,
          run[..<count].flatMap(\.values).map { $0.words(for: audience, catalogue) })
        index += count - 1
      }
      index += 1
    }
    return result
  }

  /// The messages that stand side by side from a place on.
  private func messages(from start: Int) -> [Message] {
    var run: [Message] = []
    for part in parts[start...] {
      guard case .message(let message) = part else { break }
      run.append(message)
    }
    return run
  }

  /// How many of the first messages the catalogue knows as one, and its words; those of the first one in English
  /// where it knows none.
  private static func longest(
    of run: [Message], in catalogue: Catalogue?
  ) -> (count: Int, template: String) {
    if let catalogue {
      for count in (1...run.count).reversed() {
        let key = run[..<count].map(\.key).joined()
        if let words = catalogue.messages[key] { return (count, words) }
      }
    }
    return (1, run[0].english)
  }
}
