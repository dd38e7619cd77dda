package import GridcastBase
import GridcastFiles

/// Sums by cell and category that can be added to those of other features, and finished.
package struct BinnedSums: Sendable {
  /// The cells that are summed over, known before any feature is.
  package struct Cells: Sendable, Equatable {
    /// The side of a cell, in units of the coordinate system.
    package let size: Double
    /// Their coordinate system.
    package let coordinateSystem: CoordinateSystem
    /// The cells that alone count; nil where all of the tiling do.
    package let fishnet: Fishnet?

    /// Cells of one size, limited to a fishnet if one is given.
    package init(size: Double, coordinateSystem: CoordinateSystem, fishnet: Fishnet?) {
      self.size = size
      self.coordinateSystem = coordinateSystem
      self.fishnet = fishnet
    }
  }

  /// The cells.
  package let cells: Cells
  var categories: CategoryNames
  var sums: CellSums
  var repairedCount = 0
  var cutCount = 0
  /// The numbers of features read, counted and left out.
  package internal(set) var tally = Tally()

  /// Whether the sums are numbers of features.
  package var areCounts: Bool { sums.areCounts }
  /// The categories found so far, or all those of the rules.
  package var categoryNames: [String] { categories.names }

  init(_ categories: CategoryNames, areCounts: Bool, on cells: Cells) {
    self.cells = cells
    self.categories = categories
    sums = CellSums(areCounts: areCounts)
  }

  /// Adds the contributions of a batch to the cells.
  ///
  /// - Throws: `.badData` where there are too many categories or cells.
  mutating func add(_ hits: CellHits, from subject: String) throws(GridcastError) {
    let codes = try categories.codes(of: hits.categories, from: subject)
    sums.add(hits, categories: codes)
    tally.read += hits.tally.read
    tally.kept += hits.tally.kept
    tally.add(hits.tally)
    repairedCount += hits.repairedCount
    cutCount += hits.cutCount
    try sums.checkSize()
  }

  /// Adds the sums of other features over the same cells.
  ///
  /// - Throws: `.badData` where there are too many categories or cells; the error names the subject.
  package mutating func add(_ other: BinnedSums, from subject: String) throws(GridcastError) {
    let codes = try categories.codes(of: other.categories.names, from: subject)
    if let columns = other.sums.columns, let rows = other.sums.rows {
      sums.reach(columns: columns, rows: rows)
    }
    try other.sums.forEach { (sum, rest, x, y, category) throws(GridcastError) in
      sums.add(sum, rest, tileX: x, tileY: y, category: codes[Int(category)])
      try sums.checkSize()
    }
    tally.read += other.tally.read
    tally.kept += other.tally.kept
    tally.add(other.tally)
    repairedCount += other.repairedCount
    cutCount += other.cutCount
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
    if let given = cells.fishnet {
      fishnet = given
    } else {
      let box = Box(
        minX: (Double(columns.lowerBound) + 0.5) * cells.size,
        minY: (Double(rows.lowerBound) + 0.5) * cells.size,
        maxX: (Double(columns.upperBound) + 0.5) * cells.size,
        maxY: (Double(rows.upperBound) + 0.5) * cells.size)
      fishnet = Fishnet(
        grid: try Grid(covering: box, cellSize: cells.size, in: cells.coordinateSystem))
    }
    var order = Array(categories.names.indices)
    if categories.isNamedByData { order.sort { categories.names[$0] < categories.names[$1] } }
    // Sums in 64 bits, the raster's in 32, and what sorts or draws one of them.
    try Memory.require(
      16 * Double(fishnet.grid.count) * Double(max(order.count, 1)),
      to:
        "hold \(counted(order.count, "category", plural: "categories")) on \(counted(fishnet.grid.count, "cell", as: "cell of a fishnet"))",
      of: "counts", or: "\(.largerCells), \(.limitArea), or \(.groupCategories)")
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
}
