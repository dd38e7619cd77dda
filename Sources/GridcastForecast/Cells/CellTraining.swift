package import GridcastBase
import Neural

/// Trains models that say what a cell ought to have, on the cells of a raster.
package enum CellTraining {
  /// A model and how it was judged.
  package typealias Result = (model: CellModel, validations: [CrossValidation])

  /// Refuses what no model can be trained on, before any is.
  ///
  /// - Throws: `.badData` where a band is missing or there are too few cells; `.usage` where the target is among the
  ///   features.
  package static func check(_ raster: Raster, _ settings: CellSettings, subject: String)
    throws(GridcastError)
  {
    _ = try Samples(raster, settings, subject: subject)
  }

  /// Trains a model on the known cells of a raster, and cross-validates it with random folds and with
  /// spatial blocks.
  ///
  /// - Parameters:
  ///   - raster: A raster with the target and the features as bands; cells in which any is unknown
  ///     are left out.
  ///   - settings: The settings of the model, the training and the folds.
  ///   - subject: The raster's name, for errors.
  ///   - progress: Receives the number of finished trainings and that of all.
  /// - Returns: The model trained on all known cells, and the cross-validations with random folds
  ///   and with blocks.
  /// - Throws: `.badData` where a band is missing or there are too few cells; `.usage` where the
  ///   target is among the features.
  package static func train(
    _ raster: Raster, _ settings: CellSettings, subject: String,
    progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(GridcastError) -> Result {
    try GridcastError.loadingBLAS()
    let samples = try Samples(raster, settings, subject: subject)
    var settings = settings
    let asked = settings.blockSize
    settings.blockSize = Folds.blockSize(
      asked, givingBlocks: settings.foldCount, cells: samples.cells, of: samples.grid)
    let counter = Counter(all: trainings(settings), progress)
    let final = settings
    // All trainings run in parallel, so that no core is idle during the last ones.
    let jobs: [Folds.Kind?] = [nil] + Folds.Kind.allCases
    let parts = concurrentMap(jobs.count) {
      job -> (validation: CrossValidation?, predictor: CellPredictor?) in
      if let kind = jobs[job] {
        return (final.crossValidate(samples, kind) { counter.add() }, nil)
      }
      let rows = Array(samples.target.indices)
      return (nil, final.predictor(samples, rows: rows, stream: 0) { counter.add() })
    }
    let validations = parts.compactMap(\.validation)
    guard let predictor = parts[0].predictor else { preconditionFailure("it was trained") }
    let isFinite =
      predictor.isFinite
      && validations.allSatisfy { $0.predictions.allSatisfy(\.isFinite) }
    guard isFinite else {
      throw GridcastError(
        .badData, subject,
        "training diverged: the weights grew without bound; \(.lowerRate)")
    }
    let model = CellModel(
      predictor: predictor, settings: settings, askedBlockSize: asked, samples: samples,
      validations: validations)
    return (model, validations)
  }

  /// Trains models for several targets, one after the other.
  ///
  /// - Parameters:
  ///   - raster: A raster with all targets and features as bands.
  ///   - all: The settings for each target.
  ///   - subject: The raster's name, for errors.
  ///   - progress: Receives the number of finished trainings and that of all.
  /// - Returns: The models, which make one file, and for each how it was judged.
  /// - Throws: What training one throws.
  package static func train(
    _ raster: Raster, _ all: [CellSettings], subject: String,
    progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(GridcastError) -> (model: CellsModel, validations: [[CrossValidation]]) {
    let count = all.reduce(0) { $0 + trainings($1) }
    var results: [Result] = []
    var done = 0
    for settings in all {
      let before = done
      results.append(
        try train(raster, settings, subject: subject) { own, _ in progress(before + own, count) })
      done += trainings(settings)
    }
    return (CellsModel(results.map(\.model)), results.map(\.validations))
  }

  /// The number of trainings for a target: one on all cells, and one for each fold of both kinds.
  private static func trainings(_ settings: CellSettings) -> Int {
    settings.trainings * (2 * settings.foldCount + 1)
  }
}
