/// The correlations of regions over time: of their levels, of their derivatives, in which a trend that
/// all share no longer counts, and of the levels of each two given all other regions.
public struct SeriesCorrelation: Sendable, Equatable {
  /// Of the values as they are.
  public let level: CorrelationMatrix
  /// Of their derivatives in time.
  public let derivative: CorrelationMatrix
  /// Of the values, given those of all other regions.
  public let partial: CorrelationMatrix

  /// The correlations of series.
  ///
  /// - Parameters:
  ///   - series: The series.
  ///   - method: What is correlated of levels and derivatives.
  ///   - subject: Where they come from, for errors.
  /// - Throws: `.badData` where partial correlations cannot be told apart.
  public init(
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
    derivative = try CorrelationMatrix(
      series.regions, series.derivatives, noise: noise, method: method, nouns: nouns,
      subject: subject)
    partial = try CorrelationMatrix(
      series.regions, series.values, method: .partial, nouns: nouns, subject: subject)
  }

  /// The matrices with their names, the corrected one in the middle.
  public var matrices: [(name: String, matrix: CorrelationMatrix)] {
    [("level", level), ("derivative", derivative), ("partial", partial)]
  }
}
