import ArgumentParser
import Foundation
import GridcastBase
import GridcastBin
import GridcastForecast
import GridcastFormats
import GridcastGeo
import GridcastJobs
import GridcastReproject

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Do a whole job by a plan: from inputs to the forecast map.",
    discussion: """
      Beside the outputs, run.json tells inputs with their hashes, versions, parameters, counts, \
      scores and the seconds of each step. A second run does only what has changed. `gridcast sample city` \
      writes a folder with data and a plan to start from; docs/cli.md has all keys.

      A plan, plan.yaml:
        inputs: pois.csv
        cell: 1km
        category: function
        outputs: {folder: map, counts: counts.tif}

      Examples:
        gridcast run plan.yaml --overwrite
        gridcast run plan.yaml --set cell=2km --set outputs.folder=map-2km
      """)

  @Argument(.file("yaml", "yml"), help: "The plan, a YAML file.") var plan: String
  @Option(
    .text, .nowhere,
    help: ArgumentHelp(
      "Set a key of the plan for this run, as cell=500m or model.epochs=100; nothing behind the sign takes the key out. May be given more than once.",
      valueName: "key=value"))
  var set: [String] = []
  @Flag(.nowhere, help: "Read and count, and tell what would be done; train and write nothing.")
  var dryRun = false
  @Flag(
    .nowhere,
    help:
      "Do every step, also where nothing has changed since the last run. Otherwise counts and models are kept whose inputs, settings and program are the same."
  )
  var afresh = false
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    let plan = try Plan(reading: plan, setting: set)
    if dryRun { return try tellPlan(plan) }
    let record = try Pipeline(plan).run(
      overwrite: outputs.overwrite, afresh: afresh, progress: report.progress)
    report.warn(record.notes, for: .plan)
    if report.json {
      Console.print(plain: try record.json())
      return
    }
    tell(record)
  }

  private struct Intent: Encodable {
    let step: String
    let what: Sentence
  }

  /// Tells what would be done, once all is found to be right that is known before the training.
  private func tellPlan(_ plan: Plan) throws {
    let found = try Pipeline(plan).rehearse(progress: report.progress)
    let counting = plan.counting
    var intents: [Intent] = []
    for (index, input) in counting.inputs.enumerated() {
      let year = plan.years.first { $0.inputs.contains(index) }?.number
      let reader = try LayerReader(input, for: counting.measure.purpose)
      let layers = reader.layers.map(\.name).joined(separator: ", ")
      let what: Sentence = "\(input.path) (\(reader.format), layer \(layers))"
      intents.append(Intent(step: "read", what: year.map { "\($0): \(what)" } ?? what))
    }
    let target: Sentence =
      switch counting.target {
      case .utm: "WGS 84 / UTM, zone by the data"
      case .named(let name): Sentence("\(try CoordinateSystem.named(name))")
      }
    intents.append(Intent(step: "reproject", what: "to \(target)"))
    let unit = counting.cellSize.unit == .metres ? " m" : "°"
    var cells: Sentence =
      "\(Sentence(message: counting.measure.rawValue)) per cell of \(spoken(counting.cellSize.value, 6))\(unit)"
    if let area = counting.studyArea {
      cells = "\(cells) within \(area.path) (\(Sentence(message: counting.rule.rawValue)))"
    }
    intents.append(
      Intent(
        step: "bin",
        what:
          "\(cells); \(counted(found.cells, "cell", as: "cell of a fishnet")) and \(counted(found.bands.count, "band")) come of it"
      ))
    switch plan.model {
    case nil: break
    case .cells(let model)?:
      let features: Sentence =
        model.settings.features.isEmpty
        ? model.minCorrelation.map { "the bands that correlate by \(spoken($0, 2)) or more" }
          ?? "all other bands"
        : Sentence(model.settings.features.joined(separator: ", "))
      intents.append(
        Intent(
          step: "train",
          what:
            "\(model.targets.joined(separator: ", ")) from \(features) (\(model.settings.method.label))"
        ))
    case .convDeconv(let model)?:
      let units =
        model.stations.map { "in windows around \($0.path)" as Sentence }
        ?? (model.hasNetworks ? "in tiles" : "in all cells")
      for (before, after) in model.pairs {
        intents.append(
          Intent(step: "train", what: "\(before) → \(after) \(units)"))
      }
      intents.append(
        Intent(
          step: "forecast",
          what: model.isCompared
            ? "\(model.from) → \(model.to), compared with it" : "\(model.from) → \(model.to)"))
    }
    if let structure = plan.analyses.structure {
      intents.append(
        Intent(step: "structure", what: "centres, axes and ellipses to \(structure.folder)"))
    }
    if plan.analyses.hotSpots != nil {
      intents.append(Intent(step: "hotspots", what: "hot and cold spots of the cells"))
    }
    for path in plan.outputs.all {
      if found.isUnchanged, !afresh {
        intents.append(
          Intent(step: "write", what: "\(path) (unchanged since the last run, and kept)"))
        continue
      }
      let isThere = FileManager.default.fileExists(atPath: path)
      intents.append(
        Intent(
          step: "write",
          what: !isThere
            ? Sentence(path)
            : outputs.overwrite ? "\(path) (replaced)" : "\(path) (exists: needs --overwrite)"))
    }
    if report.json { return try Console.print(json: intents) }
    for intent in intents {
      let step = worded(Sentence(message: intent.step))
      Console.print(
        plain: Table.padded(step, to: 11) + intent.what.worded(for: .commandLine))
    }
  }

  private func tell(_ record: RunRecord) {
    if record.isKept {
      Console.print(
        "nothing has changed since the last run, whose outputs are kept; --afresh makes them anew")
      Console.print()
    }
    let isKept = record.steps.map { record.isKept || $0.unchanged ?? false }
    let hasRemarks = isKept.contains(true)
    var table = Table(["step", "seconds"] + (hasRemarks ? [""] : []), right: [1])
    for (step, isKept) in zip(record.steps, isKept) {
      let remark: Sentence = isKept ? "unchanged, kept" : ""
      table.add(
        [step.title.description, isKept ? "" : spoken(step.seconds, 2)]
          + (hasRemarks ? [remark.description] : [])
      )
    }
    Console.print(plain: table.text)
    Console.print()
    for step in record.steps {
      if let read = step.read, let kept = step.kept {
        let year = step.name.hasPrefix("bin ") ? step.name.dropFirst(4) + ": " : ""
        Console.print("\(year)\(formatted(read)) read, \(formatted(kept)) counted")
        for item in step.dropped ?? [] {
          Console.print("  \(formatted(item.count)) left out: \(item.reason)")
        }
      }
      if let comparisons = step.comparisons, let last = comparisons.last {
        let isHeldOut = step.name == "train"
        Console.print()
        Console.print(isHeldOut ? "On cells not trained on" : "Against \(last.title)")
        Console.print(plain: ComparisonTable.text(isHeldOut ? comparisons : [last]))
      }
      for validation in step.validations ?? [] {
        if validation.folds == .blocks {
          Console.print()
          Console.print(
            CellModel.verdict(
              on: validation.target ?? "", validation.all, mean: validation.mean.all))
        }
        func r2(_ scores: Scores) -> Sentence {
          scores.r2.map { Sentence(spoken($0, 4)) } ?? "unknown"
        }
        let rivals = validation.baselines.map {
          "\($0.baseline.name) \(r2($0.scores.all))" as Sentence
        }
        let name = (record.target?.bands ?? []).count > 1 ? validation.target : nil
        let kind = name.map { "\($0), \(validation.folds.label)" } ?? validation.folds.label
        Console.print(
          "R² on cells not seen, \(kind): \(r2(validation.all)) (\(rivals.joined(separator: ", ")))"
        )
      }
      if let findings = step.findings {
        Console.print()
        for finding in findings { Console.print(finding) }
      }
    }
    Console.print()
    for output in record.outputs { Console.print(plain: record.path(of: output)) }
  }
}
