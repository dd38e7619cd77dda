package import GridcastBase

extension CellModel {
  /// Warnings about poor scores in cross-validation, in sentences.
  package var warnings: [Sentence] {
    var warnings: [Sentence] = Folds.Kind.allCases.compactMap { kind in
      guard let r2 = scores[kind]?.r2, r2 <= 0, method != .mean else { return nil }
      return "on cells it had not seen (\(kind.label)) the model is worse than the plain mean (R² "
        + "\(spoken(r2, 3))): do not use it; \(.takeMean)"
    }
    for kind in Folds.Kind.allCases {
      guard let own = scores[kind], let (rival, theirs) = nearest(kind) else { continue }
      warnings.append(
        "on cells it had not seen (\(kind.label)) the model (RMSE \(spoken(own.rmse, 3))) does not "
          + "beat a \(rival.name) (RMSE \(spoken(theirs.rmse, 3))): \(rival.step)")
    }
    if parameters["below_0"] != nil {
      warnings.append(
        "'\(target)' is below 0 in some cells, so totals are not corrected and forecasts may be below 0"
      )
    }
    if let size = parameters["block_size"], let asked = parameters["block_size_asked"],
      size != asked
    {
      warnings.append(
        "spatial blocks are \(size) cells wide, because larger ones are too few for the folds")
    }
    return warnings
  }

  /// The best baseline that is nearer than the model; of the mean the coefficient of determination tells.
  private func nearest(_ kind: Folds.Kind) -> (Baseline, Scores)? {
    guard let own = scores[kind], let all = baselines[kind] else { return nil }
    let isOwn: (Baseline) -> Bool = { baseline in
      switch baseline {
      case .linearRegression: method == .linear && predictor.scaling.transform == .none
      case .rootRegression: method == .linear && predictor.scaling.transform == .sqrt
      case .mean: true
      }
    }
    return Baseline.allCases.filter { !isOwn($0) }.compactMap { name in all[name].map { (name, $0) }
    }
    .filter { $0.1.rmse < own.rmse }.min { $0.1.rmse < $1.1.rmse }
  }

  /// How good a model is, in a sentence for people who plan: from its scores and those of the mean on blocks
  /// that it had not seen.
  package static func verdict(on target: String, _ own: Scores, mean: Scores) -> Sentence {
    guard let r2 = own.r2, r2 > 0.01, own.mae.isFinite else {
      return
        "The forecast of '\(target)' is of no use: where it had not seen the cells, it is no nearer than the mean of all cells."
    }
    let grade: Sentence =
      switch r2 {
      case 0.75...: "good"
      case 0.5..<0.75: "fairly good"
      case 0.25..<0.5: "rough"
      default: "poor"
      }
    let total: Sentence =
      own.bias.map { bias in
        abs(bias) < 0.005
          ? ", and their total is met"
          : bias > 0
            ? ", and their total comes out \(spoken(100 * bias, 0)) % high"
            : ", and their total comes out \(spoken(-100 * bias, 0)) % low"
      } ?? ""
    return
      "The forecast of '\(target)' is \(grade): in places that it had not seen it explains \(spoken(100 * r2, 0)) % of the differences between cells, it is off by \(spoken(own.mae, 1)) a cell on average, where the mean of all cells would be off by \(spoken(mean.mae, 1))\(total)."
  }

  /// Sentences that compare a forecast with the observed values of cells that the model was not
  /// trained on.
  func judged(
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
    let caution: Sentence =
      isFamiliar && abs(grid.cellSize - cellSize) <= 1e-9 * cellSize
      ? " (it was trained on cells of this place, which may flatter)" : ""
    let verdict: Sentence =
      r2 < 0.01 ? ": no better than the plain mean, do not use it; \(.takeMean)" : ""
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
          + quoted(missing)
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
}
