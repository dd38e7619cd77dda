import ArgumentParser
import Gridcast

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Do a whole job by a plan: from inputs to the forecast map.",
    discussion: """
      Beside the outputs, run.json tells inputs with their hashes, versions, parameters, counts, \
      scores and the seconds of each step. docs/cli.md shows a plan.

      Example:
        gridcast run plan.yaml --overwrite
      """)

  @Argument(help: "The plan, a YAML file.") var plan: String
  @Flag(help: "Print what would be done, and do nothing.") var dryRun = false
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    let plan = try Plan(reading: plan)
    if dryRun { return try tellPlan(plan) }
    let record = try Pipeline(plan).run(overwrite: outputs.overwrite, progress: report.progress)
    report.warn(record.notes)
    if report.json {
      Console.print(try record.json())
      return
    }
    tell(record)
  }

  private func tellPlan(_ plan: Plan) throws {
    let counting = plan.counting
    for input in counting.inputs {
      let reader = try LayerReader(input, for: counting.measure.purpose)
      let layers = reader.layers.map(\.name).joined(separator: ", ")
      Console.print("read       \(input.path) (\(reader.format), layer \(layers))")
    }
    let target: String =
      switch counting.target {
      case .utm: "WGS 84 / UTM, zone by the data"
      case .named(let name): name
      }
    Console.print("reproject  to \(target)")
    Console.print(
      "bin        \(counting.measure.rawValue) per cell of \(formatted(counting.cellSize.value, 6))"
        + (counting.cellSize.unit == .metres ? " m" : "°")
        + (counting.studyArea.map { " within \($0.path) (\(counting.rule.rawValue))" } ?? ""))
    if let model = plan.model {
      let features =
        model.settings.features.isEmpty
        ? model.minCorrelation.map { "the bands that correlate by \(formatted($0, 2)) or more" }
          ?? "all other bands"
        : model.settings.features.joined(separator: ", ")
      Console.print("train      \(model.settings.target) from \(features)")
    }
    for path in plan.outputs.all { Console.print("write      \(path)") }
  }

  private func tell(_ record: RunRecord) {
    var table = Table(["step", "seconds"], right: [1])
    for step in record.steps { table.add([step.name, formatted(step.seconds, 2)]) }
    Console.print(table.text)
    Console.print()
    for step in record.steps {
      if let read = step.read, let kept = step.kept {
        Console.print("\(formatted(read)) read, \(formatted(kept)) counted")
        for item in step.dropped ?? [] {
          Console.print("  \(formatted(item.count)) left out: \(item.reason)")
        }
      }
      for validation in step.validations ?? [] {
        let kind = validation.folds == "random" ? "random folds" : "spatial blocks"
        let r2 = validation.all.r2.map { formatted($0, 4) } ?? "unknown"
        Console.print("R² on cells not seen, \(kind): \(r2)")
      }
    }
    Console.print()
    for path in record.outputs { Console.print(path) }
  }
}
