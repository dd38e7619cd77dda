import GridcastBase
import GridcastDraw
import GridcastForecast

extension RunReport {
  /// The features left out with their reasons, and the warnings of the run.
  func losses(_ more: [Sentence]) -> [ReportPage.Block] {
    let dropped = record.steps.flatMap { step in
      (step.dropped ?? []).map { [step.name, $0.reason.description, formatted($0.count)] }
    }
    var blocks: [ReportPage.Block] = []
    // Notes on the model speak of scores, which specialists read.
    let (ofModel, others) = record.notesOfModel
    let more = more.worded(for: .plan)
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
    .map { [$0.key, spoken($0.value, 3)] }
    return [.table(header: ["band", "sum"], rows: rows, numbers: [1])]
  }

  /// The scores of the model and its baselines.
  var modelTables: [ReportPage.Block] {
    func row(_ name: String, by who: String, _ scores: Scores) -> [String] {
      [
        name, who, scores.r2.map { spoken($0, 4) } ?? "", spoken(scores.rmse, 4),
        spoken(scores.mae, 4), scores.bias.map { spoken(100 * $0, 2) + " %" } ?? "",
      ]
    }
    var rows: [[String]] = []
    var settings: [[String]] = []
    for step in record.steps {
      for validation in step.validations ?? [] {
        let name = name(of: validation)
        rows.append(row(name, by: "model", validation.all))
        for (baseline, scores) in validation.baselines {
          rows.append(row(name, by: baseline.rawValue, scores.all))
        }
      }
      for comparison in step.comparisons ?? [] {
        rows.append(row(comparison.name, by: "network", comparison.model))
        rows.append(row(comparison.name, by: "persistence", comparison.persistence))
        rows.append(row(comparison.name, by: "uniform growth", comparison.growth))
      }
      if let features = step.features {
        settings.append(["predicted from", features.joined(separator: ", ")])
      }
      settings += (step.parameters ?? [:]).filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
        .map { [$0.key, $0.value] }
    }
    var blocks: [ReportPage.Block] = []
    if !rows.isEmpty {
      blocks.append(
        .table(
          header: ["judged on", "what predicts", "R²", "RMSE", "MAE", "bias"], rows: rows,
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
      ]
    }
    let versions = record.versions.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    return [
      .table(header: ["input", "features", "SHA-256"], rows: inputs, numbers: [1]),
      .table(
        header: ["parameter", "value"],
        rows: record.parameters.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }, numbers: []),
      .table(header: ["made with", "version"], rows: versions, numbers: []),
    ]
  }
}
