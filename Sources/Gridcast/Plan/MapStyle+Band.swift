extension MapStyle {
  /// A band in natural breaks; one class where there is no band.
  init(_ band: Raster.Band?) {
    self.init(
      band?.name ?? "",
      Classification.natural.classes(of: (band?.values ?? []).lazy.map(Double.init)))
  }
}
