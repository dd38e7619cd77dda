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
  package static let outside = "outside the study area"
  /// The reason for leaving out a feature without a category.
  package static let withoutCategory = "without category"
  /// The reason for leaving out a feature without coordinates.
  package static let withoutCoordinates = "without coordinates"
  /// The reason for leaving out a line or polygon of excessive extent.
  package static let tooLarge = "larger than all cells together may be"
  /// The reason for leaving out a point without a weight.
  package static let withoutWeight = "without weight (missing, or no number)"

  /// Assigns the features of a batch to cells.
  package let sharing: CellSharing
  private var categories: CategoryNames
  private var sums = CellSums()
  private var repairedCount = 0
  private var cutCount = 0
  /// The numbers of features read, counted and left out.
  package private(set) var tally = Tally()

  /// Begins a sum over cells of one size, limited to a fishnet if one is given.
  package init(
    _ measure: Measure = .count, by categorization: Categorization, weight: String? = nil,
    cellSize: Double, in coordinateSystem: CoordinateSystem, limitedTo fishnet: Fishnet? = nil
  ) {
    sharing = CellSharing(
      measure: measure, categorization: categorization, weightField: weight, cellSize: cellSize,
      coordinateSystem: coordinateSystem, fishnet: fishnet)
    categories = CategoryNames(categorization)
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
    let codes = try categories.codes(of: hits.categories, from: subject)
    sums.add(hits, categories: codes)
    tally.read += hits.tally.read
    tally.kept += hits.tally.kept
    tally.add(hits.tally)
    repairedCount += hits.repairedCount
    cutCount += hits.cutCount
    try sums.checkSize()
  }

  /// Finishes the sums: a fishnet and a band for each category, in alphabetical order or in that of
  /// the rules.
  ///
  /// - Throws: `.badData` where nothing was counted, or the cells would be too many.
  package mutating func finish() throws(GridcastError) -> (fishnet: Fishnet, sums: [CellValues]) {
    guard let columns = sums.columns, let rows = sums.rows else {
      throw GridcastError(.badData, "counts", "nothing was counted")
    }
    if repairedCount > 0 { tally.note("\(counted(repairedCount, "invalid polygon")) repaired") }
    if cutCount > 0 {
      tally.note(
        "\(counted(cutCount, "feature")) only partly in the study area; what lies outside is not summed"
      )
    }
    let fishnet: Fishnet
    if let given = sharing.fishnet {
      fishnet = given
    } else {
      let box = Box(
        minX: (Double(columns.lowerBound) + 0.5) * sharing.cellSize,
        minY: (Double(rows.lowerBound) + 0.5) * sharing.cellSize,
        maxX: (Double(columns.upperBound) + 0.5) * sharing.cellSize,
        maxY: (Double(rows.upperBound) + 0.5) * sharing.cellSize)
      fishnet = Fishnet(
        grid: try Grid(covering: box, cellSize: sharing.cellSize, in: sharing.coordinateSystem))
    }
    var order = Array(categories.names.indices)
    if categories.isNamedByData { order.sort { categories.names[$0] < categories.names[$1] } }
    guard fishnet.grid.count <= Self.valueLimit / max(order.count, 1) else {
      throw GridcastError(
        .badData, "counts",
        "\(counted(order.count, "category", plural: "categories")) on "
          + "\(counted(fishnet.grid.count, "cell")) are more than there is memory for; \(.largerCells), "
          + "\(.limitArea), or \(.groupCategories)")
    }
    let values = sums.values(of: order.map(Int32.init), on: fishnet)
    for (category, sums) in zip(order, values) {
      let greatest = sums.lazy.filter { !$0.isNaN }.map { abs($0) }.max() ?? 0
      if greatest > Double(Float.greatestFiniteMagnitude) {
        throw GridcastError(
          .badData, "category '\(categories.names[category])'",
          "a cell sums to \(greatest), which is more than a raster can hold; check the weights")
      }
      if greatest > 16_777_216 {
        tally.note(
          "category '\(categories.names[category])': a cell holds more than 16,777,216, which the "
            + "raster's 32-bit numbers round; the cells as layer or table are exact")
      }
    }
    return (fishnet, zip(order, values).map { CellValues(name: categories.names[$0], values: $1) })
  }

  /// The greatest number of values, cells times categories, in a result.
  private static let valueLimit = 100_000_000
}
