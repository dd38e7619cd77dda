import GridcastAnalyse
package import GridcastBase
import GridcastForecast

extension Raster {
  /// Natural breaks for a forecast together with the values that it is compared with.
  var forecastClasses: Classes {
    let compared = [ForecastBand.observed, ForecastBand.before, ForecastBand.predicted].compactMap {
      band($0)
    }
    return Classification.natural.classes(of: compared.flatMap(\.values).map(Double.init))
  }
}

extension Raster {
  /// The bands of a forecast that are of one of several functions, under their names without it.
  func part(of target: String) -> Raster {
    let prefix = ForecastBand.name("", of: target)
    return Raster(
      grid: grid,
      bands: CellModel.bandNames.compactMap { name in
        band(prefix + name).map { Band(name: name, values: $0.values) }
      })
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
