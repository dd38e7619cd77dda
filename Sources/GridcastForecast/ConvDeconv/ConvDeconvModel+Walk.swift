package import GridcastBase

extension ConvDeconvModel {
  /// The names of the bands of a forecast without a later year to compare with.
  ///
  /// - Throws: `.usage` where there are fewer members.
  package func bandNames(members: Int?) throws(GridcastError) -> [String] {
    Self.bandNames(ofMembers: try memberCount(members))
  }

  /// The same of a model with so many members.
  package static func bandNames(ofMembers members: Int) -> [String] {
    let names = [ForecastBand.before, ForecastBand.predicted, ForecastBand.change]
    return members > 1 ? names + [ForecastBand.lower, ForecastBand.upper] : names
  }

  /// Forecasts the density of a raster that is too large to be held, a row of windows at a time.
  ///
  /// - Parameters:
  ///   - before: The density to start from.
  ///   - subject: The raster's name, for errors.
  ///   - members: The number of members to use; nil for all.
  ///   - take: Receives rows with the bands of `bandNames`, with the same bits as those of a raster that is
  ///     held, beginning in the south.
  /// - Returns: Sentences for the user.
  /// - Throws: `.badData` where a density is negative or none is known; `.usage` where there are fewer
  ///   members.
  package func walk(
    over before: CellRows, subject: String, members: Int?,
    _ take: (Range<Int>, [[Float]]) throws(GridcastError) -> Void
  ) throws(GridcastError) -> [Sentence] {
    try GridcastError.loadingBLAS()
    let used = try memberCount(members)
    var least = Float.infinity
    try before.walk { _, values in
      for value in values where value < least { least = value }
    }
    try DensityPair.check(least: least, subject)
    var notes = ModelFile.differences(
      of: before.grid, fromCellSize: cellSize, coordinateSystem: coordinateSystem)
    var isUseless = true
    try blending(used).walk(over: [before]) { (rows, known, forecasts) throws(GridcastError) in
      let values = known[0]
      let predicted = values.indices.map { cell in
        forecasts.reduce(0) { $0 + $1[cell] } / Float(used)
      }
      guard zip(predicted, values).allSatisfy({ $1.isNaN || $0.isFinite }) else {
        throw Self.endless(subject)
      }
      isUseless = isUseless && predicted.allSatisfy { $0.isNaN || $0 == 0 }
      var bands = [values, predicted, zip(predicted, values).map { $0 - $1 }]
      if used > 1 {
        for share in [0.05, 0.95] {
          bands.append(
            values.indices.map { cell in Self.quantile(forecasts.map { $0[cell] }, share) })
        }
      }
      try take(rows, bands)
    }
    if isUseless { notes.append(Self.useless) }
    return notes + warnings
  }
}
