/// A fault that a file or a user caused: its kind, what it is about, and a sentence on it.
public struct GridcastError: Error, Sendable, Equatable {
  /// What went wrong, by what the user can do about it.
  public enum Kind: Sendable, CaseIterable {
    /// The command or plan asks for something that makes no sense.
    case usage
    /// The input was read, but its content cannot serve.
    case badData
    /// The input could not be opened or read.
    case unreadable
    /// The output could not be written, or is there already.
    case unwritable
    /// Something outside is in the way; the same command may work later.
    case tryAgain
    /// A library that the work needs is not installed, or lacks a part that is needed.
    case notInstalled
    /// A fault in Gridcast itself.
    case bug
    /// The user stopped the command.
    case interrupted
  }

  /// The kind of fault, which decides the exit code.
  public let kind: Kind
  /// The file, column, band or coordinate system at fault.
  public let subject: String
  /// What is wrong and what to do next, not yet worded for anybody.
  package let sentence: Sentence

  /// What is wrong with it and, where there is one, the way out.
  public var reason: String { sentence.worded(for: .library) }

  /// An error of a kind about a subject, with steps to take next.
  package init(_ kind: Kind, _ subject: String, _ sentence: Sentence) {
    self.kind = kind
    self.subject = subject.withoutPasswords
    // A library may repeat a part of a name that it did not understand.
    let passwords = subject.passwords.flatMap { password in
      [password] + password.split { "/@:?#& ".contains($0) }.map(String.init)
    }.filter { $0.count > 2 }
    self.sentence = sentence.mapTexts { text in
      passwords.reduce(text.withoutPasswords) { $0.replacing($1, with: "…") }
    }
  }

  /// The exit code of a command that ends with this error, after BSD's sysexits.h.
  public var exitCode: Int32 {
    switch kind {
    case .usage: 64
    case .badData: 65
    case .unreadable: 66
    case .notInstalled: 69
    case .bug: 70
    case .unwritable: 73
    case .tryAgain: 75
    case .interrupted: 130
    }
  }
}

extension GridcastError: CustomStringConvertible {
  /// One sentence for the user; the subject is not repeated where the reason begins with it.
  public var description: String { worded(for: .library) }

  /// The same sentence, with what to do next in words that the reader can follow.
  package func worded(for audience: Audience) -> String {
    let reason = sentence.worded(for: audience)
    let colon: Sentence = ": "
    return reason.hasPrefix(subject)
      ? reason : "\(subject(for: audience))\(colon.description)\(reason)"
  }

  /// The subject, in the language of the reader where it is no name: a kind of thing, as in "field 'height'", or a
  /// place in a file, as in "plan.yaml, line 4".
  private func subject(for audience: Audience) -> String {
    let subject = subject.bounded(to: 1_000)
    guard Language.current != .english else { return subject }
    if let place = subject.wholeMatch(of: #/(.+), line (\d+)/#) {
      let told: Sentence = "\(String(place.1)), line \(String(place.2))"
      return told.worded(for: audience)
    }
    if subject.hasSuffix(", with what was set") {
      let told: Sentence = "\(String(subject.dropLast(19))), with what was set"
      return told.worded(for: audience)
    }
    let quote = subject.hasSuffix("'") ? subject.firstRange(of: " '") : nil
    let kind = String(subject[..<(quote?.lowerBound ?? subject.endIndex)])
    let word = Sentence(message: kind).worded(for: audience)
    guard word != kind else { return subject }
    return quote.map { "\(word)“\(subject[$0.upperBound...].dropLast())”" } ?? word
  }
}
