/// What people are told: messages with values in them, and steps to take next, all of which are put into words only
/// when they are shown, for whoever reads them and in their language.
///
/// It is written as an English literal: `"there are too many cells; \(.limitArea), or \(.allowLoss)"`. The literal
/// with `%@` for each value is the key by which a `Catalogue` knows it, so it should be whole.
package struct Sentence: Sendable {
  /// A message that is written in the program.
  struct Message: Sendable, Hashable {
    /// The name by which catalogues know it.
    let key: String
    /// The English words, with `%@` for each value.
    let english: String
    let values: [Sentence]
  }

  enum Part: Sendable, Hashable {
    /// What is the same in all languages, such as a number or the name of a file.
    case value(String)
    /// What the system, a library or a file says in English, which a catalogue may know.
    case words(String)
    case message(Message)
    case step(NextStep)
    /// A sentence without the name at its beginning, and the colon after that.
    indirect case without(prefix: String, Sentence)
  }

  private(set) var parts: [Part]

  /// A text that is the same in all languages.
  package init(_ text: String) { parts = text.isEmpty ? [] : [.value(text)] }

  /// Words that the system, a library or a file gives in English, which a catalogue may know.
  package init(message words: String) { parts = words.isEmpty ? [] : [.words(words)] }

  /// A message that catalogues know by another name than its English words, as cells of a fishnet and of a raster are
  /// called alike in English only.
  package init(_ english: String, as key: String) { self.init(key: key, english, []) }

  /// A message that catalogues know by another name than its English words, such as that of one in the plural.
  init(key: String, _ english: String, _ values: [Sentence]) {
    parts = [.message(Message(key: key, english: english, values: values))]
  }

  /// The words for one kind of reader, without passwords and of a length that can be read.
  package func worded(for audience: Audience, in language: Language = .current) -> String {
    words(for: audience, Catalogue.of(language)).withoutPasswords
  }

  /// The English words for every reader, by which sentences are put in order.
  package var english: String { worded(for: .library, in: .english) }

  /// The sentence with its values made others; messages and steps stay.
  package func mapTexts(_ change: (String) -> String) -> Sentence {
    mapParts { part in
      switch part {
      case .value(let text): [.value(change(text))]
      case .words(let text): [.words(change(text))]
      case .without(let prefix, let whole):
        [.without(prefix: change(prefix), whole.mapTexts(change))]
      case .message, .step: nil
      }
    }
  }

  /// The sentence with other sentences for some of its values, and of the words of others; those stay for which there is nil.
  package func replacingTexts(_ change: (String) -> Sentence?) -> Sentence {
    mapParts { part in
      switch part {
      case .value(let text), .words(let text): change(text)?.parts
      case .without(let prefix, let whole):
        [.without(prefix: prefix, whole.replacingTexts(change))]
      case .message, .step: nil
      }
    }
  }

  /// The sentence with other parts for some, also of those within its messages; those stay for which there is nil.
  private func mapParts(_ change: (Part) -> [Part]?) -> Sentence {
    var sentence = self
    sentence.parts = parts.flatMap { part -> [Part] in
      if let changed = change(part) { return changed }
      guard case .message(let message) = part else { return [part] }
      let values = message.values.map { $0.mapParts(change) }
      return [.message(Message(key: message.key, english: message.english, values: values))]
    }
    return sentence
  }

  /// Whether it is without words.
  package var isEmpty: Bool { description.isEmpty }

  /// Whether it begins with a text, such as the path of the file that it is about.
  package func hasPrefix(_ text: String) -> Bool { description.hasPrefix(text) }

  /// Whether it tells a step to take.
  package func tells(_ step: NextStep) -> Bool {
    parts.contains { part in
      switch part {
      case .value, .words: false
      case .message(let message): message.values.contains { $0.tells(step) }
      case .step(let other): other == step
      case .without(_, let whole): whole.tells(step)
      }
    }
  }

  /// The sentence without a name and a colon at its beginning, where it has those.
  package func without(prefix: String) -> Sentence {
    guard hasPrefix("\(prefix): ") || hasPrefix("\(prefix)：") else { return self }
    var sentence = self
    sentence.parts = [.without(prefix: prefix, self)]
    return sentence
  }

  /// One sentence after another.
  package static func + (first: Sentence, second: Sentence) -> Sentence {
    var sentence = first
    for part in second.parts { sentence.append(part) }
    return sentence
  }

  /// Values side by side are one, so that sentences with the same words are the same.
  fileprivate mutating func append(_ part: Part) {
    guard case .value(let text) = part else { return parts.append(part) }
    if case .value(let last)? = parts.last {
      parts[parts.count - 1] = .value(last + text)
    } else if !text.isEmpty {
      parts.append(part)
    }
  }
}

