package import GridcastBase

/// The correlations of regions over time: of their levels, of their derivatives, in which a trend that
/// all share no longer counts, and of the levels of each two given all other regions.
package struct SeriesCorrelation: Sendable, Equatable {
  /// Of the values as they are.
  package let level: CorrelationMatrix
  /// Of their derivatives in time; of fewer than four years nothing is known, as their derivatives come
  /// of two slopes only.
  package let derivative: CorrelationMatrix
  /// Of the values, given those of all other regions; nothing is known where these follow from one
  /// another.
  package let partial: CorrelationMatrix

  /// The correlations of series.
  ///
  /// Derivatives overlap: each shares half of its slopes with others, so that a coefficient varies one and
  /// a half times as much as one of n − 1 independent slopes (Bartlett, J. R. Stat. Soc. 98, 1935). It has
  /// the degrees of freedom of two thirds of these slopes, less one.
  ///
  /// - Parameters:
  ///   - series: The series.
  ///   - method: What is correlated of levels and derivatives.
  ///   - subject: Where they come from, for errors.
  /// - Throws: What a matrix throws.
  package init(
    _ series: RegionSeries, method: CorrelationMatrix.Method = .pearson, subject: String
  ) throws(GridcastError) {
    let nouns = CorrelationMatrix.Nouns("region", "year")
    level = try CorrelationMatrix(
      series.regions, series.values, method: method, nouns: nouns, subject: subject)
    // A straight line has one derivative, but for the rounding of its values.
    let steps = zip(series.times, series.times.dropFirst()).map { $1 - $0 }
    let noise = series.values.map { values in
      8 * Double.ulpOfOne * (values.map(abs).max() ?? 0) / (steps.min() ?? 1)
    }
    let count = series.times.count
    let rises = CorrelationMatrix.Nouns("region", "year", constant: "rises or falls evenly")
    derivative =
      count < 4
      ? CorrelationMatrix(
        unknown: series.regions, count: count, method: method, nouns: rises,
        because: "\(counted(count, "year")) have two slopes, which always correlate by 1 or −1; "
          + "derivatives need at least four years")
      : try CorrelationMatrix(
        series.regions, series.derivatives, noise: noise, method: method,
        lostDegrees: (count + 1) / 3,
        nouns: rises, subject: subject)
    do throws(GridcastError) {
      partial = try CorrelationMatrix(
        series.regions, series.values, method: .partial, nouns: nouns, subject: subject)
    } catch {
      partial = CorrelationMatrix(
        unknown: series.regions, count: count, method: .partial, nouns: nouns,
        because:
          "the regions follow from one another, as a total does from its parts, so what each has of "
          + "its own cannot be told; \(.leaveSomeOut)")
    }
  }

  /// The matrices with their names, the corrected one in the middle.
  package var matrices: [(name: String, matrix: CorrelationMatrix)] {
    [("level", level), ("derivative", derivative), ("partial", partial)]
  }
}
