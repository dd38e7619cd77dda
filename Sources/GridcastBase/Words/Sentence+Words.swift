/// The words of a sentence for what has texts only, such as a picture or a style, in the language of the process.
package func worded(_ sentence: Sentence) -> String { sentence.description }

extension Sentence {
  /// The words in the language of a catalogue, or in English where there is none.
  ///
  /// Messages that stand side by side, as where one goes on after a condition, are looked up together where the
  /// catalogue has them so.
  func words(for audience: Audience, _ catalogue: Catalogue?) -> String {
    var result = JoinedWords(isChinese: catalogue != nil)
    var index = 0
    while index < parts.count {
      switch parts[index] {
      case .value(let text): result.append(text.bounded(), isName: true)
      case .words(let text): result.append((catalogue?.messages[text] ?? text).bounded())
      case .step(let step):
        result.append(step.sentence(for: audience).words(for: audience, catalogue))
      case .without(let prefix, let whole):
        var words = Substring(whole.words(for: audience, catalogue))
        if words.hasPrefix(prefix) {
          words = words.dropFirst(prefix.count).drop { ":： ".contains($0) }
        }
        result.append(words)
      case .message:
        let run = messages(from: index)
        let (count, template) = Self.longest(of: run, in: catalogue)
        let values = run[..<count].flatMap(\.values)
        for piece in Catalogue.pieces(template, values.count) {
          switch piece {
          case .words(let words): result.append(words)
          case .value(let place):
            let value = values[place]
            result.append(value.words(for: audience, catalogue), isName: value.isName)
          }
        }
        index += count - 1
      }
      index += 1
    }
    return result.text
  }

  /// Whether it is the same in all languages.
  private var isName: Bool {
    parts.allSatisfy { if case .value = $0 { true } else { false } }
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
