import Foundation
import GridcastBase
import Synchronization

/// Writes results to standard output, and everything else to standard error.
enum Console {
  private static let isTerminal = isatty(STDERR_FILENO) == 1
  private static let bar = Mutex("")
  private static let hint = Mutex<String?>(nil)

  /// Sets what is printed if the command is interrupted from now on.
  static func hintAfterInterrupt(_ text: String) { hint.withLock { $0 = text } }

  /// Prints the message about an interruption.
  ///
  /// - Parameter hasOutputs: Whether any output has been put in place.
  static func interrupted(hasOutputs: Bool) {
    let usual = hasOutputs ? "what was finished is in place" : "nothing was put in place"
    error("interrupted; \(hint.withLock { $0 } ?? usual)")
  }

  /// Prints a line of the result, or several.
  static func print(_ text: String = "") {
    let lines = text.withoutPasswords.split(separator: "\n", omittingEmptySubsequences: false)
    Swift.print(lines.map { String($0).bounded(to: 10_000).visible() }.joined(separator: "\n"))
  }

  /// Prints an error, which begins with "gridcast: error".
  static func error(_ text: String) { say("gridcast: error: \(text)") }

  /// Prints what the command's own messages say of wrong use, which repeat what was given.
  static func usage(_ text: String) {
    clearBar()
    write(Data((text.withoutPasswords.visible(keepingLines: true) + "\n").utf8))
  }

  /// Prints a warning, which the user should see before trusting the result.
  static func warn(_ text: String) { say("gridcast: \(text)") }

  private static func say(_ line: String) {
    clearBar()
    // Whatever a file, a value or a library says must not act upon the terminal.
    write(Data((line.bounded(to: 8_000).withoutPasswords.visible() + "\n").utf8))
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
    write(Data((maskedJSON(String(decoding: line, as: UTF8.self)) + "\n").utf8))
  }

  /// Replaces the last progress line, on a terminal only.
  static func show(_ text: String) {
    guard isTerminal else { return }
    let text = String(text.withoutPasswords.visible().prefix(78))
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
    Swift.print(maskedJSON(String(decoding: try encoder.encode(value), as: UTF8.self)))
  }
}
