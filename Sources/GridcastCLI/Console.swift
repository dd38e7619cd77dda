import Foundation
import GridcastBase
import Synchronization

/// What the user sees: results on standard output, everything else on standard error.
enum Console {
  private static let isTerminal = isatty(STDERR_FILENO) == 1
  private static let bar = Mutex("")
  private static let hint = Mutex<String?>(nil)

  /// What the user is told when the command is interrupted from now on.
  static func hintAfterInterrupt(_ text: String) { hint.withLock { $0 = text } }

  /// The line on an interruption.
  ///
  /// - Parameter hasOutputs: Whether any output had been put in place.
  static func interrupted(hasOutputs: Bool) {
    let usual = hasOutputs ? "what was finished is in place" : "nothing was put in place"
    error("interrupted; \(hint.withLock { $0 } ?? usual)")
  }

  /// A line of the result.
  static func print(_ line: String = "") { Swift.print(line) }

  /// A line that begins with "gridcast: error".
  static func error(_ text: String) { say("gridcast: error: \(text)") }

  /// A line that the user should see before trusting the result.
  static func warn(_ text: String) { say("gridcast: \(text)") }

  private static func say(_ line: String) {
    clearBar()
    write(Data((line + "\n").utf8))
  }

  /// Draws how far a step has come, on a terminal only.
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

  /// A line of JSON on standard error.
  static func event(_ event: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.audience = .commandLine
    guard let line = try? encoder.encode(event) else { return }
    write(line + Data("\n".utf8))
  }

  /// Draws a line in place of the last one, on a terminal only.
  static func show(_ text: String) {
    guard isTerminal else { return }
    let text = String(text.prefix(78))
    bar.withLock { shown in
      guard text != shown else { return }
      shown = text
      write(Data("\r\u{1B}[K\(text)".utf8))
    }
  }

  /// A reader that is gone is no reason to stop.
  private static func write(_ data: Data) {
    try? FileHandle.standardError.write(contentsOf: data)
  }

  /// Wipes the progress away.
  static func clearBar() {
    bar.withLock { shown in
      guard !shown.isEmpty else { return }
      shown = ""
      write(Data("\r\u{1B}[K".utf8))
    }
  }

  /// A value as JSON, keys sorted, its sentences worded for someone who gives options or has a plan.
  static func print(json value: some Encodable, for audience: Audience = .commandLine) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.audience = audience
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
