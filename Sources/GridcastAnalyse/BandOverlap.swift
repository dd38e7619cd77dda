package import GridcastBase

/// How much two bands coincide in the same cells.
///
/// Each band is divided by its sum, which gives distributions p and q over the cells. The overlap
/// of a cell is min(p, q); the sum over all cells is Schoener's D = 1 − ½ Σ|p − q| (Schoener, "The
/// Anolis lizards of Bimini", Ecology 49, 1968), also known as the overlapping coefficient: 0 where
/// the bands share no cell, 1 where their distributions are equal.
package struct BandOverlap: Sendable, Equatable {
  /// The levels of the two bands in a cell: high means above the band's mean.
  package enum Level: Int, Sendable, CaseIterable {
    case neither = 0, firstOnly, secondOnly, both
  }

  /// The names of the two bands.
  package let names: [String]
  /// Schoener's D.
  package let schoenerD: Double
  /// Pearson's correlation; nil where a band is constant.
  package let correlation: Double?
  /// Two bands for the cells in which both are known: `overlap` with min(p, q), and `level` with
  /// the number of the `Level`.
  package let raster: Raster

  /// Computes the overlap of two bands.
  ///
  /// - Throws: `.badData` where a band is missing, has a negative value or sums to nothing, or fewer
  ///   than two cells are known.
  package init(_ raster: Raster, of first: String, and second: String, subject: String)
    throws(GridcastError)
  {
    var bands: [Raster.Band] = []
    for name in [first, second] { bands.append(try raster.band(named: name, subject: subject)) }
    let pair = Raster(grid: raster.grid, bands: bands)
    let cells = pair.knownCells
    correlation = try CorrelationMatrix(pair, subject: subject).values[0][1]
    var parts: [[Double]] = []
    for band in bands {
      let known = cells.map { Double(band.values[$0]) }
      let sum = known.reduce(0, +)
      guard sum > 0, known.allSatisfy({ $0 >= 0 }) else {
        throw GridcastError(
          .badData, subject,
          sum > 0
            ? "band '\(band.name)' has negative values, so it has no share of a cell; an overlap is of counts"
            : "band '\(band.name)' is 0 wherever both bands are known, so nothing can overlap with it"
        )
      }
      parts.append(known.map { $0 / sum })
    }
    let mean = 1 / Double(cells.count)
    var overlap = Raster.Band(
      name: "overlap", values: Array(repeating: .nan, count: raster.grid.count))
    var level = Raster.Band(name: "level", values: overlap.values)
    var sum = 0.0
    for (index, cell) in cells.enumerated() {
      let (p, q) = (parts[0][index], parts[1][index])
      sum += min(p, q)
      overlap.values[cell] = Float(min(p, q))
      level.values[cell] = Float((p > mean ? 1 : 0) + (q > mean ? 2 : 0))
    }
    names = [first, second]
    schoenerD = sum
    self.raster = Raster(grid: raster.grid, bands: [overlap, level])
  }

  /// The number of cells with this level.
  package func count(_ level: Level) -> Int {
    raster.bands[1].values.count { $0 == Float(level.rawValue) }
  }
}
