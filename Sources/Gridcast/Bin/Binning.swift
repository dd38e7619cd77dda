/// What is summed in each cell and category.
public enum Measure: String, Sendable, CaseIterable {
  /// The points, or the weights of the points.
  case count
  /// The length of lines, in units of the coordinate system.
  case length
  /// The share of the cell that polygons cover; overlapping polygons both count.
  case coverage

  /// What to read from an input for it.
  public var purpose: ReadingPurpose {
    switch self {
    case .count: .points
    case .length: .lines
    case .coverage: .areas
    }
  }
}

/// Counts features per cell and category, batch by batch.
///
/// Memory grows with the cells that hold something, not with the features.
public struct Binning: Sendable {
  /// Why a point is not counted.
  public static let outside = "outside the study area"
  /// Why a feature is not counted.
  public static let withoutCategory = "without category"
  /// Why a feature is not counted.
  public static let withoutCoordinates = "without coordinates"
  /// Why a line or polygon is not shared out.
  public static let tooLarge = "larger than all cells together may be"
  /// Why a point is not counted.
  public static let withoutWeight = "without weight (missing, or no number)"

  private let measure: Measure
  private let weightField: String?
  private let cellSize: Double
  private let coordinateSystem: CoordinateSystem
  private let fishnet: Fishnet?
  private var categorizer: Categorizer
  private var sums = CellSums()
  private var repairedCount = 0
  private var cutCount = 0
  /// Points, lines or polygons taken in, counted and left out.
  public private(set) var tally = Tally()

  /// A count on cells of one size, limited to a fishnet where one is given.
  public init(
    _ measure: Measure = .count, by categorization: Categorization, weight: String? = nil,
    cellSize: Double, in coordinateSystem: CoordinateSystem, limitedTo fishnet: Fishnet? = nil
  ) {
    precondition(fishnet.map { $0.grid.anchor == Point(x: 0, y: 0) } ?? true)
    self.measure = measure
    self.weightField = weight
    self.cellSize = cellSize
    self.coordinateSystem = coordinateSystem
    self.fishnet = fishnet
    categorizer = Categorizer(categorization)
  }

  /// The fields to read from the inputs.
  public static func fields(for categorization: Categorization, weight: String?) -> [String] {
    categorization.fields + [weight].compactMap { $0 }
  }

  /// Takes in a batch in the coordinate system of the cells.
  ///
  /// - Parameters:
  ///   - features: Points, lines or polygons, as the measure asks; others are left out and counted.
  ///   - subject: Where the features come from, for errors.
  /// - Throws: `.badData` where a field is missing.
  public mutating func add(_ features: Features, from subject: String) throws(GridcastError) {
    let codes = try categorizer.codes(of: features, from: subject)
    switch measure {
    case .count: try addPoints(features, codes, subject)
    case .length: addLines(features.shapes, codes)
    case .coverage: addPolygons(features.shapes, codes)
    }
    try sums.checkSize()
  }

  private mutating func addPoints(_ features: Features, _ codes: [Int32], _ subject: String)
    throws(GridcastError)
  {
    let weights = try features.weights(weightField, from: subject)
    let located = RepresentativePoints(of: features.shapes)
    tally.read += located.points.count + located.missingCount
    var outside = 0, withoutCategory = 0, withoutWeight = 0
    for (point, owner) in zip(located.points, located.owners) {
      let (x, y) = Grid.tile(point, cellSize: cellSize, anchor: Point(x: 0, y: 0))
      guard abs(x) < 1e15, abs(y) < 1e15, isInside(Int(x), Int(y)) else {
        outside += 1
        continue
      }
      guard codes[owner] >= 0 else {
        withoutCategory += 1
        continue
      }
      let weight = weights.map { $0[owner] } ?? 1
      guard let weight, weight.isFinite else {
        withoutWeight += 1
        continue
      }
      sums.add(weight, tileX: Int(x), tileY: Int(y), category: codes[owner])
      tally.kept += 1
    }
    tally.drop(Self.outside, outside)
    tally.drop(Self.withoutCategory, withoutCategory)
    tally.drop(Self.withoutCoordinates, located.missingCount)
    tally.drop(Self.withoutWeight, withoutWeight)
  }

  private mutating func addLines(_ shapes: Shapes, _ codes: [Int32]) {
    for index in 0..<shapes.count {
      let isLine = shapes.kinds[index] == .line || shapes.kinds[index] == .multiLine
      guard begin(shapes, index, codes, isRight: isLine, "not a line") else { continue }
      var isKept = false
      var isCut = false
      for part in shapes.parts(of: index) {
        let vertices = shapes.points[shapes.vertices(ofPart: part)]
        CellShares.lengths(of: vertices, cellSize: cellSize) { x, y, length in
          guard isInside(x, y) else { return isCut = true }
          sums.add(length, tileX: x, tileY: y, category: codes[index])
          isKept = true
        }
      }
      end(isKept, isCut)
    }
  }

