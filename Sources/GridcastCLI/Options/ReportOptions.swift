import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastJobs

/// How progress is shown on standard error.
enum ProgressStyle: String, CaseIterable, ExpressibleByArgument {
  /// As a line that is redrawn, on a terminal only.
  case bar
  /// As one line of JSON for each event.
  case json
  case none
}

/// The options for showing progress and results.
struct ReportOptions: ParsableArguments {
  @Flag(.nowhere, help: "Print the result as JSON.") var json = false
  @Flag(.nowhere, help: "Print neither progress nor warnings.") var quiet = false
  @Option(
    .choice, .nowhere,
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

  private struct EpochEvent: Encodable {
    let event = "epoch"
    let member: Int
    let epoch: Int
    let trainingLoss: Float
    let validationLoss: Float?
    let stepsPerSecond: Double
    let secondsLeft: Double
  }

  /// The handler for the progress of training a conv–deconv network.
  var trainingProgress: (ConvDeconv.Progress) -> Void {
    { progress in
      let last = progress.last
      switch style {
      case .bar:
        let member = progress.members > 1 ? " \(last.member)/\(progress.members)" : ""
        let validation = last.validationLoss.map { ", held out \(formatted(Double($0), 4))" } ?? ""
        Console.show(
          "train\(member): \(last.epoch)/\(progress.epochs), loss "
            + "\(formatted(Double(last.trainingLoss), 4))\(validation), "
            + "\(formatted(progress.stepsPerSecond, 0)) steps/s, "
            + "≤ \(ProgressLine.time(progress.secondsLeft)) left")
      case .json:
        Console.event(
          EpochEvent(
            member: last.member, epoch: last.epoch, trainingLoss: last.trainingLoss,
            validationLoss: last.validationLoss, stepsPerSecond: progress.stepsPerSecond,
            secondsLeft: progress.secondsLeft))
      case .none: break
      }
    }
  }

  /// The style of progress; none where the command is quiet.
  var style: ProgressStyle { quiet && progressStyle == .bar ? .none : progressStyle }

  /// The progress handler for the library.
  var progress: ProgressHandler {
    switch style {
    case .bar: { step, done, all in Console.progress(step, done, all) }
    case .json: { step, done, all in Console.event(Event(step: step, done: done, all: all)) }
    case .none: { _, _, _ in }
    }
  }

  /// Puts the outputs in place, and prints the staging's notes.
  func commit(_ staging: Staging) throws {
    try staging.commit()
    warn(staging.notes)
  }

  /// Tells what the user should know: someone who gives options, or who has written a plan.
  func warn(_ notes: [Sentence], for audience: Audience = .commandLine) {
    Console.clearBar()
    if !quiet { for note in notes.worded(for: audience) { Console.warn(note) } }
  }
}
