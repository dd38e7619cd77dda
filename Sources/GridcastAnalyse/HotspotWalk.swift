package import GridcastBase
import GridcastFiles

/// Hot and cold spots of a raster that is too large to be held: what `Hotspots` finds, strip by strip.
///
/// Each strip is read with as many rows around it as neighbours reach, so that z and p have the same bits
/// as those of `Hotspots`, and so has Moran's I. There are four walks: one for the mean, one for the spread
/// around it, one that looks at neighbours for Moran's I and ranks all p-values, and one for the classes, which
/// need these ranks, and for what is written.
package struct HotspotWalk: Sendable {
  /// The values of some rows; NaN where unknown.
  package typealias Reading = @Sendable (Range<Int>) throws(GridcastError) -> [Double]

  /// What is written of a strip: z, p, the adjusted p and the class of each cell.
  package struct Strip: Sendable {
    /// The rows.
    package let rows: Range<Int>
    /// The numbers, as bands.
    package let bands: [[Float]]
  }

  /// The names of the bands.
  package static let bandNames = ["z", "p", "p_fdr", "class"]
  /// How many cells are worked on at once by a core.
  package static let stripSize = 1 << 19
  /// The greatest number of cells that `Hotspots` is taken for, which holds them all.
  package static let wholeLimit = 1 << 22

  private let name: String
  private let grid: Grid
  private let read: Reading
  private let neighbours: CellNeighbours
  private let stripSize: Int
  private let halo: Int
  private let mean: Double
  private let spread: Double
  private let count: Int
  private let moran: MoransI
  private let islandCount: Int
  private let untoldCount: Int
  private let adjusted: AdjustedPValues
  /// The least z-score.
  package let leastZ: Double

  /// Finds the hot and cold spots of values.
  ///
  /// - Parameters:
  ///   - name: What the values are.
  ///   - grid: The cells.
  ///   - subject: The file, for errors.
  ///   - options: The options; there are no permutations.
  ///   - stripSize: How many cells are worked on at once by a core.
  ///   - exactLimit: The greatest number of p-values that are sorted.
  ///   - read: Reads the values.
  /// - Throws: What `Hotspots` throws, and `.badData` where permutations are wanted or memory does not do.
  package init(
    _ name: String, on grid: Grid, subject: String, _ options: Hotspots.Options,
    stripsOf stripSize: Int = Self.stripSize, exactLimit: Int = 1 << 25,
    reading read: @escaping Reading
  ) throws(GridcastError) {
    self.name = name
    self.grid = grid
    self.read = read
    self.stripSize = stripSize
    neighbours = options.neighbours
    halo = neighbours.halo(rows: grid.rows, columns: grid.columns)
    let strips = grid.blocks(of: stripSize)
    let height = Double(strips[0].count + 4 * halo)
    try Memory.require(
      60 * height * Double(grid.columns) * 3, to: "see the neighbours of a strip of cells",
      of: subject, or: "\(.shortenReach)")

    var count = 0
    var sum = 0.0
    var first: Double?
    var isVaried = false
    try orderedMap(strips.count) { (strip) throws(GridcastError) -> [Double] in
      try read(strips[strip]).filter { !$0.isNaN }
    } take: { (known: [Double]) throws(GridcastError) -> Bool in
      count += known.count
      for value in known { sum += value }
      let one = first ?? known.first
      first = one
      isVaried = isVaried || known.contains { $0 != one }
      return true
    }
    try Hotspots.check(count: count, first: first, isVaried: isVaried, name, subject)
    if let permutations = options.permutations, permutations > 0 {
      throw GridcastError(
        .badData, subject,
        "to deal the values of \(formatted(count)) cells anew would need about "
          + "\(Memory.size(100 * Double(count))) of memory; leave out the permutations, or \(.cutOrCoarsen)"
      )
    }
    self.count = count
    let mean = sum / Double(count)
    self.mean = mean

    let n = Double(count)
    var squares = 0.0
    try orderedMap(strips.count) { (strip) throws(GridcastError) -> [Double] in
      try read(strips[strip]).filter { !$0.isNaN }.map { $0 - mean }
    } take: { (deviations: [Double]) throws(GridcastError) -> Bool in
      for deviation in deviations { squares += deviation * deviation }
      return true
    }
    let spread = (squares / n).squareRoot()
    self.spread = spread

    var adjusted = AdjustedPValues(atMost: count, exactLimit: exactLimit)
    try Memory.require(
      adjusted.isExact ? 16 * Double(count) : 0, to: "sort the p-values of its cells", of: subject)
    var sums = MoransI.Sums()
    var islands = 0
    var isAllAround = true
    var untold = 0
    var leastZ = 0.0
    let walk = Walk(
      grid: grid, neighbours: neighbours, halo: halo, mean: mean, spread: spread, count: n,
      read: read)
    try orderedMap(strips.count) { (strip) throws(GridcastError) -> Walk.Surroundings in
      try walk.surroundings(of: strips[strip])
    } take: { (strip: Walk.Surroundings) throws(GridcastError) -> Bool in
      islands += strip.counts.count { $0 == 0 }
      isAllAround = isAllAround && strip.counts.allSatisfy { $0 + 1 >= n }
      sums.add(
        deviations: strip.deviations, lags: strip.lags, weights: strip.weights,
        columnSums: strip.columnSums)
      adjusted.add(strip.p)
      untold += strip.p.count { $0.isNaN }
      leastZ = min(leastZ, strip.leastZ)
      return true
    }
    try Hotspots.check(islands: islands, of: count, isAllAround: isAllAround, subject)
    islandCount = islands
    moran = MoransI(sums)
    adjusted.rank()
    self.adjusted = adjusted
    untoldCount = untold
    self.leastZ = leastZ
  }

  /// The cells that are searched.
  package var cells: Grid { grid }

  /// Walks once more, and passes on the bands strip by strip, from the north.
  ///
  /// - Parameter take: Receives the strips; nil where they are not wanted.
  /// - Returns: What is said of the hot spots.
  /// - Throws: What reading and `take` throw.
  package func finish(_ take: ((Strip) throws(GridcastError) -> Void)? = nil)
    throws(GridcastError) -> HotspotSummary
  {
    let strips = grid.blocks(of: stripSize)
    let walk = Walk(
      grid: grid, neighbours: neighbours, halo: halo, mean: mean, spread: spread,
      count: Double(count), read: read)
    let isWanted = take != nil
    var counts = Dictionary(uniqueKeysWithValues: (-3...3).map { ($0, 0) })
    try orderedMap(strips.count) { (strip) throws(GridcastError) -> (Strip, [Int: Int]) in
      let z = try walk.z(of: strips[strip])
      let p = z.map { twoSidedP(ofZ: $0) }
      let adjustedP = p.map(adjusted.value)
      let levels = zip(z, adjustedP).map { Hotspots.level(z: $0, adjustedP: $1) }
      var counts: [Int: Int] = [:]
      for case let level? in levels { counts[level, default: 0] += 1 }
      let bands =
        isWanted
        ? [
          z.map(Float.init), p.map(Float.init), adjustedP.map(Float.init),
          levels.map { $0.map(Float.init) ?? .nan },
        ] : []
      return (Strip(rows: strips[strip], bands: bands), counts)
    } take: { (found: (strip: Strip, counts: [Int: Int])) throws(GridcastError) -> Bool in
      counts.merge(found.counts, uniquingKeysWith: +)
      try take?(found.strip)
      return true
    }
    let isWithin = if case .within = neighbours { true } else { false }
    return HotspotSummary(
      name: name, grid: grid, moran: moran, cellCount: count, islandCount: islandCount,
      untoldCount: untoldCount, isStretched: isWithin && grid.coordinateSystem.isGeographic,
      isExact: adjusted.isExact, classCounts: counts)
  }
}

