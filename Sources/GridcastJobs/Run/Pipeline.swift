import Foundation
import GridcastAnalyse
package import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastFormats
import GridcastWrite

/// Runs a plan: read ▶ reproject ▶ bin ▶ analyse ▶ forecast ▶ write.
package struct Pipeline: Sendable {
  /// The plan to run.
  package let plan: Plan

  /// Makes a pipeline for a plan.
  package init(_ plan: Plan) { self.plan = plan }

  /// Runs the whole plan.
  ///
  /// All outputs are put in place together, or none. A count and a model are kept where nothing has changed on which
  /// they depend, and the whole run where nothing has changed at all.
  ///
  /// - Parameters:
  ///   - overwrite: Whether outputs that exist may be replaced.
  ///   - afresh: Whether every step is done, also where nothing has changed.
  ///   - progress: Receives what is done.
  /// - Returns: The record of the run.
  /// - Throws: The errors of all steps.
  package func run(
    overwrite: Bool, afresh: Bool = false, progress: @escaping ProgressHandler = { _, _, _ in }
  ) throws(GridcastError) -> RunRecord {
    var record = try RunRecord(plan)
    let earlier = afresh ? nil : EarlierRun(of: plan, told: record)
    if let kept = earlier?.whole(record.key) { return kept }
    let outputs = plan.outputs
    let staging = staging(overwrite: overwrite)
    try checkOutputs(staging)
    try checkInputs()

    let results =
      if case .convDeconv(let model)? = plan.model {
        try forecastYears(by: model, earlier, record: &record, staging: staging, progress: progress)
      } else {
        try forecastCells(earlier, record: &record, staging: staging, progress: progress)
      }
    if results.forecast != nil {
      if outputs.forecast == nil, outputs.forecastCells.isEmpty {
        record.note([
          "no map of the forecast is written; name a file for it under 'outputs', as in forecast: forecast.tif"
        ])
      }
      let target = record.target
      record.strongest = try record.step("places") { step throws(GridcastError) in
        var strongest = try Strongest.all(of: RunReport.forecasts(target, results))
        try Strongest.name(
          &strongest,
          from: plan.places.map { [$0.source] }
            ?? plan.counting.inputs.map { $0.allowingLoss(true) },
          field: plan.places?.field)
        if let places = plan.places, strongest.allSatisfy({ $0.place == nil }) {
          step.notes.append(
            "\(places.source.path): nothing in it has a name, so the report names no places")
        }
        return strongest
      }
    }
    try analyse(results, record: &record, staging: staging)
    let isTold = outputs.report != nil || outputs.project != nil
    let report = isTold ? RunReport(record, results) : nil
    if let path = outputs.report, let report {
      try record.step(RunReport.step) { step throws(GridcastError) in
        let (text, notes) = try report.html()
        step.notes += notes
        try text.write(to: path, staging: staging)
      }
    }
    if let path = outputs.project, let report,
      let project = plan.project(of: staging.maps, report)
    {
      try project.write(to: path, staging: staging)
    }
    record.note(staging.notes)
    try record.noteFiles(staging)
    try record.json().write(to: outputs.record, staging: staging)
    try staging.commit()
    return record
  }

  /// Counts the points of one year, and predicts functions of each cell from the others.
  private func forecastCells(
    _ earlier: EarlierRun?, record: inout RunRecord, staging: Staging,
    progress: @escaping ProgressHandler
  ) throws(GridcastError) -> RunResults {
    let outputs = plan.outputs
    let countKey =
      record.key != nil ? plan.keys.count(record.inputsOfCount, record.versions) : nil
    let modelKey = modelKey(of: record)
    let counts = try record.step("bin") { step throws(GridcastError) in
      step.key = countKey
      if let (counts, done) = earlier?.counts(step.key, of: plan) {
        step.keep(done)
        return counts
      }
      let counts = try plan.counting.counts(progress: progress)
      step.take(counts.tally)
      return counts
    }
    record.describe(counts)
    try record.step("write counts") { step throws(GridcastError) in
      step.notes += try counts.write(raster: outputs.counts, cells: outputs.cells, staging: staging)
      guard let path = outputs.fishnet else { return }
      step.notes += try Counts.writeCells(
        of: counts.fishnet, [], isCount: true, to: path, style: nil, staging: staging)
    }
    try checkAnalyses(of: counts.raster)
    if let path = outputs.correlation {
      try record.step("correlate") { step throws(GridcastError) in
        let matrix = try CorrelationMatrix(counts.raster, subject: "counts")
        step.notes += matrix.notes
        try matrix.csv(disarmed: staging.disarmsFormulas).write(to: path, staging: staging)
      }
    }
    var results = RunResults(counts: counts.raster)
    if case .cells(let cells)? = plan.model {
      let forecaster = try record.step("train") { step throws(GridcastError) in
        step.key = modelKey
        if let (forecaster, done) = earlier?.forecaster(step.key) {
          step.keep(done)
          return forecaster
        }
        let (model, validations) = try CellTraining.train(
          counts.raster, try cells.settingsOfTargets(in: counts.raster, subject: "counts"),
          subject: "counts"
        ) { progress("train", $0, $1) }
        step.take(model, validations)
        return Forecaster.cells(model)
      }
      try record.step("forecast") { step throws(GridcastError) in
        let forecast = try Forecast(forecaster, over: counts.raster, subject: "counts")
        step.notes += forecast.notes
        step.notes += try forecast.write(
          raster: outputs.forecast, cells: outputs.forecastCells, staging: staging)
        try outputs.model.map { path throws(GridcastError) in
          try forecaster.fileContent().write(to: path, staging: staging)
        }
        results.forecast = forecast.raster
      }
    }
    return results
  }

  /// What the model depends on; nil where an input is no file, so that nothing tells whether it has changed.
  func modelKey(of record: RunRecord) -> String? {
    record.key != nil ? plan.keys.model(record.inputs, record.versions) : nil
  }
}
