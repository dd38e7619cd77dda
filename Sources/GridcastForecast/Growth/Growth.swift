internal import Foundation
package import GridcastBase
import Neural

/// Trains forecasters of growth.
package enum Growth {
  /// The result of a training.
  package struct Result: Sendable {
    /// The model.
    package let model: GrowthModel
    /// All epochs of all members.
    package let history: [ConvDeconv.Epoch]
    /// The number of windows.
    package let windows: Int
    /// Sentences for the user, such as warnings.
    package var notes: [Sentence]
  }

  /// Refuses what no forecaster can be trained on, before any is; the parameters are those of `train`.
  ///
  /// - Throws: `.badData` where the data do not suffice.
  package static func check(
    _ pairs: [GrowthPair], names: [String], stations: [[(name: String, place: Point)]]?,
    settings: GrowthSettings
  ) throws(GridcastError) {
    _ = try layout(pairs, names: names, stations: stations, settings: settings)
  }

  private static func layout(
    _ pairs: [GrowthPair], names: [String], stations: [[(name: String, place: Point)]]?,
    settings: GrowthSettings
  ) throws(GridcastError) -> GrowthLayout {
    for (pair, name) in zip(pairs, names) {
      guard pair.grid.hasCells(of: pairs[0].grid) else {
        throw GridcastError(
          .badData, name, DensityPair.difference(of: pairs[0].grid, and: pair.grid, name: names[0]))
      }
      if pair.after.allSatisfy({ $0.isNaN || $0 == 0 }) {
        throw GridcastError(
          .badData, name, "the later year is 0 in every cell; there is nothing to learn")
      }
    }
    return try GrowthLayout(pairs, names: names, stations: stations, settings: settings)
  }

  /// Trains a forecaster.
  ///
  /// For each fold Poisson-linear growth is fitted, and a network trained, on the cells of all others; what
  /// they say of the fold's own cells decides how far forecasts are drawn back to uniform growth, and how wide their
  /// bounds are.
  ///
  /// - Parameters:
  ///   - pairs: The pairs of years, of cells of one size; those on another tiling are of another city.
  ///   - names: The names of the pairs, for errors.
  ///   - choice: The bands, for the model file.
  ///   - stations: The stations around which windows are laid, in the coordinate system of each pair; nil
  ///     for windows all over the rasters.
  ///   - settings: The settings.
  ///   - progress: Receives the progress after each epoch.
  /// - Returns: The model with its scores on held-out data.
  /// - Throws: `.badData` where the data do not suffice or the training diverges.
  package static func train(
    _ pairs: [GrowthPair], names: [String], choice: GrowthPair.Choice,
    stations: [[(name: String, place: Point)]]? = nil, settings: GrowthSettings,
    progress: (ConvDeconv.Progress) -> Void = { _ in }
  ) throws(GridcastError) -> Result {
    if settings.hasNetworks { try GridcastError.loadingBLAS() }
    let layout = try layout(pairs, names: names, stations: stations, settings: settings)
    let trainer = GrowthTrainer(
      pairs: pairs, names: names, layout: layout, settings: settings,
      target: choice.target.flatMap { choice.bands.firstIndex(of: $0) })
    var history: [ConvDeconv.Epoch] = []
    var folds: [GrowthTrainer.Fold] = []
    for fold in 0..<(settings.foldCount > 1 ? settings.foldCount : 1) {
      folds.append(try trainer.fold(settings.foldCount > 1 ? fold : nil))
    }
    // Each fold is judged by a network that has not seen it.
    let members = settings.hasNetworks ? max(settings.members, folds.count) : 0
    let start = ContinuousClock.now
    var networks: [Network] = []
    for member in 0..<members {
      let windows = try trainer.windows(of: folds[member % folds.count])
      networks.append(
        try windows.trained(member, settings) { epoch, epochs in
          history.append(epoch)
          let seconds = (ContinuousClock.now - start) / .seconds(1)
          let done = member * epochs + epoch.epoch
          let each = seconds / Double(done)
          progress(
            .init(
              members: members, epochs: epochs, last: epoch, stepsPerSecond: 1 / max(each, 1e-9),
              secondsLeft: each * Double(members * epochs - done)))
        })
    }
    let model = trainer.model(choice, networks, folds)
    guard model.comparisons.allSatisfy({ $0.model.rmse.isFinite }) else {
      throw GridcastError(
        .badData, "training",
        "it diverged: forecasts of what was held out have no end; \(.lowerRate)")
    }
    return Result(
      model: model, history: history, windows: layout.windows.count,
      notes: pairs.flatMap(\.notes) + layout.notes + GrowthModel.zones(model.coordinateSystems)
        + model.findings)
  }
}
