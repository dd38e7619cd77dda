package import GridcastBase

/// How far two bands lie in the same cells.
///
/// Each band is divided by its sum, so that both are distributions p and q over the cells. The overlap
/// of a cell is min(p, q), and their sum is Schoener's D = 1 − ½ Σ|p − q| (Schoener, "The Anolis
/// lizards of Bimini", Ecology 49, 1968), also known as the overlapping coefficient: 0 where they
/// never meet, 1 where they are distributed alike.
package struct BandOverlap: Sendable, Equatable {
  /// What a cell has of the two: high is more than the band's mean over the cells.
  package enum Level: Int, Sendable, CaseIterable {
    case neither = 0, firstOnly, secondOnly, both
  }

  /// The two bands.
  package let names: [String]
  /// Schoener's D.
  package let schoenerD: Double
  /// Pearson's correlation; nil where a band is constant.
  package let correlation: Double?
  /// For each cell in which both are known min(p, q), as band `overlap`, and the number of its `Level`,
  /// as band `level`.
  package let raster: Raster

  /// The overlap of two bands.
  ///
  /// - Throws: `.badData` where a band is missing, has a negative value or sums to nothing, or fewer
  ///   than two cells are known.
  package init(_ raster: Raster, _ first: String, _ second: String, subject: String)
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

  /// How many cells have a level.
  package func count(_ level: Level) -> Int {
    raster.bands[1].values.count { $0 == Float(level.rawValue) }
  }
}
