package import GridcastBase

extension PerceptronModel {
  /// Forecasts the cells of a raster of counts.
  ///
  /// The bands are `observed`, `pred_oof` (out of fold: by a network that had not seen the cell;
  /// unknown where the counts differ from those of the training), `predicted` and `change`
  /// (predicted − observed).
  ///
  /// - Parameters:
  ///   - raster: A raster with the features as bands, and the target if it is known.
  ///   - subject: The raster's name, for errors.
  /// - Returns: The forecast, and sentences for the user.
  /// - Throws: `.badData` where a band is missing, or no cell has all features.
  package func forecast(_ raster: Raster, subject: String) throws(GridcastError) -> (
    raster: Raster, notes: [Sentence]
  ) {
    try GridcastError.loadingBLAS()
    var notes = try notes(on: raster.list(subject), grid: raster.grid)
    var own: [[Float]] = []
    for name in features { own.append(try raster.band(named: name, subject: subject).values) }
    let cells = (0..<raster.grid.count).filter { cell in own.allSatisfy { !$0[cell].isNaN } }
    let inputs = neighbourhood.features(own, columns: raster.grid.columns)
    guard !cells.isEmpty else {
      throw Self.nothingKnown(subject)
    }
    let blank = [Float](repeating: .nan, count: raster.grid.count)
    var predicted = blank
    let values = Perceptron.predict(network, scaling: scaling, features: inputs, rows: cells)
    guard values.allSatisfy(\.isFinite) else {
      throw Self.endless(subject)
    }
    for (cell, value) in zip(cells, values) { predicted[cell] = value }
    let observed = raster.band(target)?.values ?? blank
    if raster.band(target) == nil {
      notes.append(targetless)
    }
    var heldOut = blank
    if isTrained(on: raster, inputs, observed) {
      for (tile, value) in zip(self.cells, self.heldOut) {
        if let cell = raster.grid.cell(tileX: tile.x, tileY: tile.y) { heldOut[cell] = value }
      }
    } else {
      notes.append(Self.foreign)
      notes += judged(observed: observed, predicted: values, cells: cells, grid: raster.grid)
    }
    let total = zip(cells, values).reduce(0.0) { observed[$1.0].isNaN ? $0 : $0 + Double($1.1) }
    let known = cells.reduce(0.0) { observed[$1].isNaN ? $0 : $0 + Double(observed[$1]) }
    notes += self.notes(
      least: values.min() ?? 0, most: values.max() ?? 1, total: total, known: known)
    let change = zip(predicted, observed).map { $0 - $1 }
    return (
      Raster(
        grid: raster.grid,
        bands: [
          .init(name: ForecastBand.observed, values: observed),
          .init(name: ForecastBand.heldOut, values: heldOut),
          .init(name: ForecastBand.predicted, values: predicted),
          .init(name: ForecastBand.change, values: change),
        ]), notes
    )
  }

  /// Warnings about poor scores in cross-validation, in sentences.
  package var warnings: [Sentence] {
    var warnings: [Sentence] = Folds.Kind.allCases.compactMap { kind in
      guard let r2 = scores[kind]?.r2, r2 <= 0 else { return nil }
      return "on cells it had not seen (\(kind.label)) the model is worse than the plain mean (R² "
        + "\(spoken(r2, 3))): do not use it"
    }
    for kind in Folds.Kind.allCases {
      guard let own = scores[kind], let linear = baselines[kind]?["linear regression"],
        linear.rmse <= own.rmse
      else { continue }
      warnings.append(
        "on cells it had not seen (\(kind.label)) the model (RMSE \(spoken(own.rmse, 3))) does not "
          + "beat a linear regression (RMSE \(spoken(linear.rmse, 3)))")
    }
    if let size = parameters["block_size"], let asked = parameters["block_size_asked"],
      size != asked
    {
      warnings.append(
        "spatial blocks are \(size) cells wide, because larger ones are too few for the folds")
    }
    return warnings
  }

