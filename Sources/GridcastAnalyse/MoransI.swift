import GridcastBase

/// Global Moran's I, which measures whether neighbouring values are similar.
///
/// Weights are row-standardised. Expectation and variance are those under randomisation, in which
/// the values are dealt to the cells at random (Cliff and Ord, "Spatial Processes", 1981, 1.5). A
/// cell without neighbours counts in the mean, as in PySAL.
package struct MoransI: Sendable, Equatable, Codable {
  /// The value of I, above `expected` where neighbours are similar.
  package let value: Double
  /// The expectation −1 / (n − 1).
  package let expected: Double
  /// The variance under randomisation.
  package let variance: Double
  /// The number of standard deviations by which I exceeds the expectation; 0 where all permutations
  /// give the same I.
  package let z: Double
  /// The two-sided p-value by the normal distribution.
  package let p: Double
  /// The number of random permutations.
  package let permutations: Int
  /// The one-sided p-value (m + 1) / (permutations + 1), where m is the number of permutations
  /// whose I is at least as far from the expectation; nil without permutations.
  package let permutationP: Double?

  /// Computes Moran's I.
  ///
  /// - Parameters:
  ///   - values: One value for each cell; NaN where it is unknown. At least four must be known, not
  ///     all equal, and two of them neighbours.
  ///   - columns: The number of columns of the grid.
  ///   - neighbours: Which cells count as neighbours.
  ///   - permutations: The number of random permutations.
  ///   - seed: The seed of the permutations, each of which has its own stream of random numbers, so
  ///     that the result does not depend on the number of threads.
  init(
    _ values: [Double], columns: Int, neighbours: CellNeighbours, permutations: Int, seed: UInt64
  ) {
    let cells = values.indices.filter { !values[$0].isNaN }
    let n = Double(cells.count)
    precondition(n >= 4)
    let mean = cells.reduce(0) { $0 + values[$1] } / n
    let deviations = cells.map { values[$0] - mean }
    @Sendable func spread(_ numbers: [Double]) -> [Double] {
      var field = [Double](repeating: 0, count: values.count)
      for (cell, number) in zip(cells, numbers) { field[cell] = number }
      return field
    }
    @Sendable func sums(_ numbers: [Double]) -> [Double] {
      let field = neighbours.sums(spread(numbers), columns: columns)
      return cells.map { field[$0] }
    }
    let counts = sums(Array(repeating: 1, count: cells.count))
    let weights = counts.map { $0 > 0 ? 1 / $0 : 0 }
    let columnSums = sums(weights)
    var whole = Sums()
    whole.add(
      deviations: deviations, lags: sums(deviations), weights: weights, columnSums: columnSums)
    let squares = whole.squares
    let s0 = whole.s0
    @Sendable func index(_ deviations: [Double]) -> Double {
      let lags = sums(deviations)
      var product = 0.0
      for cell in lags.indices { product += deviations[cell] * weights[cell] * lags[cell] }
      return n / s0 * product / squares
    }
    let own = whole.value
    let isAbove = concurrentMap(permutations) { permutation in
      var random = RandomNumbers(seed: seed, stream: UInt64(permutation))
      var dealt = deviations
      for last in stride(from: dealt.count - 1, to: 0, by: -1) {
        dealt.swapAt(last, random.below(last + 1))
      }
      return index(dealt) >= own
    }
    let above = isAbove.count { $0 }
    self.init(
      whole, permutations: permutations,
      permutationP: permutations > 0
        ? Double(min(above, permutations - above) + 1) / Double(permutations + 1) : nil)
  }

  /// Computes Moran's I from sums over all known cells.
  init(_ sums: Sums, permutations: Int = 0, permutationP: Double? = nil) {
    let (n, s0, s1, s2) = (sums.count, sums.s0, sums.s1, sums.s2)
    value = sums.value
    expected = -1 / (n - 1)
    let kurtosis = n * sums.fourth / (sums.squares * sums.squares)
    let free = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0)
    let bound = kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    variance =
      (free - bound) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - expected * expected
    // A variance below this is a rounding error of 0.
    z = variance > 1e-15 ? (value - expected) / variance.squareRoot() : 0
    p = twoSidedP(ofZ: z)
    self.permutations = permutations
    self.permutationP = permutationP
  }

  /// What is added up over known cells, in their order.
  struct Sums {
    /// The number of cells.
    private(set) var count = 0.0
    /// The number of cells with neighbours, whose weights add up to 1 each.
    private(set) var s0 = 0.0
    // Σ(wij + wji)² / 2 = Σ wij² + Σ wij wji, and all weights of a row are equal.
    private(set) var s1 = 0.0
    private(set) var s2 = 0.0
    /// Sums of powers of deviations from the mean.
    private(set) var squares = 0.0
    private(set) var fourth = 0.0
    private var product = 0.0

    /// The value of I.
    var value: Double { count / s0 * product / squares }

    /// Adds cells.
    ///
    /// - Parameters:
    ///   - deviations: Their deviations from the mean.
    ///   - lags: The sums of their neighbours' deviations.
    ///   - weights: The weight of each of their neighbours; 0 where there is none.
    ///   - columnSums: The sums of the weights that their neighbours give them.
    mutating func add(
      deviations: [Double], lags: [Double], weights: [Double], columnSums: [Double]
    ) {
      for cell in deviations.indices {
        let deviation = deviations[cell]
        let weight = weights[cell]
        count += 1
        if weight > 0 { s0 += 1 }
        s1 = s1 + weight + weight * columnSums[cell]
        let both = (weight > 0 ? 1 : 0) + columnSums[cell]
        s2 += both * both
        squares += deviation * deviation
        fourth += deviation * deviation * deviation * deviation
        product += deviation * weight * lags[cell]
      }
    }
  }
}
