import ArgumentParser
import Foundation
import GridcastBase
import GridcastFiles

/// The command `gridcast` and its subcommands.
@main struct GridcastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gridcast",
    abstract: "From points of interest to a forecast map.",
    discussion: """
      Each step on the way is a command, and `run` does them all by a plan. `gridcast COMMAND \
      --help` shows the options of a command, with examples that work.

      To begin:
        gridcast sample city && gridcast run city/plan.yaml
        gridcast info city/pois.shp
        gridcast convert city/pois.shp -o pois.gpkg

      Messages and help are in English or Chinese: by LANG, or by `--lang zh` and `--lang en` with any \
      command.

      Exit codes: 0 done, 64 wrong use, 65 bad data, 66 cannot read, 69 not installed, 70 a bug, \
      73 cannot write, 75 try again, 130 interrupted.
      """,
    version: gridcastVersion,
    groupedSubcommands: [
      CommandGroup(name: "Fetch", subcommands: [FetchCommand.self, GeocodeCommand.self]),
      CommandGroup(
        name: "Convert",
        subcommands: [
          InfoCommand.self, FormatsCommand.self, SystemsCommand.self, ConvertCommand.self,
          ReprojectCommand.self, BatchCommand.self,
        ]),
      CommandGroup(
        name: "Count",
        subcommands: [
          FishnetCommand.self, BinCommand.self, CategoriesCommand.self, SplitCommand.self,
          MergeCommand.self,
        ]),
      CommandGroup(
        name: "Analyse",
        subcommands: [
          ClusterCommand.self, CorrelateCommand.self, StructureCommand.self, HotspotsCommand.self,
        ]),
      CommandGroup(
        name: "Forecast",
        subcommands: [
          TrainCommand.self, SweepCommand.self, ForecastCommand.self, ExportCommand.self,
        ]),
      CommandGroup(name: "Draw", subcommands: [MapCommand.self, ReportCommand.self]),
      CommandGroup(
        name: "Whole job",
        subcommands: [RunCommand.self, SampleCommand.self, DescribeCommand.self]),
    ])

  static func main() {
    StandardStream.replaceClosed()
    // Swift reads them from /proc, and without it has not even the program's name: that must not pass for a call
    // without arguments, which shows the help and succeeds.
    if CommandLine.arguments.isEmpty {
      Console.error(
        "the arguments cannot be read, for there is no /proc here; mount it: mount -t proc proc /proc"
      )
      exit(withExitCode: Console.finish(GridcastError(.notInstalled, "", "").exitCode))
    }
    // Known before GDAL is loaded, and from the command line only: no file that is read can allow it.
    ProcessSettings.ownProcess(allowsRemote: CommandLine.arguments.contains("--allow-remote"))
    StopSignals.handle { signalled in
      Console.interrupted(signalled)
      // exit() would destroy objects that running threads still use.
      _exit(GridcastError(.interrupted, "", "").exitCode)
    }
    // A file that grows too large, or a pipe whose reader has ended, is handled as an ordinary
    // error.
    for signal in [SIGXFSZ, SIGPIPE] { Foundation.signal(signal, SIG_IGN) }
    exit(withExitCode: Console.finish(outcome()))
  }

  /// Runs the command that was asked for, and tells what went wrong.
  ///
  /// - Returns: Its exit code.
  private static func outcome() -> Int32 {
    var audience = Audience.commandLine
    do {
      try chooseLanguage()
      let arguments = try Self.arguments()
      if let fault = WrongUse.unknownCommand(in: arguments) { throw fault }
      if let fault = WrongUse.repeatedOption(in: arguments) { throw fault }
      var command = try parseAsRoot(WrongUse.placingNegatives(in: arguments))
      // What a plan says, its keys mend.
      if command is RunCommand { audience = .plan }
      try command.run()
      Ending.finish()
      return 0
    } catch let error as GridcastError where error.kind == .interrupted {
      Ending.waitForEnd()
    } catch let error as GridcastError {
      // Whatever fails after a signal has come fails because of it.
      Ending.finish()
      Console.error(error.worded(for: audience))
      if wantsJSON { Console.answer(ErrorReport(error, for: audience)) }
      return error.exitCode
    } catch {
      Ending.finish()
      // Help that was asked for, or what is wrong with the arguments, which repeats them.
      let code = exitCode(for: error)
      var text = fullMessage(for: error)
      if text.isEmpty || code.isSuccess {
        let path = WrongUse.path(in: (try? Self.arguments()) ?? [])
        if text.contains("USAGE: "), let help = HelpScreen(of: path, english: text) {
          text = help.text
        }
        if !text.isEmpty { StandardStream.output.write(text + "\n") }
        return code.rawValue
      }
      if let option = WrongUse.unknownOption(in: (try? Self.arguments()) ?? []) {
        let usage = text.firstRange(of: "\nUsage:").map { text[$0.lowerBound...] } ?? ""
        text = option.description + usage
      }
      text = WrongUse.told(WrongUse.withOwnUsage(text, in: (try? Self.arguments()) ?? []))
      Console.usage(text)
      if wantsJSON { Console.answer(ErrorReport(usage: text, code: code.rawValue)) }
      return code.rawValue
    }
  }

  /// The words of the command line without `--lang LANGUAGE`, which every command takes.
  ///
  /// - Throws: What `OddNames` throws.
  private static func arguments() throws(GridcastError) -> [String] {
    var words = try OddNames.arguments()
    if let place = Self.language(in: words)?.place { words.removeSubrange(place) }
    return words
  }

  /// The language that is asked for, and which words ask for it.
  private static func language(in words: [String]) -> (name: String, place: Range<Int>)? {
    let options = words.prefix { $0 != "--" }
    for (index, word) in options.enumerated() {
      if word.hasPrefix("--lang=") { return (String(word.dropFirst(7)), index..<index + 1) }
      if word == "--lang", index + 1 < options.count {
        return (options[index + 1], index..<index + 2)
      }
    }
    return nil
  }

  /// Sets the language of all that is told: that of --lang, or else that of the environment.
  ///
  /// - Throws: `.usage` where there are no messages in the one that is asked for.
  private static func chooseLanguage() throws(GridcastError) {
    Language.current = Language(environment: ProcessInfo.processInfo.environment)
    guard let asked = language(in: Array(CommandLine.arguments.dropFirst())) else { return }
    guard let language = Language(named: asked.name) else {
      throw GridcastError(
        .usage, "language '\(asked.name)'",
        "there are no messages in it; use \(Language.allCases.map(\.rawValue).joined(separator: ", "))"
      )
    }
    Language.current = language
  }

  /// Whether whoever called reads the answer by program.
  private static var wantsJSON: Bool {
    CommandLine.arguments.prefix { $0 != "--" }.contains("--json")
  }

  private static func exit(withExitCode code: Int32) -> Never { Foundation.exit(code) }
}
