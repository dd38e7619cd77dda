import ArgumentParser
import Foundation
import GridcastBase
import GridcastForecast
import GridcastFormats
import GridcastJobs
import GridcastWrite
import Neural

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Search for good settings of a model.",
    discussion: """
      Tries many settings on the same counts, and keeps the best in a file that a plan takes.

      Example:
        gridcast sweep bp counts.tif --target business --study --sample 5 -o sweep
      """,
    subcommands: [PerceptronSweepCommand.self])
}

struct PerceptronSweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bp",
    abstract: "Search for good settings of the BP network.",
    discussion: """
      As in the study: first the nodes of each layer, then the nine pairs of activations, then \
      learning rate and momentum, each around the best so far. Every trial is cross-validated on \
      the same folds; with --study, whose search it is, all 349 take about a quarter of an hour for \
      1,000 cells on two cores. The \
      folder gets trials.csv (best first), best.yaml, which a plan takes as its model, pictures, and \
      a journal: a sweep that was interrupted goes on when it is started again.

      Examples:
        gridcast sweep bp counts.tif --target business --study --stages rates \\
          --rates 0.02,0.04 --momenta 0.3,0.5 -o sweep
        gridcast sweep bp counts.tif --target business --study --sample 5 -o random
      """)

  @OptionGroup var prediction: PredictionOptions
  @OptionGroup(title: "Network and training") var network: NetworkOptions
  @Option(
    .choice,
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "What to vary: nodes, activations, rates; always in this order. Default: all.",
      valueName: "stage"))
  var stages: [Sweep.Stage] = []
  @Option(
    .text,
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "For each hidden layer the nodes to try. Default: 10,20,…,100 10,30,50,70,90 10,30,50,70,90.",
      valueName: "nodes"))
  var nodes: [String] = []
  @Option(
    .text,
    help: ArgumentHelp(
      "The activations to try in all pairs. Default: sigmoid,relu,tanh.", valueName: "list"))
  var activations: String?
  @Option(
    .text,
    help: ArgumentHelp(
      "The learning rates to try. Default: 0.01,0.02,…,0.1.", valueName: "list"))
  var rates: String?
  @Option(
    .text,
    help: ArgumentHelp("The momenta to try. Default: 0.1,0.2,…,0.9.", valueName: "list"))
  var momenta: String?
  @Option(
    .whole(1),
    help: ArgumentHelp(
      "Try so many combinations of all these, drawn at random, instead.", valueName: "count"))
  var sample: Int?
  @Option(
    .choice,
    help: ArgumentHelp(
      "The folds to judge by: random, as in the study, or blocks.", valueName: "folds"))
  var judge = Folds.Kind.random
  @Option(
    .newFolder,
    name: [.short, .long], help: ArgumentHelp("The folder to write to.", valueName: "folder"))
  var output: String
  @Option(
    .text, .nowhere,
    help: ArgumentHelp(
      "Run every N-th trial only, 1/N to N/N, of the first stage that is not done, and write the journal only; journals of all shares put together are the whole sweep's.",
      valueName: "i/N"))
  var shard: String?
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if sample != nil && !stages.isEmpty {
      throw misuse("--sample tries combinations of everything; leave out --stages.")
    }
    if let sample, sample < 1 { throw misuse("--sample must be at least 1.") }
    _ = try space
  }

  private var space: Sweep.Space {
    get throws {
      func list<Value>(_ text: String, of name: String, _ value: (String) -> Value?) throws
        -> [Value]
      {
        let values = text.split(separator: ",").map {
          value($0.trimmingCharacters(in: .whitespaces))
        }
        let known = values.compactMap { $0 }
        guard !known.isEmpty, known.count == values.count else {
          throw misuse("--\(name) takes values with commas between them, not '\(text)'.")
        }
        return known
      }
      var space = Sweep.Space()
      if !nodes.isEmpty {
        space.nodes = try nodes.map {
          try list($0, of: "nodes") { Int($0).flatMap { 1...10_000 ~= $0 ? $0 : nil } }
        }
      }
      if let activations {
        space.activations = try list(activations, of: "activations") { Activation(rawValue: $0) }
      }
      if let rates {
        space.rates = try list(rates, of: "rates") {
          Float($0).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
        }
      }
      if let momenta {
        space.momenta = try list(momenta, of: "momenta") {
          Float($0).flatMap { 0..<1 ~= $0 ? $0 : nil }
        }
      }
      let combinations =
        space.nodes.reduce(1.0) { $0 * Double($1.count) } * Double(space.activations.count)
        * Double(space.activations.count) * Double(space.rates.count * space.momenta.count)
      guard combinations <= 10_000_000 else {
        throw misuse(
          "\(spoken(combinations, 0)) combinations are too many; give fewer values to try.")
      }
      return space
    }
  }

  func run() throws {
    let counts = try Raster(
      reading: prediction.raster, working: CellsModel.trainingBytesPerCell)
    let all = try prediction.settings(network.settings, for: counts)
    guard let settings = all.first, all.count == 1 else {
      throw GridcastError(
        .usage, "sweep", "it searches for the settings of one target; \(.nameOneTarget)")
    }
    let sweep = try Sweep(counts, settings, judge: judge, subject: prediction.raster)
    let folder = try SweepFolder(
      output, fingerprint: sweep.fingerprint, overwrite: outputs.overwrite)
    report.warn(folder.notes)
    let search = SweepSearch(sweep, settings: settings, space: try space, folder: folder)
    let progress = report.progress
    let strategy: SweepSearch.Strategy =
      sample.map { .sample($0) } ?? .stages(stages.isEmpty ? Sweep.Stage.allCases : stages)
    if let shard {
      let done = try search.run(strategy, shard: Shard(shard)) { progress("sweep, \($0)", $1, $2) }
      if report.json { return try Console.print(json: ["trials": done]) }
      return Console.print("\(counted(done, "trial")), kept in \(output)")
    }
    let result = try search.run(strategy) {
      if $1 > 0 {
        Console.hintAfterInterrupt(
          "\(output) keeps the trials that are done: start the sweep again to go on")
      }
      progress("sweep, \($0)", $1, $2)
    }
    let (files, notes) = try result.write(to: output)
    report.warn(result.notes + notes)
    try SweepReport(result, files, notes).print(json: report.json)
  }
}

