import ArgumentParser
import Gridcast

/// How the result is told.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Print the result as JSON.") var json = false
  @Flag(help: "Print neither progress nor warnings.") var quiet = false

  /// What the library tells its progress to.
  var progress: ProgressHandler {
    let isQuiet = quiet
    return { step, done, all in if !isQuiet { Console.progress(step, done, all) } }
  }

  func warn(_ notes: [String]) {
    Console.clearBar()
    if !quiet { for note in notes { Console.warn(note) } }
  }
}
