import Foundation
import GridcastBase
import GridcastFiles
import Synchronization

/// Writes results to standard output, and everything else to standard error.
enum Console {
  private static let isTerminal = StandardStream.errors.isTerminal
  private static let bar = Mutex("")
  private static let hint = Mutex<Sentence?>(nil)

  /// Sets what is printed beside what is in place if the command is interrupted from now on.
  static func hintAfterInterrupt(_ text: Sentence) { hint.withLock { $0 = text } }

  /// Prints the message about an interruption: what is in place, and from where the work can go on.
  static func interrupted(_ account: Ending.Account) {
    var parts: [Sentence] = [
      account.placed.isEmpty
        ? "nothing was put in place"
        : "what was finished is in place: \(StagingFolder.list(account.placed))"
    ]
    if let checkpoint = account.checkpoint {
      parts.append("\(checkpoint) keeps what was reached: go on with --resume")
    }
    if let hint = hint.withLock({ $0 }) { parts.append(hint) }
    let told: Sentence = "interrupted; \(parts.joined(separator: "; "))"
    error(told.worded(for: .commandLine))
  }

  /// Prints a line of the result.
  static func print(_ sentence: Sentence = "") { print(plain: sentence.worded(for: .commandLine)) }

  /// Prints what is no sentence, such as a table.
  static func print(plain text: String) {
    let lines = OddNames.shown(text).withoutPasswords.split(
      separator: "\n", omittingEmptySubsequences: false)
    StandardStream.output.write(
      lines.map { String($0).bounded(to: 10_000).visible() }.joined(separator: "\n") + "\n")
  }

  /// Prints an error, which begins with "gridcast: error".
  static func error(_ text: String) { say("gridcast: error: \(text)") }

  /// Prints what the command's own messages say of wrong use, which repeat what was given.
  static func usage(_ text: String) {
    clearBar()
    StandardStream.errors.write(
      OddNames.shown(text).withoutPasswords.visible(keepingLines: true) + "\n")
  }

  /// Prints a warning, which the user should see before trusting the result.
  static func warn(_ text: String) { say("gridcast: \(text)") }

  private static func say(_ line: String) {
    clearBar()
    // Whatever a file, a value or a library says must not act upon the terminal.
    StandardStream.errors.write(
      OddNames.shown(line).bounded(to: 8_000).withoutPasswords.visible() + "\n")
  }

  /// Shows the progress of a step, on a terminal only.
  static func progress(_ step: String, _ done: Int, _ all: Int?) {
    show(ProgressLine.text(step, done, all))
  }

  /// Prints an event as one line of JSON to standard error.
  static func event(_ event: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.audience = .commandLine
    guard let line = try? encoder.encode(event) else { return }
    StandardStream.errors.write(
      maskedJSON(OddNames.shown(String(decoding: line, as: UTF8.self))) + "\n")
  }

  /// Replaces the last progress line, on a terminal only.
  static func show(_ text: String) {
    guard isTerminal else { return }
    let text = String(text.withoutPasswords.visible().prefix(78))
    bar.withLock { shown in
      guard text != shown else { return }
      shown = text
      StandardStream.errors.write("\r\u{1B}[K\(text)")
    }
  }

  /// Passes on all that was printed.
  ///
  /// - Returns: The exit code of the command: the given one, or where that says that all is done though
  ///   something could not be printed, the one of files that cannot be written. Where the reader of a pipe
  ///   has ended, that is no fault.
  static func finish(_ code: Int32) -> Int32 {
    StandardStream.output.flush()
    if let failure = StandardStream.output.failure {
      let placed = Ending.account.placed
      let told: Sentence = "standard output: \(failure)"
      let rest: Sentence =
        placed.isEmpty ? "" : "; what was finished is in place: \(StagingFolder.list(placed))"
      error((told + rest).worded(for: .commandLine))
    }
    let isWhole =
      StandardStream.output.failure == nil && StandardStream.errors.failure == nil
    return code != 0 || isWhole ? code : GridcastError(.unwritable, "", "").exitCode
  }

  /// Clears the progress line.
  static func clearBar() {
    bar.withLock { shown in
      guard !shown.isEmpty else { return }
      shown = ""
      StandardStream.errors.write("\r\u{1B}[K")
    }
  }

  /// Prints the answer to a program that asked for JSON, where the command failed.
  static func answer(_ value: ErrorReport) { try? print(json: value) }

  /// Prints a value as JSON with sorted keys, its sentences worded for someone who gives options or has a plan.
  static func print(json value: some Encodable, for audience: Audience = .commandLine) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.audience = audience
    let text = OddNames.shown(String(decoding: try encoder.encode(value), as: UTF8.self))
    StandardStream.output.write(maskedJSON(text) + "\n")
  }
}
