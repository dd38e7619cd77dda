import Foundation
package import GridcastBase

/// The p-values of correlations.
package enum PValues {
  /// The two-sided p-value of a coefficient by Student's t with t² = r²·ν / (1 − r²), which equals
  /// the regularised incomplete beta function I(1 − r²; ν/2, 1/2).
  ///
  /// It is exact for independent normal values, and an approximation for ranks.
  ///
  /// - Parameters:
  ///   - r: The coefficient, from −1 to 1.
  ///   - degreesOfFreedom: ν, above 0; usually the number of values − 2.
  /// - Returns: The probability of a coefficient at least this far from 0 if there is no
  ///   correlation.
  package static func twoSided(_ r: Double, degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom > 0 && abs(r) <= 1)
    let square = r * r
    if square == 0 { return 1 }
    if square == 1 { return 0 }
    let a = degreesOfFreedom / 2
    let x = (1 - abs(r)) * (1 + abs(r))
    // ln x^a·(1 − x)^½ / B(a, ½)
    let factor = exp(
      a * (square < 0.5 ? log1p(-square) : log(x)) + log(abs(r)) + logGammaStep(a)
        - log(Double.pi) / 2)
    // Each continued fraction converges fast on its side of the mean.
    return x < (a + 1) / (a + 2.5)
      ? factor * continuedFraction(at: x, a: a, b: 0.5) / a
      : max(0, 1 - factor * continuedFraction(at: square, a: 0.5, b: a) / 0.5)
  }

  /// ln Γ(a + ½) − ln Γ(a) without loss of digits: by its series in 1/a for large a, to which small
  /// a are reduced by Γ(a + 1) = a·Γ(a).
  private static func logGammaStep(_ a: Double) -> Double {
    var a = a
    var sum = 0.0
    while a < 30 {
      sum += log(a / (a + 0.5))
      a += 1
    }
    let square = a * a
    return sum + log(a) / 2
      + (-1 / 8 + (1 / 192 + (-1 / 640 + 17 / (14_336 * square)) / square) / square) / a
  }

  /// The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method.
  private static func continuedFraction(at x: Double, a: Double, b: Double) -> Double {
    let tiny = 1e-300
    func bounded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / bounded(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...100_000 {
      let m = Double(step)
      for numerator in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / bounded(1 + numerator * d)
        c = bounded(1 + numerator / c)
        result *= d * c
      }
      if abs(d * c - 1) < 1e-16 { break }
    }
    return result
  }

  /// The corrections for multiple comparisons, of which some look significant by chance.
  package enum Correction: String, Sendable, CaseIterable, Codable {
    /// Bounds the false discovery rate (Benjamini and Hochberg, J. R. Stat. Soc. B 57, 1995).
    case bh
    /// Bounds the family-wise error rate (Holm, Scand. J. Stat. 6, 1979).
    case holm
    /// Bounds the family-wise error rate by multiplying with the number of comparisons.
    case bonferroni
    /// No correction.
    case none

    /// The name of the correction for people.
    package var label: Sentence {
      switch self {
      case .bh: "corrected after Benjamini & Hochberg"
      case .holm: "corrected after Holm"
      case .bonferroni: "corrected after Bonferroni"
      case .none: "not corrected for many comparisons"
      }
    }
  }

  /// The p-values corrected for their number; nil stays nil and does not count.
  package static func adjusted(_ values: [Double?], _ correction: Correction) -> [Double?] {
    let known = values.indices.filter { values[$0] != nil }
      .sorted { (values[$0] ?? 0, $0) < (values[$1] ?? 0, $1) }
    let count = Double(known.count)
    var result = values
    switch correction {
    case .none: break
    case .bonferroni: for index in known { result[index] = min(1, count * (values[index] ?? 0)) }
    case .holm:
      var least = 0.0
      for (rank, index) in known.enumerated() {
        least = max(least, min(1, (count - Double(rank)) * (values[index] ?? 0)))
        result[index] = least
      }
    case .bh:
      var greatest = 1.0
      for (rank, index) in known.enumerated().reversed() {
        greatest = min(greatest, count / Double(rank + 1) * (values[index] ?? 0))
        result[index] = greatest
      }
    }
    return result
  }
}
