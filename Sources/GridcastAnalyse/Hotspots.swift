package import GridcastBase

/// Hot and cold spots: Getis and Ord's Gi* for each cell, and Moran's I for all cells.
///
/// Gi* compares the sum over a cell and its neighbours, each with weight 1, with the distribution
/// of such sums by chance (Ord and Getis, "Local spatial autocorrelation statistics", Geographical
/// Analysis 27, 1995, eq. 5). As many cells are tested at once, classes are based on p-values
/// adjusted for the false discovery rate (Caldas de Castro and Singer, Geographical Analysis 38,
/// 2006).
package struct Hotspots: Sendable {
  /// The options of an analysis.
  package struct Options: Sendable, Equatable {
    /// Which cells count as neighbours.
    package var neighbours: CellNeighbours
    /// The number of random permutations for Moran's I; nil for 999 with up to 100,000 cells, and
    /// for none with more, where the normal distribution is used.
    package var permutations: Int?
    /// The seed of the permutations.
    package var seed: UInt64

    /// Makes options; the default is eight neighbours.
    package init(
      neighbours: CellNeighbours = .queen, permutations: Int? = nil, seed: UInt64 = 0
    ) {
      self.neighbours = neighbours
      self.permutations = permutations
      self.seed = seed
    }
  }

  /// The cells.
  package let grid: Grid
  /// The values of the cells; NaN where unknown.
  package let values: CellValues
  /// Moran's I.
  package let moran: MoransI
  /// The z-score of Gi* for each cell; NaN where the cell is unknown or all other cells are its
  /// neighbours.
  package let z: [Double]
  /// The unadjusted two-sided p-value of z for each cell.
  package let p: [Double]
  /// The p-value of each cell, adjusted for the false discovery rate.
  package let adjustedP: [Double]
  /// The number of known cells.
  package let cellCount: Int
  /// The number of known cells without a known neighbour.
  package let islandCount: Int
  /// Whether neighbours are within a distance in cells of degrees, which are narrower than high.
  let isStretched: Bool

  /// Finds the hot and cold spots of values.
  ///
  /// - Throws: `.badData` where fewer than four cells are known, all values are equal, no cell has
  ///   a neighbour, or each has all others as neighbours.
  package init(_ values: CellValues, on grid: Grid, subject: String, _ options: Options = Options())
    throws(GridcastError)
  {
    let known = values.values.filter { !$0.isNaN }
    let n = Double(known.count)
    let first = known.first
    try Self.check(
      count: known.count, first: first, isVaried: known.contains { $0 != first }, values.name,
      subject)
    func sums(_ values: [Double]) -> [Double] {
      options.neighbours.sums(values, columns: grid.columns)
    }
    let isKnown = values.values.map { !$0.isNaN }
    let counts = sums(isKnown.map { $0 ? 1 : 0 })
    let islands = isKnown.indices.count { isKnown[$0] && counts[$0] == 0 }
    try Self.check(
      islands: islands, of: known.count,
      isAllAround: !isKnown.indices.contains { isKnown[$0] && counts[$0] + 1 < n }, subject)
    let mean = known.reduce(0, +) / n
    let deviations = values.values.map { $0.isNaN ? 0 : $0 - mean }
    let spread = (deviations.reduce(0) { $0 + $1 * $1 } / n).squareRoot()
    let lags = sums(deviations)
    z = isKnown.indices.map { cell in
      guard isKnown[cell] else { return .nan }
      let count = counts[cell] + 1
      let deviation = spread * (count * (n - count) / (n - 1)).squareRoot()
      return deviation > 0 ? (lags[cell] + deviations[cell]) / deviation : .nan
    }
    p = z.map { twoSidedP(ofZ: $0) }
    adjustedP = PValues.adjusted(p.map { $0.isNaN ? nil : $0 }, .bh).map { $0 ?? .nan }
    moran = MoransI(
      values.values, columns: grid.columns, neighbours: options.neighbours,
      permutations: options.permutations ?? (known.count <= 100_000 ? 999 : 0), seed: options.seed)
    self.grid = grid
    self.values = values
    cellCount = known.count
    isStretched =
      switch options.neighbours {
      case .within: grid.coordinateSystem.isGeographic
      case .rook, .queen: false
      }
    islandCount = islands
  }

  /// Refuses values of which none can be hot or cold.
  static func check(
    count: Int, first: Double?, isVaried: Bool, _ name: String, _ subject: String
  ) throws(GridcastError) {
    guard count >= 4, let first else {
      throw GridcastError(
        .badData, subject,
        "'\(name)' is known in \(counted(count, "cell")); hot spots need at least four"
      )
    }
    guard isVaried else {
      throw GridcastError(
        .badData, subject,
        "'\(name)' is \(spoken(first, 6)) in every cell that is known, so nothing can be "
          + "hot or cold")
    }
  }

  /// The error of a distance within which no cell has a neighbour.
  package static func noNeighbours(_ subject: String) -> GridcastError {
    GridcastError(.badData, subject, "no two known cells are neighbours; \(.nameReach)")
  }

  /// Refuses cells of which none has a neighbour, or each has all others.
  static func check(islands: Int, of count: Int, isAllAround: Bool, _ subject: String)
    throws(GridcastError)
  {
    guard islands < count else {
      throw noNeighbours(subject)
    }
    guard !isAllAround else {
      throw GridcastError(
        .badData, subject,
        "every cell is a neighbour of every other, so none can differ from those around it; use more "
          + "cells, or \(.shortenReach)")
    }
  }

  /// The class of each cell: 3, 2 or 1 for a hot spot at 99, 95 or 90 %, negative for a cold spot,
  /// otherwise 0; nil where z is unknown.
  package var classes: [Int?] {
    zip(z, adjustedP).map { Self.level(z: $0, adjustedP: $1) }
  }

  /// z, p, the adjusted p and the class, as bands.
  package var bands: [CellValues] {
    [
      CellValues(name: "z", values: z), CellValues(name: "p", values: p),
      CellValues(name: "p_fdr", values: adjustedP),
      CellValues(name: "class", values: classes.map { $0.map(Double.init) ?? .nan }),
    ]
  }
}
