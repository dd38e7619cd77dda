package import GridcastBase

/// What a model file holds of what cells ought to have: a model for each of some functions.
package struct CellsModel: Sendable, Equatable {
  /// The models, one a target, in the order of the file.
  package let models: [CellModel]

  init(_ models: [CellModel]) { self.models = models }

  /// The file of one model.
  package init(_ model: CellModel) { models = [model] }

  /// The names of the functions.
  package var targets: [String] { models.map(\.target) }

  /// The bands of a forecast: those of `ForecastBand`, of several targets each with the target before it.
  package var bandNames: [String] { Self.bandNames(of: targets) }

  /// The bands of a forecast of some functions, likewise.
  package static func bandNames(of targets: [String]) -> [String] {
    targets.flatMap { target in
      CellModel.bandNames.map { targets.count == 1 ? $0 : ForecastBand.name($0, of: target) }
    }
  }

  /// The model for one target alone; all where none is named.
  ///
  /// - Throws: `.usage` where there is none for it.
  package func only(_ target: String?) throws(GridcastError) -> CellsModel {
    guard let target else { return self }
    guard let model = models.first(where: { $0.target == target }) else {
      throw GridcastError(
        .usage, "band '\(target)'",
        "the model does not predict it, but \(targets.joined(separator: ", "))")
    }
    return CellsModel(model)
  }

  /// Forecasts the cells of a raster of counts.
  ///
  /// - Parameters:
  ///   - raster: A raster with the features as bands, and the targets if they are known.
  ///   - subject: The raster's name, for errors.
  /// - Returns: The forecast with the bands of `bandNames`, and sentences for the user.
  /// - Throws: `.badData` where a band is missing, or no cell has all features.
  package func forecast(_ raster: Raster, subject: String) throws(GridcastError) -> (
    raster: Raster, notes: [Sentence]
  ) {
    var bands: [Raster.Band] = []
    var notes: [[Sentence]] = []
    for model in models {
      let forecast = try model.forecast(raster, subject: subject)
      bands += forecast.raster.bands.map {
        .init(name: name($0.name, of: model), values: $0.values)
      }
      notes.append(forecast.notes)
    }
    return (Raster(grid: raster.grid, bands: bands), joined(notes))
  }

  /// Warnings about poor scores in cross-validation, in sentences.
  package var warnings: [Sentence] { joined(models.map(\.warnings)) }

  /// The notes on all models; of what does not go for all it is said for which it goes.
  func joined(_ notes: [[Sentence]]) -> [Sentence] {
    guard models.count > 1 else { return notes[0] }
    var all = notes[0].filter { note in notes.allSatisfy { $0.contains(note) } }
    for (model, own) in zip(models, notes) {
      all += own.filter { !all.contains($0) }.map { "\(model.target): \($0)" }
    }
    return all
  }

  private func name(_ band: String, of model: CellModel) -> String {
    models.count == 1 ? band : ForecastBand.name(band, of: model.target)
  }
}
