package import GridcastBase

/// Growth in sectors around a centre, and the directions in which it stands out.
///
/// Sectors are compared by their gains, the growth of all cells that grow. The expected gain of a
/// sector, if gains depended on distance alone, is the sum over rings of one cell's width of the
/// ring's gains times the sector's share of the ring's cells; so a study area that reaches further
/// on one side makes no axis. The deviation is compared with that of dealing the cells of each ring
/// at random: the variance of sums drawn without replacement (Cochran, "Sampling Techniques", 1977,
/// 2.5).
package struct GrowthSectors: Sendable, Equatable {
  /// The growth in one sector.
  package struct Sector: Sendable, Equatable, Codable {
    /// The direction, as in "NE".
    package let direction: String
    /// The number of known cells.
    package let cells: Int
    /// The sum of growth and decline of all cells.
    package let growth: Double
    /// The sum of the growth of cells that grow.
    package let gain: Double
    /// The share of all gains.
    package let share: Double
    /// The share that would be expected from distances alone.
    package let expectedShare: Double
    /// The number of standard deviations by which gains exceed the expected ones.
    package let z: Double
    /// The mean distance of gains from the centre in metres; nil where there are none.
    package let meanDistance: Double?
    /// The mean bearing of gains, in degrees clockwise from north; nil where there are none.
    package let meanBearing: Double?
    /// Whether the share is at least one and a half times the expected one and at least an even
    /// share, and differs from it by more than chance (z ≥ 3).
    package let standsOut: Bool
  }

  /// The sectors, clockwise from north.
  package let sectors: [Sector]
  /// The sum of growth and decline over all cells.
  package let total: Double
  /// The gain of the centre's own cell, which has no direction.
  package let atCenter: Double

  /// The sectors that stand out, in descending order of share.
  ///
  /// Of neighbouring sectors only the greater is included, except with four sectors, which are
  /// separate directions.
  package var axes: [Sector] {
    let count = sectors.count
    return sectors.indices.filter { index in
      let before = sectors[(index + count - 1) % count]
      let after = sectors[(index + 1) % count]
      guard sectors[index].standsOut, count > 4 else { return sectors[index].standsOut }
      return !(before.standsOut && before.gain >= sectors[index].gain)
        && !(after.standsOut && after.gain > sectors[index].gain)
    }.map { sectors[$0] }.sorted { $0.share > $1.share }
  }

  /// Computes the sectors of growth around a point.
  ///
  /// - Parameters:
  ///   - growth: One value for each cell; NaN where it is unknown.
  ///   - grid: The grid of the values.
  ///   - center: The centre, in the coordinates of the grid.
  ///   - count: The number of sectors: 4, 8 or 16.
  package init(_ growth: [Double], on grid: Grid, around center: Point, count: Int = 8) {
    let side = grid.cellSize * grid.metresPerUnit.y
    var sums = [Sums](repeating: Sums(), count: count)
    var rings: [Ring] = []
    var atCenter = 0.0
    var total = 0.0
    for (cell, value) in growth.enumerated() where !value.isNaN {
      let step = grid.metres(from: center, to: grid.box(of: cell).center)
      let distance = (step.east * step.east + step.north * step.north).squareRoot()
      total += value
      // The centre of a plateau may lie on an edge between cells.
      if grid.box(of: cell).expanded(by: 1e-6 * grid.cellSize).contains(center) {
        atCenter += max(0, value)
        continue
      }
      let bearing = Compass.bearing(east: step.east, north: step.north)
      let sector = Compass.sector(of: bearing, among: count)
      sums[sector].add(value, distance: distance, step: step)
      let ring = Int((distance / side).rounded())
      while rings.count <= ring { rings.append(Ring(sectors: count)) }
      rings[ring].add(max(0, value), sector)
    }
    let gained = sums.reduce(atCenter) { $0 + $1.gain }
    self.total = total
    self.atCenter = atCenter
    sectors = sums.indices.map { index in
      let sum = sums[index]
      let expected = rings.reduce(0) { $0 + $1.expected(index) }
      let deviation = rings.reduce(0) { $0 + $1.variance(index) }.squareRoot()
      let z = deviation > 0 ? (sum.gain - expected) / deviation : 0
      return Sector(
        direction: Compass.name(index, among: count), cells: sum.cells, growth: sum.growth,
        gain: sum.gain, share: gained > 0 ? sum.gain / gained : 0,
        expectedShare: gained > 0 ? expected / gained : 0, z: z,
        meanDistance: sum.gain > 0 ? sum.distance / sum.gain : nil,
        meanBearing: sum.gain > 0 ? Compass.bearing(east: sum.east, north: sum.north) : nil,
        standsOut: sum.gain >= 1.5 * expected && sum.gain * Double(count) >= gained && z >= 3)
    }
  }

  private struct Sums {
    var cells = 0
    var growth = 0.0
    var gain = 0.0
    var distance = 0.0
    var east = 0.0
    var north = 0.0

    mutating func add(
      _ value: Double, distance: Double, step: (east: Double, north: Double)
    ) {
      cells += 1
      growth += value
      guard value > 0 else { return }
      gain += value
      self.distance += value * distance
      east += value * step.east / distance
      north += value * step.north / distance
    }
  }

  /// The gains and cells at one distance from the centre.
  private struct Ring {
    var cells: [Double]
    var count = 0.0
    var sum = 0.0
    var squares = 0.0

    init(sectors: Int) { cells = Array(repeating: 0, count: sectors) }

    mutating func add(_ value: Double, _ sector: Int) {
      cells[sector] += 1
      count += 1
      sum += value
      squares += value * value
    }

    func expected(_ sector: Int) -> Double { count > 0 ? sum * cells[sector] / count : 0 }

    func variance(_ sector: Int) -> Double {
      guard count > 1 else { return 0 }
      let spread = max(0, squares - sum * sum / count) / (count - 1)
      return cells[sector] * (1 - cells[sector] / count) * spread
    }
  }
}
