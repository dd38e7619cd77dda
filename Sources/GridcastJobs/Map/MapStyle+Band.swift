import GridcastAnalyse
package import GridcastBase

extension Raster {
  /// Natural breaks for a forecast together with the values that it is compared with.
  var forecastClasses: Classes {
    let compared = [ForecastBand.observed, ForecastBand.before, ForecastBand.predicted].compactMap {
      band($0)
    }
    return Classification.natural.classes(of: compared.flatMap(\.values).map(Double.init))
  }
}

extension MapStyle {
  /// Makes a style of natural breaks for a band; one class where there is no band.
  package init(_ band: Raster.Band?) {
    self.init(
      band?.name ?? "",
      Classification.natural.classes(of: (band?.values ?? []).map(Double.init)))
  }
}
