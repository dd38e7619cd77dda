package import GridcastBase
import GridcastGeo

/// What one batch of features adds to which cells, reckoned apart from the sums, so that batches can
/// be worked on side by side and still add up in file order.
package struct CellHits: Sendable {
  struct Hit: BitwiseCopyable {
    let tileX: Int, tileY: Int
    let category: Int32
  }

  /// Columns and rows of the tiling, and categories.
  var hits: [Hit] = []
  /// What is added for each hit; empty where it is 1.
  var amounts: [Double] = []
  /// The category of each code; as the data name them, or all of the rules.
  var categories: [String] = []
  var tally = Tally()
  var repairedCount = 0
  var cutCount = 0
}

/// Finds the cells that features lie in, and what each gets of them.
package struct CellSharing: Sendable {
  /// So many hits, 32 bytes each, are no longer few.
  private static let spillSize = 262_144

  let measure: Measure
  let categorization: Categorization
  let weightField: String?
  let cellSize: Double
  let coordinateSystem: CoordinateSystem
  let fishnet: Fishnet?

  /// What a batch in the coordinate system of the cells adds to them.
  ///
  /// - Throws: `.badData` where a field is missing, naming the subject.
  package func hits(of features: Features, from subject: String) throws(GridcastError) -> CellHits {
    try hits(of: features, from: subject) { (_) throws(GridcastError) in }
  }

  /// The same, handed over whenever there are many, as of areas over thousands of cells; what is
  /// returned is the rest.
  func hits(
    of features: Features, from subject: String,
    _ spill: (inout CellHits) throws(GridcastError) -> Void
  ) throws(GridcastError) -> CellHits {
    let (codes, names) = try categorization.codes(of: features, from: subject)
    var hits = CellHits()
    hits.categories = names
    switch measure {
    case .count: try addPoints(features, codes, subject, to: &hits)
    case .length: try addLines(features.shapes, codes, to: &hits, spill)
    case .coverage: try addPolygons(features.shapes, codes, to: &hits, spill)
    }
    return hits
  }

  private func addPoints(
    _ features: Features, _ codes: [Int32], _ subject: String, to hits: inout CellHits
  ) throws(GridcastError) {
    let weights = try features.weights(weightField, from: subject)
    let located = RepresentativePoints(of: features.shapes)
    hits.tally.read += located.points.count + located.missingCount
    hits.hits.reserveCapacity(located.points.count)
    var outside = 0, withoutCategory = 0, withoutWeight = 0
    for (index, point) in located.points.enumerated() {
      let owner = located.owner(of: index)
      let (x, y) = Grid.tile(point, cellSize: cellSize, anchor: Point(x: 0, y: 0))
      guard abs(x) < 1e15, abs(y) < 1e15, isInside(Int(x), Int(y)) else {
        outside += 1
        continue
      }
      guard codes[owner] >= 0 else {
        withoutCategory += 1
        continue
      }
      if let weights {
        guard let weight = weights[owner], weight.isFinite else {
          withoutWeight += 1
          continue
        }
        hits.amounts.append(weight)
      }
      hits.hits.append(.init(tileX: Int(x), tileY: Int(y), category: codes[owner]))
    }
    hits.tally.kept += hits.hits.count
    hits.tally.drop(Binning.outside, outside)
    hits.tally.drop(Binning.withoutCategory, withoutCategory)
    hits.tally.drop(Binning.withoutCoordinates, located.missingCount)
    hits.tally.drop(Binning.withoutWeight, withoutWeight)
  }

  private func addLines(
    _ shapes: Shapes, _ codes: [Int32], to hits: inout CellHits,
    _ spill: (inout CellHits) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    for index in 0..<shapes.count {
      let isLine = shapes.kinds[index] == .line || shapes.kinds[index] == .multiLine
      guard begin(shapes, index, codes, isRight: isLine, "not a line", &hits) else {
        continue
      }
      var isKept = false
      var isCut = false
      for part in shapes.parts(of: index) {
        let vertices = shapes.points[shapes.vertices(ofPart: part)]
        CellShares.lengths(of: vertices, cellSize: cellSize) { x, y, length in
          guard isInside(x, y) else { return isCut = true }
          hits.add(length, x, y, codes[index])
          isKept = true
        }
      }
      hits.end(isKept, isCut)
      if hits.hits.count >= Self.spillSize { try spill(&hits) }
    }
  }

  private func addPolygons(
    _ shapes: Shapes, _ codes: [Int32], to hits: inout CellHits,
    _ spill: (inout CellHits) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    let (shapes, repaired, _) = shapes.repaired()
    hits.repairedCount += repaired.count
    for index in 0..<shapes.count {
      let isPolygon = shapes.kinds[index] == .polygon || shapes.kinds[index] == .multiPolygon
      guard begin(shapes, index, codes, isRight: isPolygon, "not a polygon", &hits)
      else { continue }
      var isKept = false
      var isCut = false
      for part in shapes.parts(of: index) {
        let sign = shapes.partKinds[part] == .interior ? -1.0 : 1
        let ring = Array(shapes.points[shapes.vertices(ofPart: part)])
        CellShares.areas(of: ring, cellSize: cellSize) { x, y, area in
          guard isInside(x, y) else { return isCut = true }
          hits.add(sign * area / (cellSize * cellSize), x, y, codes[index])
          isKept = true
        }
      }
      hits.end(isKept, isCut)
      if hits.hits.count >= Self.spillSize { try spill(&hits) }
    }
  }

  /// Whether a line or polygon is to be shared out; if not, the reason is counted.
  private func begin(
    _ shapes: Shapes, _ index: Int, _ codes: [Int32], isRight: Bool, _ wrong: String,
    _ hits: inout CellHits
  ) -> Bool {
    hits.tally.read += 1
    if shapes.isEmpty(index) {
      hits.tally.drop(Binning.withoutCoordinates)
    } else if !isRight {
      hits.tally.drop(wrong)
    } else if codes[index] < 0 {
      hits.tally.drop(Binning.withoutCategory)
    } else if isTooLarge(Box(shapes.points[shapes.vertices(of: index)])) {
      hits.tally.drop(Binning.tooLarge)
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

  private func isInside(_ tileX: Int, _ tileY: Int) -> Bool {
    guard let fishnet else { return true }
    return fishnet.grid.cell(tileX: tileX, tileY: tileY).map(fishnet.contains) ?? false
  }
}

extension CellHits {
  fileprivate mutating func add(_ amount: Double, _ tileX: Int, _ tileY: Int, _ category: Int32) {
    hits.append(Hit(tileX: tileX, tileY: tileY, category: category))
    amounts.append(amount)
  }

  fileprivate mutating func end(_ isKept: Bool, _ isCut: Bool) {
    if isKept { tally.kept += 1 } else { tally.drop(Binning.outside) }
    if isKept && isCut { cutCount += 1 }
  }
}