  /// Sentences that compare a forecast with the observed values of cells that the model was not
  /// trained on.
  private func judged(
    observed: [Float], predicted: [Float], cells: [Int], grid: Grid
  ) -> [Sentence] {
    let known = zip(cells, predicted).filter { !observed[$0.0].isNaN }
    guard !known.isEmpty else { return [] }
    let scores = Scores(observed: known.map { observed[$0.0] }, predicted: known.map(\.1))
    return scores.r2.map { [judgement($0, on: grid)] } ?? []
  }

  /// What a coefficient of determination says of cells that the model was not trained on.
  func judgement(_ r2: Double, on grid: Grid) -> Sentence {
    let isFamiliar = self.cells.contains { grid.cell(tileX: $0.x, tileY: $0.y) != nil }
    let caution =
      isFamiliar && abs(grid.cellSize - cellSize) <= 1e-9 * cellSize
      ? " (it was trained on cells of this place, which may flatter)" : ""
    let verdict = r2 < 0.01 ? ": no better than the plain mean, do not use it" : ""
    return "against the counts at hand the forecast has R² \(spoken(r2, 3))\(caution)\(verdict)"
  }

  /// Sentences on bands and cells before a value is read.
  ///
  /// - Throws: `.badData` where a band is missing.
  func notes(on list: BandList, grid: Grid) throws(GridcastError) -> [Sentence] {
    let missing = features.filter { list.index(of: $0) == nil }
    guard missing.isEmpty else {
      throw GridcastError(
        .badData, list.subject,
        "the model needs \(missing.count == 1 ? "a band" : "bands") that it lacks: "
          + missing.map { "'\($0)'" }.joined(separator: ", ")
          + "; it has \(list.names)")
    }
    var notes: [Sentence] = []
    let extra = list.bands.map(\.name).filter { !features.contains($0) && $0 != target }
    if !extra.isEmpty { notes.append("not used by the model: \(extra.joined(separator: ", "))") }
    return notes
      + ModelFile.differences(
        of: grid, fromCellSize: cellSize, coordinateSystem: coordinateSystem)
  }

  /// Sentences on the predictions, and on the model.
  ///
  /// - Parameters:
  ///   - least: The least prediction.
  ///   - most: The greatest.
  ///   - total: The sum of the predictions for cells whose count is known.
  ///   - known: The sum of these counts.
  /// - Returns: Sentences for the user.
  func notes(least: Float, most: Float, total: Double, known: Double) -> [Sentence] {
    var notes: [Sentence] = []
    if most - least <= 1e-6 * max(abs(most), 1) {
      notes.append(
        "the forecast is the same in every cell (\(spoken(Double(most), 3))): the model has learned nothing"
      )
    }
    notes += warnings
    if known > 0, abs(total - known) > 0.1 * known {
      let percent = spoken(abs(total / known - 1) * 100, 0)
      notes.append(
        "the predicted total, \(spoken(total, 0)), is \(percent) % \(total > known ? "above" : "below") "
          + "the observed \(spoken(known, 0)): read the change with care")
    }
    return notes
  }

  /// The error of a raster of which no cell can be predicted.
  static func nothingKnown(_ subject: String) -> GridcastError {
    GridcastError(.badData, subject, "no cell has all bands that the model needs")
  }

  /// The error of a forecast that is not finite.
  static func endless(_ subject: String) -> GridcastError {
    GridcastError(
      .badData, subject,
      "the forecast has no end in some cells: the model is damaged, or these counts are far beyond "
        + "those it was trained on")
  }

  /// What is said where a raster lacks the target.
  var targetless: Sentence {
    "there is no band '\(target)', so observed and change stay unknown"
  }

  /// What is said of counts that the model was not trained on.
  static let foreign: Sentence =
    "these are not the counts the model was trained on, so pred_oof stays unknown"

  private func isTrained(on raster: Raster, _ inputs: [[Float]], _ observed: [Float]) -> Bool {
    var rows: [Int] = []
    for tile in cells {
      guard let cell = raster.grid.cell(tileX: tile.x, tileY: tile.y) else { return false }
      rows.append(cell)
    }
    let columns = inputs.map { column in rows.map { column[$0] } }
    return Samples.fingerprint(columns, rows.map { observed[$0] }) == fingerprint
  }
}
