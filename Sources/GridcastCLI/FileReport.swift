import Foundation
import GridcastBase
import GridcastBin
import GridcastFiles
import GridcastForecast
import GridcastFormats
import GridcastGeo
import GridcastJobs

/// The report of `info` on a file of Gridcast's own: a model, a plan, rules, a list of jobs, the record of a run.
struct FileReport: Encodable {
  let path: String
  let format: Sentence
  /// What there is to tell, in order.
  private var facts: [Fact] = []
  private var notes: [Sentence] = []

  private struct Fact: Encodable {
    let name: Sentence
    let value: Sentence

    private enum CodingKeys: CodingKey {
      case name, value
    }

    /// Programs know a fact by its name in English.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name.english, forKey: .name)
      try container.encode(value, forKey: .value)
    }
  }

  /// nil for what is no file of Gridcast's own.
  ///
  /// - Throws: What its reader throws where it is one that is damaged or makes no sense.
  init?(_ path: String) throws(GridcastError) {
    self.path = path
    switch FileKind(of: path) {
    case .model:
      format = "trained model (safetensors)"
      tell(try Forecaster(reading: path))
    case .plan:
      let text = String(
        decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
      let keys = Set(text.matches(of: /(?m)^([a-z-]+)\s*:/).map { String($0.1) })
      if keys.contains("jobs") {
        format = "list of jobs (YAML)"
        tell(try Manifest(reading: path))
      } else if keys.contains("categories"), keys.isDisjoint(with: ["inputs", "years", "outputs"]) {
        format = "rules of categories (YAML)"
        tell(try CategoryRules(named: path))
      } else {
        format = "plan (YAML)"
        tell(try Plan(reading: path))
      }
    case .record:
      format = "record of a run (JSON)"
      tell(try RunRecord(reading: path))
    case .other(let name)?:
      throw GridcastError(
        .badData, path,
        "it is \(Sentence(message: name)), and layers, tables, rasters, models, plans, rules and the records of runs are told of"
      )
    default: return nil
    }
  }

  private mutating func add(_ name: Sentence, _ value: String?) {
    add(name, in: value.map { Sentence($0) })
  }

  private mutating func add(_ name: Sentence, in words: Sentence?) {
    if let words, !words.isEmpty { facts.append(Fact(name: name, value: words)) }
  }

  private static func listed(_ parameters: [String: String]) -> String {
    parameters.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }

  private mutating func tell(_ forecaster: Forecaster) {
    switch forecaster {
    case .cells(let cells):
      for model in cells.models {
        let name = cells.models.count > 1 ? " \(model.target)" : ""
        add("predicts\(name)", model.target)
        add("by\(name)", in: model.method.label)
        add("from\(name)", model.features.joined(separator: ", "))
        if let own = model.scores[.blocks], let mean = model.baselines[.blocks]?[.mean] {
          add("how good\(name)", in: CellModel.verdict(on: model.target, own, mean: mean))
        }
      }
      if let first = cells.models.first {
        add(
          "trained on",
          in: "\(counted(first.cells.count, "cell")) of \(formatted(first.cellSize, 6))")
        addSystem(first.coordinateSystem)
        add("settings", Self.listed(first.parameters))
      }
      notes += cells.warnings
    case .growth(let model):
      add("predicts", in: model.choice.target.map { Sentence($0) } ?? "the sum of all functions")
      add("by", in: model.networks.isEmpty ? "Poisson-linear growth" : "growth with networks")
      add("from", model.choice.bands.joined(separator: ", "))
      add("years ahead", model.years())
      add("growth", formatted(model.growth, 4))
      add("cells", in: "of \(formatted(model.cellSize, 6))")
      model.coordinateSystems.first.map { addSystem($0) }
      add("settings", Self.listed(model.parameters))
      notes += model.comparisons.warnings
    case .convDeconv(let model):
      add("predicts", in: model.band.map { Sentence($0) } ?? "the only band")
      add("by", in: "conv–deconv network, windows of \(model.window) × \(model.window) cells")
      add("years ahead", model.years)
      add("cells", in: "of \(formatted(model.cellSize, 6))")
      addSystem(model.coordinateSystem)
      add("settings", Self.listed(model.parameters))
      notes += model.warnings
    }
  }

  private mutating func addSystem(_ definition: String) {
    add("coordinate system", (try? CoordinateSystem.named(definition))?.description ?? definition)
  }

  private mutating func tell(_ plan: Plan) {
    let counting = plan.counting
    for year in plan.years {
      add("\(year.number)", counting.inputs[year.inputs].map(\.path).joined(separator: ", "))
    }
    if plan.years.isEmpty { add("inputs", counting.inputs.map(\.path).joined(separator: ", ")) }
    let unit = counting.cellSize.unit == .metres ? " m" : "°"
    add("cell", formatted(counting.cellSize.value, 6) + unit)
    switch counting.categorization {
    case .single: break
    case .field(let field): add("category", field)
    case .rules(let rules): add("categories", rules.name)
    }
    add("study area", counting.studyArea?.path)
    switch plan.model {
    case .cells(let model)?:
      add(
        "model",
        in: "\(model.settings.method.label) that predicts \(model.targets.joined(separator: ", "))")
    case .convDeconv(let model)?:
      add(
        "model",
        in:
          "\(model.band.map { Sentence($0) } ?? "the sum of all") from \(model.from) to \(model.to)"
      )
    case nil: break
    }
    let missing = plan.paths.filter {
      $0.contains("/") && NetworkName($0) == nil && InputFiles.fault(of: $0) != nil
    }
    for path in missing { notes.append("there is no \(path)") }
    for (role, path) in plan.outputs.byRole {
      let isThere = FileManager.default.fileExists(atPath: path)
      add(
        Sentence(message: role),
        in: facts.contains { $0.name == Sentence(message: role) }
          ? nil : isThere ? "\(path) (there)" : Sentence(path))
    }
  }

  private mutating func tell(_ manifest: Manifest) {
    add("jobs", formatted(manifest.jobs.count))
    add("to", manifest.folder)
    notes += manifest.notes
  }

  private mutating func tell(_ rules: CategoryRules) {
    add("categories", rules.categories.joined(separator: ", "))
    add("fields", rules.fields.joined(separator: ", "))
  }

  private mutating func tell(_ record: RunRecord) {
    add("plan", record.plan.path)
    add("Gridcast", record.versions["gridcast"])
    for input in record.inputs {
      add(
        input.features == nil ? "beside" : "input",
        in: input.features.map { "\(input.path), \(counted($0, "feature"))" }
          ?? Sentence(input.path))
    }
    for step in record.steps {
      if let read = step.read, let kept = step.kept {
        add(step.title, in: "\(formatted(kept)) of \(formatted(read)) counted")
      }
      for own in step.validations ?? [] where own.folds == .blocks {
        add(
          "how good\((record.target?.bands ?? []).count > 1 ? " \(own.target ?? "")" : "")",
          in: CellModel.verdict(on: own.target ?? "", own.all, mean: own.mean.all))
      }
    }
    if let result = record.result {
      add(
        "cells",
        in:
          "\(formatted(result.cells)) of \(formatted(result.cellSize, 6)) in \(result.coordinateSystem)"
      )
    }
    for output in record.outputs { add(Sentence(message: output.role), record.path(of: output)) }
    notes += record.notes
  }

  func print() {
    Console.print(plain: path)
    let lines = ([Fact(name: "format", value: format)] + facts).map {
      (name: $0.name.description, value: $0.value.worded(for: .commandLine))
    }
    let width = max(19, (lines.map { Table.width($0.name) }.max() ?? 0) + 2)
    for line in lines {
      Console.print(plain: "  " + Table.padded(line.name, to: width) + line.value)
    }
    for note in notes { Console.print("  note: \(note.worded(for: .commandLine))") }
  }
}
