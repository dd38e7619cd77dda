import ArgumentParser
import Gridcast

/// How progress is shown on standard error.
enum ProgressStyle: String, CaseIterable, ExpressibleByArgument {
  /// A line that is drawn anew, on a terminal only.
  case bar
  /// A line of JSON an event.
  case json
  case none
}

/// How the result is told.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Print the result as JSON.") var json = false
  @Flag(help: "Print neither progress nor warnings.") var quiet = false
  @Option(
    name: .customLong("progress"),
    help: ArgumentHelp(
      "How progress is shown: bar (on a terminal), json (a line an event on standard error), none.",
      valueName: "style"))
  var progressStyle = ProgressStyle.bar

  private struct Event: Encodable {
    let event = "progress"
    let step: String
    let done: Int
    let all: Int?
  }

  /// The style, none where all is to be quiet.
  var style: ProgressStyle { quiet && progressStyle == .bar ? .none : progressStyle }

  /// What the library tells its progress to.
  var progress: ProgressHandler {
    switch style {
    case .bar: { step, done, all in Console.progress(step, done, all) }
    case .json: { step, done, all in Console.event(Event(step: step, done: done, all: all)) }
    case .none: { _, _, _ in }
    }
  }

  func warn(_ notes: [String]) {
    Console.clearBar()
    if !quiet { for note in notes { Console.warn(note) } }
  }
}
