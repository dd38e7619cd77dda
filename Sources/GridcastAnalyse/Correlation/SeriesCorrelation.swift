package import GridcastBase

/// The correlations of regions over time: of their levels, of their derivatives, which a common
/// trend does not affect, and the partial ones of their levels given all other regions.
package struct SeriesCorrelation: Sendable, Equatable {
  /// The correlations of the values.
  package let level: CorrelationMatrix
  /// The correlations of the time derivatives; unknown for fewer than four years, whose derivatives
  /// come from two slopes only.
  package let derivative: CorrelationMatrix
  /// The partial correlations of the values given all other regions; unknown where the regions
  /// depend on one another.
  package let partial: CorrelationMatrix

  /// Computes the correlations of series.
  ///
  /// Neighbouring derivatives share slopes, so that a coefficient varies one and a half times as
  /// much as that of n − 1 independent slopes (Bartlett, J. R. Stat. Soc. 98, 1935). Its degrees of
  /// freedom are two thirds of the number of slopes, less one.
  ///
  /// - Parameters:
  ///   - series: The series.
  ///   - method: The method for levels and derivatives.
  ///   - subject: The name of the data, for errors.
  /// - Throws: The errors of `CorrelationMatrix`.
  package init(
    _ series: RegionSeries, method: CorrelationMatrix.Method = .pearson, subject: String
  ) throws(GridcastError) {
    let nouns = CorrelationMatrix.Nouns("region", "year")
    level = try CorrelationMatrix(
      series.regions, series.values, method: method, nouns: nouns, subject: subject)
    // The derivatives of a straight line are equal but for the rounding of its values.
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

  /// The matrices of levels, derivatives and partial correlations, with their names.
  package var matrices: [(name: String, matrix: CorrelationMatrix)] {
    [("level", level), ("derivative", derivative), ("partial", partial)]
  }
}
