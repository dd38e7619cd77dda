import ArgumentParser
import Dispatch
import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats

/// The command and its subcommands.
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
    ProcessSettings.ownProcess()
    let signals = [SIGINT, SIGTERM].map(cleanUp)
    defer { withExtendedLifetime(signals) {} }
    // A file that grows too large, or a reader that is gone, is an error like any other.
    for signal in [SIGXFSZ, SIGPIPE] { Foundation.signal(signal, SIG_IGN) }
    var audience = Audience.commandLine
    do {
      var command = try parseAsRoot()
      // What a plan says, its keys mend.
      if command is RunCommand { audience = .plan }
      try command.run()
      StandardInput.remove()
    } catch let error as GridcastError where error.kind == .interrupted {
      // The signal's handler says so and ends the process.
      while true { sleep(1) }
    } catch let error as GridcastError {
      StandardInput.remove()
      Console.error(error.worded(for: audience))
      exit(withExitCode: error.exitCode)
    } catch {
      StandardInput.remove()
      exit(withError: error)
    }
  }

  private static func exit(withExitCode code: Int32) -> Never { Foundation.exit(code) }

  /// Leaves nothing half-written or half put in place behind when the user stops the command.
  private static func cleanUp(on signal: Int32) -> any DispatchSourceSignal {
    Foundation.signal(signal, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
    source.setEventHandler {
      let hasOutputs = Staging.removeAll()
      StandardInput.remove()
      Console.interrupted(hasOutputs: hasOutputs)
      // Not exit(): what it tears down, the threads at work still use.
      _exit(GridcastError(.interrupted, "", "").exitCode)
    }
    source.resume()
    return source
  }
}
