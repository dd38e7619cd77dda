package import GridcastBase

/// Counts the values of a raster in bounded memory.
///
/// Up to `exactLimit` cells all different values are told apart. Beyond, those that agree in their first
/// sixteen binary digits (that is to one part in 32,768) count as one, with which whole numbers up to
/// 65,536 are still exact. Neither depends on the order of cells, and nothing is drawn by chance.
package struct ValueHistogram: Sendable {
  /// The greatest number of cells whose values are all told apart.
  package static let exactLimit = 1 << 24
  /// How many binary digits of a `Float` are left out.
  private static let dropped = 8

  private var counts: [Int]
  private var range: ClosedRange<Float>?
  private var isRounded = false

  /// Makes a histogram of no values.
  init() { counts = [Int](repeating: 0, count: 1 << (32 - Self.dropped)) }

  /// Counts the finite values of a band.
  ///
  /// - Parameters:
  ///   - rows: The band.
  ///   - limit: The greatest number of cells whose values are all told apart.
  ///   - visit: Receives the rows on the way, for what else is to be known of them.
  /// - Returns: The values, with how often each occurs.
  /// - Throws: The errors of reading.
  package static func values(
    of rows: CellRows, exactLimit limit: Int = Self.exactLimit,
    _ visit: (_ rows: Range<Int>, _ values: [Float]) -> Void = { _, _ in }
  ) throws(GridcastError) -> DistinctValues {
    if rows.grid.count <= limit {
      var known: [Double] = []
      try rows.walk { (piece, values) throws(GridcastError) in
        visit(piece, values)
        for value in values where value.isFinite { known.append(Double(value)) }
      }
      return DistinctValues(known)
    }
    var histogram = ValueHistogram()
    try rows.walk { (piece, values) throws(GridcastError) in
      visit(piece, values)
      histogram.add(values)
    }
    return histogram.distinct
  }

  /// Counts the finite ones of some values.
  mutating func add(_ values: [Float]) {
    let mask = UInt32(1) << Self.dropped - 1
    var (least, greatest) = (Float.infinity, -Float.infinity)
    var lost: UInt32 = 0
    for value in values where value.isFinite {
      // Of the two zeros one is enough.
      let bits = (value + 0).bitPattern
      counts[Int(bits >> Self.dropped)] += 1
      lost |= bits & mask
      least = min(least, value)
      greatest = max(greatest, value)
    }
    guard least <= greatest else { return }
    isRounded = isRounded || lost != 0
    range =
      range.map { min($0.lowerBound, least)...max($0.upperBound, greatest) } ?? least...greatest
  }

  /// The values that were counted.
  var distinct: DistinctValues {
    var pairs: [(value: Double, count: Double)] = []
    for (place, count) in counts.enumerated() where count > 0 {
      pairs.append((Double(Float(bitPattern: UInt32(place) << Self.dropped)), Double(count)))
    }
    return DistinctValues(
      pairs, range: range.map { Double($0.lowerBound)...Double($0.upperBound) },
      isRounded: isRounded)
  }
}
