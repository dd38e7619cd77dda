package import GridcastBase

/// Where high values and where low ones lie together: Getis and Ord's Gi* of each cell, beside Moran's
/// I of all.
///
/// Gi* holds the sum over a cell and its neighbours, each with weight 1, against what n cells give by
/// chance (Ord & Getis, "Local spatial autocorrelation statistics", Geographical Analysis 27, 1995,
/// eq. 5). As many cells are tested at once, classes go by p-values adjusted for the false discovery
/// rate (Caldas de Castro & Singer, Geographical Analysis 38, 2006).
package struct Hotspots: Sendable {
  /// What is asked.
  package struct Options: Sendable, Equatable {
    /// Which cells are neighbours.
    package var neighbours: CellNeighbours
    /// How often values are dealt anew for Moran's I; nil for 999 times over no more than 100,000
    /// cells, and not at all over more, where the normal distribution serves.
    package var permutations: Int?
    /// The seed of that.
    package var seed: UInt64

    /// Eight neighbours, unless told otherwise.
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
  /// The values, one a cell; NaN where it is unknown.
  package let values: CellValues
  /// Moran's I.
  package let moran: MoransI
  /// For each cell the z-score of Gi*; NaN where it is unknown, or all others are its
  /// neighbours.
  package let z: [Double]
  /// For each cell the two-sided p-value of z, not adjusted.
  package let p: [Double]
  /// For each cell the p-value adjusted for the false discovery rate.
  package let adjustedP: [Double]
  /// The number of known cells.
  package let cellCount: Int
  /// The number of known cells without a known neighbour.
  package let islandCount: Int
  /// Whether neighbours lie within a distance, which in degrees is shorter to the east than to the
  /// north.
  private let isStretched: Bool

  /// The hot and cold spots of values.
  ///
  /// - Throws: `.badData` where fewer than four cells are known, all are equal, none has a neighbour,
  ///   or each has all others.
  package init(_ values: CellValues, on grid: Grid, subject: String, _ options: Options = Options())
    throws(GridcastError)
  {
    let known = values.values.filter { !$0.isNaN }
    let n = Double(known.count)
    guard known.count >= 4 else {
      throw GridcastError(
        .badData, subject,
        "'\(values.name)' is known in \(counted(known.count, "cell")); hot spots need at least four"
      )
    }
    guard let first = known.first, known.contains(where: { $0 != first }) else {
      throw GridcastError(
        .badData, subject,
        "'\(values.name)' is \(spoken(known[0], 6)) in every cell that is known, so nothing can be "
          + "hot or cold")
    }
    func sums(_ values: [Double]) -> [Double] {
      options.neighbours.sums(values, columns: grid.columns)
    }
    let isKnown = values.values.map { !$0.isNaN }
    let counts = sums(isKnown.map { $0 ? 1 : 0 })
    let islands = isKnown.indices.count { isKnown[$0] && counts[$0] == 0 }
    guard islands < known.count else {
      throw GridcastError(
        .badData, subject,
        "no two known cells are neighbours; \(.nameReach)")
    }
    guard isKnown.indices.contains(where: { isKnown[$0] && counts[$0] + 1 < n }) else {
      throw GridcastError(
        .badData, subject,
        "every cell is a neighbour of every other, so none can differ from those around it; use more "
          + "cells, or \(.shortenReach)")
    }
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

  /// For each cell 3, 2 or 1 where it is hot at 99, 95 or 90 %, negative where it is cold, 0 where
  /// neither; nil where z is unknown.
  package var classes: [Int?] {
    zip(z, adjustedP).map { z, p in
      if z.isNaN { return nil }
      let level = p < 0.01 ? 3 : p < 0.05 ? 2 : p < 0.1 ? 1 : 0
      return z < 0 ? -level : level
    }
  }

  /// z, p, the adjusted p and the class, as bands.
  package var bands: [CellValues] {
    [
      CellValues(name: "z", values: z), CellValues(name: "p", values: p),
      CellValues(name: "p_fdr", values: adjustedP),
      CellValues(name: "class", values: classes.map { $0.map(Double.init) ?? .nan }),
    ]
  }

  /// What the user should know.
  package var notes: [Sentence] {
    var notes: [Sentence] = []
    if islandCount > 0 {
      notes.append(
        "\(counted(islandCount, "cell")) without a known neighbour: in Moran's I "
          + "\(islandCount == 1 ? "it counts" : "they count") for the mean only, by Gi* each is judged alone"
      )
    }
    let untold = z.indices.count { z[$0].isNaN && !values.values[$0].isNaN }
    if untold > 0 {
      notes.append(
        "\(counted(untold, "cell")) with all others for neighbours: of such a cell Gi* tells nothing"
      )
    }
    if isStretched {
      let units = grid.metresPerUnit
      notes.append(
        "the grid counts in degrees, so that neighbours reach only "
          + "\(spoken(100 * units.x / units.y, 0)) % as far to the east and west as to the north and "
          + "south; \(.binInUTM) for a distance that is the same all round")
    }
    if cellCount < 30 {
      notes.append(
        "only \(formatted(cellCount)) cells are known; below 30 the z-scores are rough")
    }
    return notes
  }
}