extension Sentence: Hashable {
  /// Sentences are the same that have the same words in English, however they were made.
  package static func == (a: Self, b: Self) -> Bool { a.plain == b.plain }

  /// Feeds the English words.
  package func hash(into hasher: inout Hasher) { hasher.combine(plain) }

  /// The English words; a message without values, as most reasons are that are counted feature by feature, is not
  /// put together for that.
  private var plain: String {
    if parts.count == 1, case .message(let message) = parts[0], message.values.isEmpty {
      return message.english
    }
    return words(for: .library, nil)
  }
}

extension Sentence: CustomStringConvertible {
  /// The words that fit every reader.
  package var description: String { worded(for: .library) }
}

extension Sentence: ExpressibleByStringInterpolation {
  /// A sentence in the making.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var english = ""
    fileprivate var values: [Sentence] = []

    /// Nothing yet.
    package init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds words.
    package mutating func appendLiteral(_ text: String) { english += text }

    /// Adds a step.
    package mutating func appendInterpolation(_ step: NextStep) {
      var value: Sentence = ""
      value.append(.step(step))
      appendInterpolation(value)
    }

    /// Adds another sentence with its steps.
    package mutating func appendInterpolation(_ other: Sentence) {
      english += "%@"
      values.append(other)
    }

    /// Adds a count and its noun.
    package mutating func appendInterpolation(_ count: Counted) {
      appendInterpolation(count.sentence)
    }

    /// Adds the words of any other value.
    package mutating func appendInterpolation(_ value: some Any) {
      let text: String = "\(value)"
      appendInterpolation(Sentence(text))
    }
  }

  /// A message without values.
  package init(stringLiteral text: String) {
    parts = text.isEmpty ? [] : [.message(Message(key: text, english: text, values: []))]
  }

  /// A message with values and steps.
  package init(stringInterpolation: StringInterpolation) {
    self = Sentence(
      key: stringInterpolation.english, stringInterpolation.english, stringInterpolation.values)
  }
}

extension Sentence: Codable {
  /// A text as a message, in English where a catalogue is to know it.
  package init(from decoder: any Decoder) throws {
    self.init(message: try decoder.singleValueContainer().decode(String.self))
  }

  /// The words for those for whom the encoder's `audience` says that it encodes, in its `language`.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(worded(for: encoder.audience, in: encoder.language))
  }
}

extension [Sentence] {
  /// The words for one kind of reader.
  package func worded(for audience: Audience) -> [String] { map { $0.worded(for: audience) } }

  /// All of them, one after the other.
  package func joined(separator: Sentence = "") -> Sentence {
    dropFirst().reduce(first ?? "") { $0 + separator + $1 }
  }

  /// All of them in a sentence, as in "a, b and c".
  package var listed: Sentence {
    guard let last, count > 1 else { return first ?? "" }
    return "\(dropLast().map(\.self).joined(separator: ", ")) and \(last)"
  }
}

// Put into a plain text, a step would be worded before it is known for whom. Of two methods that differ in
// nothing but their result the compiler takes neither, which is an error; `unavailable` would not be one,
// as the method for any value is there too.
extension DefaultStringInterpolation {
  /// A step belongs into a `Sentence`, not into a text.
  package mutating func appendInterpolation(_ step: NextStep) -> Never { fatalError() }
  /// A step belongs into a `Sentence`, not into a text.
  package mutating func appendInterpolation(_ step: NextStep) -> Sentence { fatalError() }
  /// A sentence is worded first, as `worded(for:)`, or belongs into another.
  package mutating func appendInterpolation(_ sentence: Sentence) -> Never { fatalError() }
  /// A sentence is worded first, as `worded(for:)`, or belongs into another.
  package mutating func appendInterpolation(_ sentence: Sentence) -> Sentence { fatalError() }
}
