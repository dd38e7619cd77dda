import ArgumentParser
import Dispatch
import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats

/// The command `gridcast` and its subcommands.
@main struct GridcastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gridcast",
    abstract: "From points of interest to a forecast map.",
    discussion: """
      The stages are commands of their own: info, convert, reproject, fishnet, bin, cluster, \
      correlate, structure, hotspots, train, sweep, forecast. `formats` lists what is read and \
      written, `map` draws what they write, `run` does them \
      all by a plan, `batch` converts many datasets by a list, and \
      `sample` makes a city to try them on.

      Exit codes: 0 done, 64 wrong use, 65 bad data, 66 cannot read, 69 not installed, 70 a bug, \
      73 cannot write, 75 try again, 130 interrupted.
      """,
    version: gridcastVersion,
    subcommands: [
      InfoCommand.self, FormatsCommand.self, ConvertCommand.self, ReprojectCommand.self,
      BatchCommand.self,
      FishnetCommand.self, BinCommand.self,
      ClusterCommand.self, CorrelateCommand.self, StructureCommand.self, HotspotsCommand.self,
      TrainCommand.self, SweepCommand.self, ForecastCommand.self, MapCommand.self,
      ReportCommand.self, RunCommand.self,
      SampleCommand.self,
    ])

  static func main() {
    // Known before GDAL is loaded, and from the command line only: no file that is read can allow it.
    ProcessSettings.ownProcess(allowsRemote: CommandLine.arguments.contains("--allow-remote"))
    let signals = [SIGINT, SIGTERM].map(cleanUp)
    defer { withExtendedLifetime(signals) {} }
    // A file that grows too large, or a pipe whose reader has ended, is handled as an ordinary
    // error.
    for signal in [SIGXFSZ, SIGPIPE] { Foundation.signal(signal, SIG_IGN) }
    var audience = Audience.commandLine
    do {
      var command = try parseAsRoot()
      // What a plan says, its keys mend.
      if command is RunCommand { audience = .plan }
      try command.run()
      StandardInput.remove()
    } catch let error as GridcastError where error.kind == .interrupted {
      // The signal's handler reports the interruption and ends the process.
      while true { sleep(1) }
    } catch let error as GridcastError {
      StandardInput.remove()
      Console.error(error.worded(for: audience))
      exit(withExitCode: error.exitCode)
    } catch {
      StandardInput.remove()
      let code = exitCode(for: error)
      guard code != .success, case let words = fullMessage(for: error), !words.isEmpty else {
        exit(withError: error)
      }
      Console.usage(words)
      exit(withExitCode: code.rawValue)
    }
  }

  private static func exit(withExitCode code: Int32) -> Never { Foundation.exit(code) }

  /// Removes incomplete outputs when the user stops the command.
  private static func cleanUp(on signal: Int32) -> any DispatchSourceSignal {
    Foundation.signal(signal, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
    source.setEventHandler {
      let hasOutputs = Staging.removeAll()
      StandardInput.remove()
      Console.interrupted(hasOutputs: hasOutputs)
      // exit() would destroy objects that running threads still use.
      _exit(GridcastError(.interrupted, "", "").exitCode)
    }
    source.resume()
    return source
  }
}
