import Foundation
import GridcastBase
import GridcastFiles
import Synchronization

/// Writes results to standard output, and everything else to standard error.
enum Console {
  private static let isTerminal = isatty(STDERR_FILENO) == 1
  private static let bar = Mutex("")
  private static let hint = Mutex<String?>(nil)

  /// Sets what is printed beside what is in place if the command is interrupted from now on.
  static func hintAfterInterrupt(_ text: String) { hint.withLock { $0 = text } }

  /// Prints the message about an interruption: what is in place, and from where the work can go on.
  static func interrupted(_ account: Ending.Account) {
    var parts = [
      account.placed.isEmpty
        ? "nothing was put in place"
        : "what was finished is in place: \(StagingFolder.list(account.placed))"
    ]
    if let checkpoint = account.checkpoint {
      parts.append("\(checkpoint) keeps what was reached: go on with --resume")
    }
    if let hint = hint.withLock({ $0 }) { parts.append(hint) }
    error("interrupted; " + parts.joined(separator: "; "))
  }

  /// Prints a line of the result.
  static func print(_ line: String = "") { Swift.print(OddNames.shown(line)) }

  /// Prints an error, which begins with "gridcast: error".
  static func error(_ text: String) { say("gridcast: error: \(text)") }

  /// Prints a warning, which the user should see before trusting the result.
  static func warn(_ text: String) { say("gridcast: \(text)") }

  private static func say(_ line: String) {
    clearBar()
    write(Data((OddNames.shown(line) + "\n").utf8))
  }

  /// Shows the progress of a step, on a terminal only.
  static func progress(_ step: String, _ done: Int, _ all: Int?) {
    if let all, all > 0 {
      let share = min(Double(done) / Double(all), 1)
      let filled = Int(share * 30)
      show(
        "\(step) [" + String(repeating: "#", count: filled)
          + String(repeating: ".", count: 30 - filled) + "] \(Int(share * 100)) %")
    } else {
      show("\(step) \(done)")
    }
  }

  /// Prints an event as one line of JSON to standard error.
  static func event(_ event: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.audience = .commandLine
    guard let line = try? encoder.encode(event) else { return }
    write(Data((OddNames.shown(String(decoding: line, as: UTF8.self)) + "\n").utf8))
  }

  /// Replaces the last progress line, on a terminal only.
  static func show(_ text: String) {
    guard isTerminal else { return }
    let text = String(text.prefix(78))
    bar.withLock { shown in
      guard text != shown else { return }
      shown = text
      write(Data("\r\u{1B}[K\(text)".utf8))
    }
  }

  /// If the reader of a pipe has ended, the command continues.
  private static func write(_ data: Data) {
    try? FileHandle.standardError.write(contentsOf: data)
  }

  /// Clears the progress line.
  static func clearBar() {
    bar.withLock { shown in
      guard !shown.isEmpty else { return }
      shown = ""
      write(Data("\r\u{1B}[K".utf8))
    }
  }

  /// Prints a value as JSON with sorted keys, its sentences worded for someone who gives options or has a plan.
  static func print(json value: some Encodable, for audience: Audience = .commandLine) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.audience = audience
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