/// Strips of cells with what lies around them.
private struct Walk: Sendable {
  let grid: Grid
  let neighbours: CellNeighbours
  let halo: Int
  let mean: Double
  let spread: Double
  /// The number of known cells.
  let count: Double
  let read: HotspotWalk.Reading

  /// What Moran's I adds up over the known cells of a strip, and the p-values of Gi*.
  struct Surroundings: Sendable {
    let deviations: [Double]
    let lags: [Double]
    let weights: [Double]
    let columnSums: [Double]
    /// The number of known neighbours of each.
    let counts: [Double]
    /// The p-values; NaN where a cell has all others for neighbours.
    let p: [Double]
    let leastZ: Double
  }

  private func widened(_ rows: Range<Int>, by margin: Int) -> Range<Int> {
    max(0, rows.lowerBound - margin)..<min(grid.rows, rows.upperBound + margin)
  }

  /// Sums over neighbours for rows of the grid, of values that a wider strip has.
  private func sums(_ values: [Double], of strip: Range<Int>, for rows: Range<Int>) -> [Double] {
    neighbours.sums(
      values, columns: grid.columns,
      rows: rows.lowerBound - strip.lowerBound..<rows.upperBound - strip.lowerBound,
      ofRows: grid.rows)
  }

  func surroundings(of rows: Range<Int>) throws(GridcastError) -> Surroundings {
    let inner = widened(rows, by: halo)
    let outer = widened(inner, by: halo)
    let values = try read(outer)
    let isKnown = values.map { $0.isNaN ? 0.0 : 1 }
    let start = (inner.lowerBound - outer.lowerBound) * grid.columns
    let counts = sums(isKnown, of: outer, for: inner)
    let weights = counts.indices.map { cell in
      isKnown[start + cell] == 1 && counts[cell] > 0 ? 1 / counts[cell] : 0
    }
    let columnSums = sums(weights, of: inner, for: rows)
    let lags = sums(values.map { $0.isNaN ? 0 : $0 - mean }, of: outer, for: rows)
    let first = (rows.lowerBound - outer.lowerBound) * grid.columns
    let shift = first - start
    let known = lags.indices.filter { isKnown[first + $0] == 1 }
    let z = known.map {
      score(lag: lags[$0], deviation: values[first + $0] - mean, neighbours: counts[shift + $0])
    }
    return Surroundings(
      deviations: known.map { values[first + $0] - mean }, lags: known.map { lags[$0] },
      weights: known.map { weights[shift + $0] }, columnSums: known.map { columnSums[$0] },
      counts: known.map { counts[shift + $0] }, p: z.map { twoSidedP(ofZ: $0) },
      leastZ: z.reduce(0) { $1 < $0 ? $1 : $0 })
  }

  /// The z-score of a known cell; NaN where it has all others for neighbours.
  private func score(lag: Double, deviation: Double, neighbours: Double) -> Double {
    let own = neighbours + 1
    let scale = spread * (own * (count - own) / (count - 1)).squareRoot()
    return scale > 0 ? (lag + deviation) / scale : .nan
  }

  /// The z-scores of a strip; NaN also where a cell is unknown.
  func z(of rows: Range<Int>) throws(GridcastError) -> [Double] {
    let strip = widened(rows, by: halo)
    let values = try read(strip)
    let counts = sums(values.map { $0.isNaN ? 0 : 1 }, of: strip, for: rows)
    let deviations = values.map { $0.isNaN ? 0 : $0 - mean }
    let lags = sums(deviations, of: strip, for: rows)
    let first = (rows.lowerBound - strip.lowerBound) * grid.columns
    return lags.indices.map { cell in
      values[first + cell].isNaN
        ? .nan
        : score(lag: lags[cell], deviation: deviations[first + cell], neighbours: counts[cell])
    }
  }
}
