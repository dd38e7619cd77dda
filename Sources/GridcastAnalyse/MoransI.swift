import GridcastBase

/// Global Moran's I: whether like values lie side by side.
///
/// Weights are row-standardised. Expectation and variance are those of randomisation (Cliff & Ord,
/// "Spatial Processes", 1981, 1.5): the values as they are, dealt to the cells at random. A cell
/// without neighbours counts in the mean, as in PySAL.
package struct MoransI: Sendable, Equatable, Codable {
  /// I; above `expected` where like lies beside like.
  package let value: Double
  /// −1 / (n − 1).
  package let expected: Double
  /// The variance under randomisation.
  package let variance: Double
  /// How many standard deviations I lies above the expectation; 0 where no dealing changes I.
  package let z: Double
  /// The chance of an I at least so far off, by the normal distribution, two-sided.
  package let p: Double
  /// How often the values were dealt anew.
  package let permutations: Int
  /// (m + 1) / (permutations + 1), m being how many of those had an I at least so far off to the same
  /// side; nil without permutations.
  package let permutationP: Double?

  /// Moran's I of values.
  ///
  /// - Parameters:
  ///   - values: One a cell; NaN where it is unknown. At least four known, not all equal, two of them
  ///     neighbours.
  ///   - columns: The columns of the grid.
  ///   - neighbours: Which cells are neighbours.
  ///   - permutations: How often to deal the values anew.
  ///   - seed: Of the permutations, each of which has a stream of random numbers of its own, so that
  ///     the number of threads does not matter.
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
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    let s0 = Double(counts.count { $0 > 0 })
    @Sendable func index(_ deviations: [Double]) -> Double {
      let lags = sums(deviations)
      var product = 0.0
      for cell in lags.indices { product += deviations[cell] * weights[cell] * lags[cell] }
      return n / s0 * product / squares
    }
    value = index(deviations)
    expected = -1 / (n - 1)

    // Σ(wij + wji)² / 2 = Σ wij² + Σ wij wji, and every weight of a row is the same.
    let s1 = zip(weights, columnSums).reduce(0) { $0 + $1.0 + $1.0 * $1.1 }
    let s2 = zip(weights, columnSums).reduce(0) { sum, pair in
      let both = (pair.0 > 0 ? 1 : 0) + pair.1
      return sum + both * both
    }
    let fourth = deviations.reduce(0) { $0 + $1 * $1 * $1 * $1 }
    let kurtosis = n * fourth / (squares * squares)
    let free = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0)
    let bound = kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    variance =
      (free - bound) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - expected * expected
    // What rounding leaves of 0 is no variance.
    z = variance > 1e-15 ? (value - expected) / variance.squareRoot() : 0
    p = twoSidedP(ofZ: z)

    let own = value
    let isAbove = concurrentMap(permutations) { permutation in
      var random = RandomNumbers(seed: seed, stream: UInt64(permutation))
      var dealt = deviations
      for last in stride(from: dealt.count - 1, to: 0, by: -1) {
        dealt.swapAt(last, random.below(last + 1))
      }
      return index(dealt) >= own
    }
    let above = isAbove.count { $0 }
    self.permutations = permutations
    permutationP =
      permutations > 0
      ? Double(min(above, permutations - above) + 1) / Double(permutations + 1) : nil
  }
}
