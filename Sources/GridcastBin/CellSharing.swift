package import GridcastBase
import GridcastGeo

/// The contributions of one batch of features to cells, computed separately from the sums so that
/// batches can be processed in parallel and still be added in file order.
package struct CellHits: Sendable {
  struct Hit: BitwiseCopyable {
    let tileX: Int, tileY: Int
    let category: Int32
  }

  /// The columns and rows of the tiling, and the categories, of the contributions.
  var hits: [Hit] = []
  /// The amount of each contribution; empty where all are 1.
  var amounts: [Double] = []
  /// The name of each category code: those found in the data, or all those of the rules.
  var categories: [String] = []
  var tally = Tally()
  var repairedCount = 0
  var cutCount = 0
}

/// Assigns features to cells and computes the contribution to each.
package struct CellSharing: Sendable {
  /// The number of contributions, of 32 bytes each, at which they are passed on.
  private static let spillSize = 262_144

  let measure: Measure
  let categorization: Categorization
  let weightField: String?
  let cellSize: Double
  let coordinateSystem: CoordinateSystem
  let fishnet: Fishnet?
  /// The hexagons that are counted in; nil for square cells.
  let hexagons: HexagonLattice?
  /// The polygons outside of which no point counts, though its cell does; nil to count all points of a cell.
  let limits: Shapes?

  /// Computes the contributions of a batch that is in the coordinate system of the cells.
  ///
  /// - Throws: `.badData` where a field is missing; the error names the subject.
  package func hits(of features: Features, from subject: String) throws(GridcastError) -> CellHits {
    try hits(of: features, from: subject) { (_) throws(GridcastError) in }
  }

  /// Computes the contributions and passes them to `spill` whenever there are many, as for areas
  /// over thousands of cells; the rest is returned.
  func hits(
    of features: Features, from subject: String,
    _ spill: (inout CellHits) throws(GridcastError) -> Void
  ) throws(GridcastError) -> CellHits {
    let (codes, names) = try categorization.codes(of: features, from: subject)
    var hits = CellHits()
    hits.categories = names
    switch measure {
    case .count: try addPoints(of: features, codes: codes, subject: subject, to: &hits)
    case .length: try addLines(features.shapes, codes: codes, to: &hits, spill)
    case .coverage: try addPolygons(features.shapes, codes: codes, to: &hits, spill)
    }
    return hits
  }

  private func addPoints(
    of features: Features, codes: [Int32], subject: String, to hits: inout CellHits
  ) throws(GridcastError) {
    let weights = try features.weights(weightField, from: subject)
    let located = try RepresentativePoints(of: features.shapes)
    let anchor = anchor
    hits.tally.read += located.points.count + located.missingCount
    hits.hits.reserveCapacity(located.points.count)
    let isWithin = try limits.map { (limits) throws(GridcastError) in
      let index = try PolygonIndex(limits)
      return located.points.map { !index.shapes(at: $0).isEmpty }
    }
    var outside = 0, withoutCategory = 0, withoutWeight = 0
    for (index, point) in located.points.enumerated() {
      let owner = located.owner(of: index)
      var (x, y) = tile(point, anchor)
      guard abs(x) < 1e15, abs(y) < 1e15, isWithin?[index] ?? true else {
        outside += 1
        continue
      }
      if !isInside(Int(x), Int(y)) {
        guard let beside = cell(beside: point, x, y) else {
          outside += 1
          continue
        }
        (x, y) = beside
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
    _ shapes: Shapes, codes: [Int32], to hits: inout CellHits,
    _ spill: (inout CellHits) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    for index in 0..<shapes.count {
      let isLine = shapes.kinds[index] == .line || shapes.kinds[index] == .multiLine
      guard begin(index, of: shapes, codes: codes, isRight: isLine, else: "not a line", hits: &hits)
      else {
        continue
      }
      var isKept = false
      var isCut = false
      for part in shapes.parts(of: index) {
        let vertices = fromAnchor(shapes.points[shapes.vertices(ofPart: part)])
        CellShares.lengths(of: vertices, cellSize: cellSize) { x, y, length in
          guard isInside(x, y) else { return isCut = true }
          hits.add(length, tileX: x, tileY: y, category: codes[index])
          isKept = true
        }
      }
      hits.end(isKept, isCut)
      if hits.hits.count >= Self.spillSize { try spill(&hits) }
    }
  }

  private func addPolygons(
    _ shapes: Shapes, codes: [Int32], to hits: inout CellHits,
    _ spill: (inout CellHits) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    let (shapes, repaired, _) = try shapes.repaired()
    hits.repairedCount += repaired.count
    for index in 0..<shapes.count {
      let isPolygon = shapes.kinds[index] == .polygon || shapes.kinds[index] == .multiPolygon
      guard
        begin(
          index, of: shapes, codes: codes, isRight: isPolygon, else: "not a polygon", hits: &hits)
      else { continue }
      var isKept = false
      var isCut = false
      for part in shapes.parts(of: index) {
        let sign = shapes.partKinds[part] == .interior ? -1.0 : 1
        let ring = fromAnchor(shapes.points[shapes.vertices(ofPart: part)])
        CellShares.areas(of: ring, cellSize: cellSize) { x, y, area in
          guard isInside(x, y) else { return isCut = true }
          hits.add(sign * area / (cellSize * cellSize), tileX: x, tileY: y, category: codes[index])
          isKept = true
        }
      }
      hits.end(isKept, isCut)
      if hits.hits.count >= Self.spillSize { try spill(&hits) }
    }
  }

  /// Whether a line or polygon is to be distributed over cells; if not, the reason is counted.
  private func begin(
    _ index: Int, of shapes: Shapes, codes: [Int32], isRight: Bool, else wrong: Sentence,
    hits: inout CellHits
  ) -> Bool {
    hits.tally.read += 1
    if shapes.isEmpty(index) {
      hits.tally.drop(Binning.withoutCoordinates)
    } else if !isRight {
      hits.tally.drop(wrong)
    } else if codes[index] < 0 {
      hits.tally.drop(Binning.withoutCategory)
    } else if isTooLarge(shapes.box(of: index)) {
      hits.tally.drop(Binning.tooLarge)
    } else {
      return true
    }
    return false
  }

  /// One wrong coordinate could make a shape cross more cells than fit into memory.
  private func isTooLarge(_ box: Box) -> Bool {
    let reach = [box.minX, box.minY, box.maxX, box.maxY].map { abs($0) / cellSize }.max() ?? 0
    let columns = box.width / cellSize + 1
    let rows = box.height / cellSize + 1
    return !(reach < 1e15) || !(columns * rows <= Grid.cellLimit / 8)
  }

  /// The corner of cell (0, 0) of the tiling.
  private var anchor: Point { fishnet?.grid.anchor ?? Point(x: 0, y: 0) }

  /// The vertices of a shape, seen from that corner.
  private func fromAnchor(_ points: ArraySlice<Point>) -> [Point] {
    let anchor = anchor
    guard anchor != Point(x: 0, y: 0) else { return Array(points) }
    return points.map { Point(x: $0.x - anchor.x, y: $0.y - anchor.y) }
  }

  /// The column and row of the cell that holds a point.
  private func tile(_ point: Point, _ anchor: Point) -> (x: Double, y: Double) {
    hexagons?.tile(point) ?? Grid.tile(point, cellSize: cellSize, anchor: anchor)
  }

  /// The cell on the other side of the edges on which a point lies, where that belongs to the fishnet
  /// and its own does not: the border of an area belongs to the area.
  private func cell(beside point: Point, _ x: Double, _ y: Double) -> (Double, Double)? {
    guard fishnet != nil else { return nil }
    if let hexagons {
      let hair = 1e-6 * hexagons.size
      for (dx, dy) in [(-hair, 0), (hair, 0), (0, -hair), (0, hair)] {
        let (x, y) = hexagons.tile(Point(x: point.x + dx, y: point.y + dy))
        if isInside(Int(x), Int(y)) { return (x, y) }
      }
      return nil
    }
    let isWest = point.x - x * cellSize <= 1e-6 * cellSize
    let isSouth = point.y - y * cellSize <= 1e-6 * cellSize
    for (left, down) in [(1.0, 0.0), (0, 1), (1, 1)] {
      guard left == 0 || isWest, down == 0 || isSouth else { continue }
      if isInside(Int(x - left), Int(y - down)) { return (x - left, y - down) }
    }
    return nil
  }

  private func isInside(_ tileX: Int, _ tileY: Int) -> Bool {
    guard let fishnet else { return true }
    return fishnet.grid.cell(tileX: tileX, tileY: tileY).map(fishnet.contains) ?? false
  }
}

extension CellHits {
  fileprivate mutating func add(
    _ amount: Double, tileX: Int, tileY: Int, category: Int32
  ) {
    hits.append(Hit(tileX: tileX, tileY: tileY, category: category))
    amounts.append(amount)
  }

  fileprivate mutating func end(_ isKept: Bool, _ isCut: Bool) {
    if isKept { tally.kept += 1 } else { tally.drop(Binning.outside) }
    if isKept && isCut { cutCount += 1 }
  }
}
