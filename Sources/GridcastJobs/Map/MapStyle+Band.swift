import GridcastAnalyse
package import GridcastBase

extension Raster {
  /// Natural breaks of a forecast and of what it is held against, together.
  var forecastClasses: Classes {
    let compared = [ForecastBand.observed, ForecastBand.before, ForecastBand.predicted].compactMap {
      band($0)
    }
    return Classification.natural.classes(of: compared.flatMap(\.values).lazy.map(Double.init))
  }
}

extension MapStyle {
  /// A band in natural breaks; one class where there is no band.
  package init(_ band: Raster.Band?) {
    self.init(
      band?.name ?? "",
      Classification.natural.classes(of: (band?.values ?? []).lazy.map(Double.init)))
  }
}
