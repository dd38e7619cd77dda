package import GridcastBase

/// The quantity that is summed for each cell and category.
package enum Measure: String, Sendable, CaseIterable {
  /// The number of points, or the sum of their weights.
  case count
  /// The length of lines, in units of the coordinate system.
  case length
  /// The share of the cell's area that polygons cover, where overlapping polygons both count.
  case coverage

  /// What an input must be read for.
  package var purpose: ReadingPurpose {
    switch self {
    case .count: .points
    case .length: .lines
    case .coverage: .areas
    }
  }
}

/// Sums features by cell and category, in batches.
///
/// The memory needed grows with the number of cells that contain anything, not with that of
/// features.
package struct Binning: Sendable {
  /// The reason for leaving out a feature outside the study area.
  package static let outside: Sentence = "outside the study area"
  /// The reason for leaving out a feature without a category.
  package static let withoutCategory: Sentence = "without category"
  /// The reason for leaving out a feature without coordinates.
  package static let withoutCoordinates: Sentence = "without coordinates"
  /// The reason for leaving out a line or polygon of excessive extent.
  package static let tooLarge: Sentence = "larger than all cells together may be"
  /// The reason for leaving out a point without a weight.
  package static let withoutWeight: Sentence = "without weight (missing, or no number)"

  /// The reasons in the order in which they are told.
  package static let reasons = [
    outside, withoutCategory, withoutCoordinates, withoutWeight, tooLarge,
  ]

  /// Assigns the features of a batch to cells.
  package let sharing: CellSharing
  /// What has been summed so far.
  package private(set) var sums: BinnedSums
  /// The numbers of features read, counted and left out.
  package var tally: Tally { sums.tally }

  /// Begins a sum over cells of one size, limited to a fishnet if one is given.
  ///
  /// With `hexagons` points are counted in those, and columns and rows are theirs; with `limits`, valid polygons,
  /// points outside of these do not count, though their cell belongs to the fishnet.
  package init(
    _ measure: Measure = .count, by categorization: Categorization, weight: String? = nil,
    cellSize: Double, in coordinateSystem: CoordinateSystem, limitedTo fishnet: Fishnet? = nil,
    hexagons: HexagonLattice? = nil, pointsWithin limits: Shapes? = nil
  ) {
    sharing = CellSharing(
      measure: measure, categorization: categorization, weightField: weight, cellSize: cellSize,
      coordinateSystem: coordinateSystem, fishnet: fishnet, hexagons: hexagons, limits: limits)
    sums = BinnedSums(
      CategoryNames(categorization), areCounts: measure == .count && weight == nil,
      on: BinnedSums.Cells(size: cellSize, coordinateSystem: coordinateSystem, fishnet: fishnet))
  }

  /// The fields that must be read from the inputs.
  package static func fields(for categorization: Categorization, weight: String?) -> [String] {
    categorization.fields + [weight].compactMap { $0 }
  }

  /// Adds a batch that is in the coordinate system of the cells.
  ///
  /// - Parameters:
  ///   - features: Points, lines or polygons, depending on the measure; other shapes are left out
  ///     and counted.
  ///   - subject: The name of the input, for errors.
  /// - Throws: `.badData` where a field is missing.
  package mutating func add(_ features: Features, from subject: String) throws(GridcastError) {
    let rest = try sharing.hits(of: features, from: subject) { (hits) throws(GridcastError) in
      try add(hits, from: subject)
      let categories = hits.categories
      hits = CellHits()
      hits.categories = categories
    }
    try add(rest, from: subject)
  }

  /// Adds the contributions of a batch to the cells.
  ///
  /// - Throws: `.badData` where there are too many categories or cells.
  package mutating func add(_ hits: CellHits, from subject: String) throws(GridcastError) {
    try sums.add(hits, from: subject)
  }

  /// Finishes the sums: a fishnet and a band for each category, in alphabetical order or in that of
  /// the rules.
  ///
  /// - Throws: `.badData` where nothing was counted, or the cells would be too many.
  package mutating func finish() throws(GridcastError) -> (fishnet: Fishnet, sums: [CellValues]) {
    try sums.finish()
  }
}
