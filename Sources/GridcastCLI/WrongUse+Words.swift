import ArgumentParser
import GridcastBase

/// An error of words that do not go together, which is told after "Error: ".
func misuse(_ sentence: Sentence) -> ValidationError {
  ValidationError(sentence.worded(for: .commandLine))
}

extension WrongUse {
  /// What ArgumentParser says of a wrong use, which is English, in the language of the process.
  static func told(_ english: String) -> String {
    guard Language.current != .english else { return english }
    return english.split(separator: "\n", omittingEmptySubsequences: false)
      .map { HelpScreen.usage(sentence(ofLine: String($0)).worded(for: .commandLine)) }
      .joined(separator: "\n")
  }

  private static func sentence(ofLine line: String) -> Sentence {
    if let found = line.wholeMatch(of: /Error: (.*)/) {
      return "Error: \(sentence(of: String(found.1)))"
    }
    if let found = line.wholeMatch(of: /(Help:  )?(.*[>\]])  (.*)/) {
      let entry: Sentence = "\(found.2)  \(Sentence(message: String(found.3)))"
      return found.1 == nil ? entry : "Help:  \(entry)"
    }
    if let found = line.wholeMatch(of: /Usage: (.*)/) { return "Usage: \(found.1)" }
    if let found = line.wholeMatch(of: /\ \ See '(.*)' for more information\./) {
      return "  See '\(found.1)' for more information."
    }
    return Sentence(message: line)
  }

  /// One of the messages of `ErrorMessageGenerator`.
  private static func sentence(of message: String) -> Sentence {
    if let found = message.wholeMatch(of: /Missing expected argument '(.*)'/) {
      return "Missing expected argument '\(found.1)'"
    }
    if let found = message.wholeMatch(of: /Missing one of: (.*)/) {
      return "Missing one of: \(found.1)"
    }
    if let found = message.wholeMatch(of: /Missing value for '(.*)'/) {
      return "Missing value for '\(found.1)'"
    }
    if let found = message.wholeMatch(of: /Unknown option '(.*)'\. Did you mean '(.*)'\?/) {
      return "Unknown option '\(found.1)'. Did you mean '\(found.2)'?"
    }
    if let found = message.wholeMatch(of: /Unknown option '(.*)'/) {
      return "Unknown option '\(found.1)'"
    }
    if let found = message.wholeMatch(of: /Unexpected argument '(.*)'/) {
      return "Unexpected argument '\(found.1)'"
    }
    if let found = message.wholeMatch(of: /(\d+) unexpected arguments: (.*)/) {
      return "\(found.1) unexpected arguments: \(found.2)"
    }
    if let found = message.wholeMatch(
      of: /The option '(.*)' does not take any value, but '(.*)' was specified\./)
    {
      return "The option '\(found.1)' does not take any value, but '\(found.2)' was specified."
    }
    if let found = message.wholeMatch(
      of: /The value '(.*)' is invalid for '([^']*)'(?:\. Please provide one of (.*)[.:]|: (.*))?/)
    {
      let fault: Sentence = "The value '\(found.1)' is invalid for '\(found.2)'"
      if let values = found.3 {
        guard values != "the following" else {
          return "\(fault). Please provide one of the following:"
        }
        let listed = values.replacing(" or ", with: ", ").replacing(" and ", with: ", ")
        return "\(fault). Please provide one of \(listed)."
      }
      return found.4.map { "\(fault): \(Sentence(message: String($0)))" } ?? fault
    }
    if let found = message.wholeMatch(
      of: /Value to be set with flag '(.*)' had already been set with flag '(.*)'/)
    {
      return "Value to be set with flag '\(found.1)' had already been set with flag '\(found.2)'"
    }
    return Sentence(message: message)
  }
}