  private mutating func addPolygons(_ shapes: Shapes, _ codes: [Int32]) {
    let (shapes, repaired, _) = shapes.repaired()
    repairedCount += repaired.count
    for index in 0..<shapes.count {
      let isPolygon = shapes.kinds[index] == .polygon || shapes.kinds[index] == .multiPolygon
      guard begin(shapes, index, codes, isRight: isPolygon, "not a polygon") else { continue }
      var isKept = false
      var isCut = false
      for part in shapes.parts(of: index) {
        let sign = shapes.partKinds[part] == .interior ? -1.0 : 1
        let ring = Array(shapes.points[shapes.vertices(ofPart: part)])
        CellShares.areas(of: ring, cellSize: cellSize) { x, y, area in
          guard isInside(x, y) else { return isCut = true }
          sums.add(
            sign * area / (cellSize * cellSize), tileX: x, tileY: y, category: codes[index])
          isKept = true
        }
      }
      end(isKept, isCut)
    }
  }

  /// Whether a line or polygon is to be shared out; if not, the reason is counted.
  private mutating func begin(
    _ shapes: Shapes, _ index: Int, _ codes: [Int32], isRight: Bool, _ wrong: String
  ) -> Bool {
    tally.read += 1
    if shapes.isEmpty(index) {
      tally.drop(Self.withoutCoordinates)
    } else if !isRight {
      tally.drop(wrong)
    } else if codes[index] < 0 {
      tally.drop(Self.withoutCategory)
    } else if isTooLarge(Box(shapes.points[shapes.vertices(of: index)])) {
      tally.drop(Self.tooLarge)
    } else {
      return true
    }
    return false
  }

  /// A stray coordinate could make one shape cross more cells than there is memory for.
  private func isTooLarge(_ box: Box) -> Bool {
    let reach = [box.minX, box.minY, box.maxX, box.maxY].map { abs($0) / cellSize }.max() ?? 0
    let columns = box.width / cellSize + 1
    let rows = box.height / cellSize + 1
    return !(reach < 1e15) || !(columns * rows <= Grid.cellLimit / 8)
  }

  private mutating func end(_ isKept: Bool, _ isCut: Bool) {
    if isKept { tally.kept += 1 } else { tally.drop(Self.outside) }
    if isKept && isCut { cutCount += 1 }
  }

  private func isInside(_ tileX: Int, _ tileY: Int) -> Bool {
    guard let fishnet else { return true }
    return fishnet.grid.cell(tileX: tileX, tileY: tileY).map(fishnet.contains) ?? false
  }

  /// The fishnet with the sums: a band for each category, by name, or in the order of the rules.
  ///
  /// - Throws: `.badData` where nothing was counted, or the cells would be too many.
  public mutating func finish() throws(GridcastError) -> (fishnet: Fishnet, sums: [CellValues]) {
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
    if let given = self.fishnet {
      fishnet = given
    } else {
      let box = Box(
        minX: (Double(columns.lowerBound) + 0.5) * cellSize,
        minY: (Double(rows.lowerBound) + 0.5) * cellSize,
        maxX: (Double(columns.upperBound) + 0.5) * cellSize,
        maxY: (Double(rows.upperBound) + 0.5) * cellSize)
      fishnet = Fishnet(grid: try Grid(covering: box, cellSize: cellSize, in: coordinateSystem))
    }
    var order = Array(categorizer.names.indices)
    if categorizer.isNamedByData { order.sort { categorizer.names[$0] < categorizer.names[$1] } }
    guard fishnet.grid.count <= Self.valueLimit / max(order.count, 1) else {
      throw GridcastError(
        .badData, "counts",
        "\(counted(order.count, "category", plural: "categories")) on "
          + "\(counted(fishnet.grid.count, "cell")) are more than there is memory for; take larger "
          + "cells, limit the area with --within, or group the categories by rules")
    }
    let values = sums.values(of: order.map(Int32.init), on: fishnet)
    for (category, sums) in zip(order, values) {
      let greatest = sums.lazy.filter { !$0.isNaN }.map { abs($0) }.max() ?? 0
      if greatest > Double(Float.greatestFiniteMagnitude) {
        throw GridcastError(
          .badData, "category '\(categorizer.names[category])'",
          "a cell sums to \(greatest), which is more than a raster can hold; check the weights")
      }
      if greatest > 16_777_216 {
        tally.note(
          "category '\(categorizer.names[category])': a cell holds more than 16,777,216, which the "
            + "raster's 32-bit numbers round; the cells as layer or table are exact")
      }
    }
    return (fishnet, zip(order, values).map { CellValues(name: categorizer.names[$0], values: $1) })
  }

  /// The most values, cells times categories, that are made.
  private static let valueLimit = 100_000_000
}
