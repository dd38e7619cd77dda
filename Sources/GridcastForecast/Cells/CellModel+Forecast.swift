package import GridcastBase

extension CellModel {
  /// The names of the bands of a forecast.
  package static let bandNames = [
    ForecastBand.observed, ForecastBand.heldOut, ForecastBand.predicted, ForecastBand.change,
  ]

  /// Forecasts the cells of a raster of counts.
  ///
  /// The bands are `observed`, `pred_oof` (out of fold: by a model that had not seen the cell;
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
    let values = predictor.predict(inputs, rows: cells)
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
