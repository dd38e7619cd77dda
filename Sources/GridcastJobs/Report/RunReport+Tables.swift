package import GridcastBase
import GridcastDraw
import GridcastForecast

extension RunReport {
  /// The features left out with their reasons, and the warnings of the run.
  func losses(_ more: [Sentence]) -> [ReportPage.Block] {
    let dropped = record.steps.flatMap { step in
      (step.dropped ?? []).map { [step.title, $0.reason, Sentence(formatted($0.count))] }
    }
    var blocks: [ReportPage.Block] = []
    // Notes on the model speak of scores, which specialists read.
    let (ofModel, others) = record.notesOfModel
    let remarks = others + more.filter { !ofModel.contains($0) && !others.contains($0) }
    if !remarks.isEmpty { blocks.append(.list(remarks)) }
    blocks.append(
      dropped.isEmpty
        ? .paragraph("No feature that was read was left out.")
        : .table(header: ["step", "left out", "features"], rows: dropped, numbers: [2]))
    return blocks
  }

  /// The warnings about the model and its forecast.
  var modelWarnings: [ReportPage.Block] {
    let ofModel = record.notesOfModel.ofModel
    return ofModel.isEmpty ? [] : [.warnings(ofModel)]
  }

  /// The sum of each band.
  var countTables: [ReportPage.Block] {
    guard let result = record.result else { return [] }
    let rows = result.sums.sorted {
      $0.value != $1.value && !record.isOfYears ? $0.value > $1.value : $0.key < $1.key
    }
    .map { [Sentence($0.key), Sentence(spoken($0.value, 3))] }
    return [.table(header: ["band", "sum"], rows: rows, numbers: [1])]
  }

  /// The scores of the model and its baselines.
  var modelTables: [ReportPage.Block] {
    func row(_ name: Sentence, by who: Sentence, _ scores: Scores) -> [Sentence] {
      [name, who]
        + [
          scores.r2.map { spoken($0, 4) } ?? "", spoken(scores.rmse, 4), spoken(scores.mae, 4),
          scores.bias.map { spoken(100 * $0, 2) + " %" } ?? "",
        ].map { Sentence($0) }
    }
    var rows: [[Sentence]] = []
    var settings: [[Sentence]] = []
    for step in record.steps {
      for validation in step.validations ?? [] {
        let name = name(of: validation)
        rows.append(row(name, by: "model", validation.all))
        for (baseline, scores) in validation.baselines {
          rows.append(row(name, by: baseline.name, scores.all))
        }
      }
      for comparison in step.comparisons ?? [] {
        let all: [(Sentence, Scores?)] = [
          ("model", comparison.model),
          ("model for other years and cities", comparison.delivered),
          // Without networks it is the model itself.
          (
            "Poisson-linear growth", comparison.linear == comparison.model ? nil : comparison.linear
          ),
          ("persistence", comparison.persistence), ("uniform growth", comparison.growth),
        ]
        for case (let who, let scores?) in all {
          rows.append(row(comparison.title, by: who, scores))
        }
      }
      if let features = step.features {
        settings.append(["predicted from", Sentence(features.joined(separator: ", "))])
      }
      settings += (step.parameters ?? [:]).filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
        .map { [Sentence($0.key), Sentence($0.value)] }
    }
    var blocks: [ReportPage.Block] = []
    if !rows.isEmpty {
      blocks.append(
        .table(
          header: ["judged on", "what predicts", "R²", Sentence("RMSE"), Sentence("MAE"), "bias"],
          rows: rows,
          numbers: [2, 3, 4, 5]))
    }
    if !settings.isEmpty {
      blocks.append(.table(header: ["setting", "value"], rows: settings, numbers: []))
    }
    return blocks
  }

  /// The inputs and the settings of the count.
  var parameterTables: [ReportPage.Block] {
    let inputs = record.inputs.map { input in
      [
        input.path, input.features.map { formatted($0) } ?? "",
        input.sha256.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.prefix(12))…" }
          .joined(separator: ", "),
      ].map { Sentence($0) }
    }
    func pairs(_ texts: [String: String]) -> [[Sentence]] {
      texts.sorted { $0.key < $1.key }.map { [Sentence($0.key), Sentence($0.value)] }
    }
    return [
      .table(header: ["input", "features", Sentence("SHA-256")], rows: inputs, numbers: [1]),
      .table(header: ["parameter", "value"], rows: pairs(record.parameters), numbers: []),
      .table(header: ["made with", "version"], rows: pairs(record.versions), numbers: []),
    ]
  }
}

extension RunRecord.Step {
  /// The year whose features the step counts; nil of any other step.
  var year: String? { name.hasPrefix("bin ") ? String(name.dropFirst(4)) : nil }

  /// What the step is called for people.
  package var title: Sentence {
    if let year { return "bin \(year)" }
    let words = name.split(separator: " ", maxSplits: 1)
    return words.first == "forecast" && words.count > 1
      ? "forecast \(words[1])" : Sentence(message: name)
  }
}
