/// What the user is told: texts, and between them steps to take next, which are worded for whoever reads
/// them only when it is shown.
///
/// It is written as a literal: `"there are too many cells; \(.limitArea), or \(.allowLoss)"`.
package struct Sentence: Sendable, Hashable {
  private enum Part: Sendable, Hashable {
    case text(String)
    case step(NextStep)
  }

  private var parts: [Part]

  /// A sentence that names no step.
  package init(_ text: String) { parts = text.isEmpty ? [] : [.text(text)] }

  /// The words for one kind of reader, without passwords and of a length that can be read.
  package func worded(for audience: Audience) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text.bounded()
      case .step(let step): step.worded(for: audience)
      }
    }.joined().withoutPasswords
  }

  /// The sentence with its texts made others; steps stay.
  package func mapTexts(_ change: (String) -> String) -> Sentence {
    var sentence = self
    sentence.parts = parts.map { part in
      if case .text(let text) = part { .text(change(text)) } else { part }
    }
    return sentence
  }

  /// Whether it begins with a text, such as the path of the file that it is about.
  package func hasPrefix(_ text: String) -> Bool { description.hasPrefix(text) }

  /// Whether it tells a step to take.
  package func tells(_ step: NextStep) -> Bool { parts.contains(.step(step)) }

  /// The sentence without a text at its beginning, where it has that.
  package func without(prefix: String) -> Sentence {
    guard case .text(let text)? = parts.first, text.hasPrefix(prefix) else { return self }
    var sentence = self
    sentence.parts[0] = .text(String(text.dropFirst(prefix.count)))
    return sentence
  }

  /// One sentence after another.
  package static func + (first: Sentence, second: Sentence) -> Sentence {
    var sentence = first
    for part in second.parts { sentence.append(part) }
    return sentence
  }

  /// Texts side by side are one, so that sentences with the same words are the same.
  private mutating func append(_ part: Part) {
    guard case .text(let text) = part else { return parts.append(part) }
    if case .text(let last)? = parts.last {
      parts[parts.count - 1] = .text(last + text)
    } else if !text.isEmpty {
      parts.append(part)
    }
  }
}

extension Sentence: CustomStringConvertible {
  /// The words that fit every reader.
  package var description: String { worded(for: .library) }
}

extension Sentence: ExpressibleByStringInterpolation {
  /// A sentence in the making.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var sentence = Sentence("")

    /// Nothing yet.
    package init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds a text.
    package mutating func appendLiteral(_ text: String) { sentence.append(.text(text)) }

    /// Adds a step.
    package mutating func appendInterpolation(_ step: NextStep) { sentence.append(.step(step)) }

    /// Adds another sentence with its steps.
    package mutating func appendInterpolation(_ other: Sentence) { sentence = sentence + other }

    /// Adds the words of any other value.
    package mutating func appendInterpolation(_ value: some Any) {
      sentence.append(.text("\(value)"))
    }
  }

  /// A sentence that names no step.
  package init(stringLiteral text: String) { self.init(text) }

  /// A sentence of texts and steps.
  package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sentence }
}

extension Sentence: Codable {
  /// A text as a sentence without steps.
  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  /// The words for those for whom the encoder's `audience` says that it encodes.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(worded(for: encoder.audience))
  }
}

extension [Sentence] {
  /// The words for one kind of reader.
  package func worded(for audience: Audience) -> [String] { map { $0.worded(for: audience) } }
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
