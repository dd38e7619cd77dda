/// A forecast over counts, ready to be written.
public struct Forecast: Sendable {
  /// The bands of `ForecastBand`.
  public let raster: Raster
  /// What the user should know.
  public let notes: [String]

  /// Forecasts over a raster of counts.
  ///
  /// - Throws: `.badData` where a band is missing.
  public init(_ forecaster: Forecaster, over counts: Raster, subject: String) throws(GridcastError)
  {
    (raster, notes) = try forecaster.forecast(counts, subject: subject)
  }

  /// How the forecast is drawn: observed and predicted in the same classes.
  public var style: MapStyle {
    let maxima = [ForecastBand.observed, ForecastBand.predicted].compactMap {
      raster.band($0)?.statistics?.maximum
    }
    return MapStyle(ForecastBand.predicted, Classes(upTo: maxima.max() ?? 1))
  }

  /// Writes the forecast as GeoTIFF, and its cells as layers or tables.
  ///
  /// - Returns: Sentences that the user should see.
  public func write(raster path: String?, cells: [String], staging: Staging) throws(GridcastError)
    -> [String]
  {
    if let path { try raster.write(to: path, style: style, staging: staging) }
    var notes: [String] = []
    let predicted = raster.band(ForecastBand.predicted)?.values ?? []
    let fishnet = Fishnet(grid: raster.grid, mask: predicted.map { !$0.isNaN })
    for path in cells {
      notes += try Counts.writeCells(
        of: fishnet, raster.bands.map(CellValues.init), isCount: false, to: path, style: style,
        staging: staging)
    }
    return notes
  }
}

extension Raster {
  /// The bands to predict a target from: those chosen, or all others, or those that correlate with
  /// it so much.
  ///
  /// - Throws: `.badData` where there is no such target or no band is left.
  public func features(
    for target: String, chosen: [String], minCorrelation: Double?, subject: String
  ) throws(GridcastError) -> [String] {
    if !chosen.isEmpty { return chosen }
    guard let minCorrelation else { return bands.map(\.name).filter { $0 != target } }
    let matrix = try CorrelationMatrix(self, subject: subject)
    let names = try matrix.names(correlatedWith: target, atLeast: minCorrelation)
    guard !names.isEmpty else {
      throw GridcastError(
        .badData, subject,
        "no band correlates with '\(target)' by \(formatted(minCorrelation, 2)) or more; lower "
          + "--min-correlation (min-correlation in a plan), or name the features")
    }
    return names
  }
}