/// The report of a sweep.
struct SweepReport: Encodable {
  let trials: Int
  let resumed: Int
  let best: [Sweep.Result]
  let baselines: [String: Scores]
  let files: [String]
  let notes: [Sentence]

  init(_ result: SweepSearch.Result, _ files: [String], _ notes: [Sentence]) {
    trials = result.results.count
    resumed = result.knownCount
    best = Array(Sweep.ranked(result.results).prefix(10))
    baselines = Dictionary(
      uniqueKeysWithValues: result.baselines.map { ($0.key.rawValue, $0.value) })
    self.files = files
    self.notes = result.notes + notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    Console.print(
      resumed > 0
        ? "\(counted(trials, "trial")), \(formatted(resumed)) of them done before"
        : counted(trials, "trial").sentence)
    Console.print()
    var table = Table(
      ["nodes", "activations", "rate", "momentum", "R²", "error", "RMSE", "bias of total"],
      right: Set(2...7))
    for result in best {
      let trial = result.trial
      table.add([
        trial.hidden.map(String.init).joined(separator: "-"),
        "\(trial.firstActivation.rawValue)/\(trial.laterActivation.rawValue)",
        "\(trial.learningRate)", "\(trial.momentum)",
        result.scores?.r2.map { spoken($0, 4) } ?? "",
        result.error.map { spoken($0, 6) } ?? "",
        result.scores.map { spoken($0.rmse, 3) } ?? "",
        result.scores?.bias.map { spoken(100 * $0, 1) + " %" } ?? "",
      ])
    }
    for (name, scores) in baselines.sorted(by: { $0.key < $1.key }) {
      table.add([
        worded(Sentence(message: name)), "", "", "", scores.r2.map { spoken($0, 4) } ?? "", "",
        spoken(scores.rmse, 3),
        scores.bias.map { spoken(100 * $0, 1) + " %" } ?? "",
      ])
    }
    Console.print(plain: table.text)
    Console.print()
    for file in files { Console.print(plain: file) }
  }
}
