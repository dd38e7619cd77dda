import GridcastBase

/// The correlation of two variables.
package struct CorrelationPair: Sendable, Equatable, Codable {
  /// The names of the variables.
  package let a: String, b: String
  /// The number of values of each variable.
  package let n: Int
  /// The coefficient; nil where a variable is constant.
  package let r: Double?
  /// The p-value: the probability of such a coefficient if there is no correlation; nil where there
  /// are too few values.
  package let p: Double?
  /// The p-value corrected for the number of pairs.
  package let adjustedP: Double?

  /// The names of the columns of `csv`.
  package static let header = "a,b,n,r,p,p_adjusted"

  /// The pair as a line of CSV, with harmless names where that is wanted.
  package func csv(disarmed: Bool = false) -> String {
    ([a, b].map { csvField($0, disarmed: disarmed) } + ["\(n)"]
      + [r, p, adjustedP].map { $0.map { "\($0)" } ?? "" })
      .joined(separator: ",")
  }
}

extension CorrelationMatrix {
  /// Each pair of variables once, in their order, with p-values.
  package func pairs(_ correction: PValues.Correction = .bh) -> [CorrelationPair] {
    let pairs = names.indices.flatMap { a in ((a + 1)..<max(names.count, a + 1)).map { (a, $0) } }
    let probabilities = pairs.map { a, b in
      degreesOfFreedom < 1
        ? nil
        : values[a][b].map {
          PValues.twoSided($0, degreesOfFreedom: Double(degreesOfFreedom))
        }
    }
    let adjusted = PValues.adjusted(probabilities, correction)
    return pairs.enumerated().map { index, pair in
      CorrelationPair(
        a: names[pair.0], b: names[pair.1], n: count, r: values[pair.0][pair.1],
        p: probabilities[index], adjustedP: adjusted[index])
    }
  }
}
