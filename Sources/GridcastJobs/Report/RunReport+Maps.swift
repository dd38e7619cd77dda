import GridcastAnalyse
import GridcastBase
import GridcastDraw
import GridcastFormats

extension RunReport {
  /// The maps of the report: observed and forecast in the same classes, the structure, the errors
  /// of the model, and the counts of functions.
  func maps(structure: CityStructure?, errors: Hotspots?, notes: inout [Sentence])
    throws(GridcastError) -> [ReportPage.Block]
  {
    let places = places(&notes)
    var blocks: [ReportPage.Block] = []
    func add(
      _ raster: Raster, as index: Int, bands names: [String], caption: String,
      _ change: (inout MapDrawing) -> Void = { _ in }
    ) throws(GridcastError) {
      var drawing = MapDrawing([.init(Source("map"), names: names, raster: raster)])
      drawing.overlays = places
      change(&drawing)
      blocks.append(try map(drawing, raster: index, caption: caption, &notes))
    }
    let classes = forecast?.forecastClasses
    let coloring = classes.map(MapDrawing.Coloring.classes) ?? .classified(.natural, count: 7)
    for (place, part) in forecasts.enumerated() {
      let (target, forecast) = part
      let coloring = MapDrawing.Coloring.classes(forecast.forecastClasses)
      let unit = distinguished(target).map { "\($0) per cell" } ?? self.unit
      let bands = forecastBands(forecast)
      let index = place == 0 ? 0 : place + (counts == nil ? 0 : 1)
      try add(
        forecast, as: index, bands: bands.map(\.name),
        caption: (distinguished(target).map { "'\($0)': " } ?? "") + forecastCaption
      ) {
        $0.legendTitle = unit
        $0.panelTitles = bands.map(\.title)
        $0.coloring = coloring
      }
      let bounds = [ForecastBand.lower, ForecastBand.upper].filter { forecast.band($0) != nil }
      if !bounds.isEmpty {
        try add(forecast, as: index, bands: bounds, caption: boundsCaption) {
          $0.legendTitle = unit
          $0.panelTitles =
            isCovering
            ? ["5 % of cells below", "95 % of cells below"]
            : ["5 % of members below", "95 % of members below"]
          $0.coloring = coloring
        }
      }
    }
    if let structure, let raster = forecast ?? counts.map(Self.total) {
      let axes = structure.growth.axes.isEmpty ? "" : ", axes of \(structure.growthName)"
      try add(
        raster, as: 0, bands: [structure.density],
        caption: "Centres\(axes) and standard deviational ellipses of '\(structure.density)'."
      ) {
        $0.legendTitle = unit ?? structure.density
        $0.coloring = coloring
        $0.overlays += structure.overlays
      }
    }
    if let errors {
      let classes = errors.classes.map { $0.map(Float.init) ?? .nan }
      let band = Raster.Band(name: Hotspots.style.name, values: classes)
      try add(
        Raster(grid: errors.grid, bands: [band]), as: 0, bands: [band.name],
        caption:
          "Where the model errs: hot cells have more than it predicts, cold ones less, by Gi* of "
          + "'\(errors.values.name)'."
      ) { $0.legendTitle = "more or less than predicted" }
    }
    if let counts, let first = counts.bands.first {
      // More than six panels would be too small to read; years stay in their order.
      let bands = counts.bands.filter { $0.total > 0 }
      let shown = (record.isOfYears ? bands : bands.sorted { $0.total > $1.total }).prefix(6)
      let others = counts.bands.count - shown.count
      try add(
        counts, as: forecast == nil ? 0 : 1,
        bands: shown.isEmpty ? [first.name] : shown.map(\.name),
        caption: "What was counted, in the same classes"
          + (others > 0 && !shown.isEmpty
            ? "; \(counted(others, "further band")) not shown." : "."))
    }
    return blocks
  }

  // MARK: The forecast

  /// The quantity that is counted and forecast, for legends; nil where a run only counts.
  private var unit: String? {
    guard forecast != nil else { return nil }
    return (forecasts.first?.target.map { "\($0) " } ?? "") + "per cell"
  }

  /// The bands of a forecast to show side by side, with their titles.
  private func forecastBands(_ forecast: Raster) -> [(name: String, title: String)] {
    let bands: [(String, String)]
    if record.isOfYears {
      // Old records do not contain the years.
      let from = record.target?.from.map { "\($0)" } ?? "before"
      let to = record.target?.to.map { "\($0)" } ?? "after"
      bands = [
        (ForecastBand.before, from), (ForecastBand.predicted, "\(to), forecast"),
        (ForecastBand.change, "change \(from)–\(to)"), (ForecastBand.observed, "\(to), observed"),
        (ForecastBand.error, "forecast − observed"),
      ]
    } else {
      bands = [
        (ForecastBand.observed, "observed"), (ForecastBand.predicted, "predicted"),
        (ForecastBand.change, "predicted − observed"),
      ]
    }
    return bands.filter { forecast.band($0.0) != nil }
  }

  private var forecastCaption: String {
    record.isOfYears
      ? "What there was, what the model forecasts, and the change between the two"
        + (forecast?.band(ForecastBand.error) == nil ? "." : "; below, what came.")
      : "What there is, what the model predicts, and the difference of the two."
  }

  /// Whether the bounds are those of growth, which cover what came, and not those of members.
  private var isCovering: Bool {
    record.steps.contains { $0.name == "train" && $0.parameters?["alpha"] != nil }
  }

  private var boundsCaption: String {
    isCovering
      ? "Between these two lie nine in ten of the cells that were held out in the training."
      : "Between these two lie 90 % of what the members of the model predict: how far networks of other seeds "
        + "and folds disagree, not all that is uncertain."
  }

  // MARK: Drawing

  /// The study area and the stations, for orientation.
  private func places(_ notes: inout [Sentence]) -> [MapDrawing.Overlay] {
    guard let system = (forecast ?? counts)?.grid.coordinateSystem else { return [] }
    var places: [MapDrawing.Overlay] = []
    for overlay in record.overlays ?? [] {
      do {
        // The notes on these files were shown when they were first read.
        var said: [Sentence] = []
        let features = try MapSubject.layer(
          overlay.source(in: record.folder), in: system, fields: [], &said
        ).features
        var place = MapDrawing.Overlay(
          Source(overlay.role.replacing("-", with: " ")), features: features)
        place.color = overlay.role == "stations" ? Color.categories[0] : .frame
        places.append(place)
      } catch {
        notes.append("\(error.subject): \(error.sentence); so the maps do not show it")
      }
    }
    return places
  }

  private func map(
    _ drawing: MapDrawing, raster: Int, caption: String, _ notes: inout [Sentence]
  ) throws(GridcastError) -> ReportPage.Block {
    var drawing = drawing
    // Maps as wide as the page keep the size of their letters.
    if drawing.inputs[0].names.count > 1 { drawing.width = 1200 }
    let (sheet, said) = try drawing.sheet()
    let drawn = try sheet.drawn(.svg, resolution: 1)
    notes += said + drawn.picture.notes
    return .map(
      drawn.picture, width: drawn.size.width, height: drawn.size.height, frames: drawn.frames,
      raster: raster, caption: caption)
  }
}

extension CityStructure {
  /// The features to draw over a map of the density.
  var overlays: [MapDrawing.Overlay] {
    let ellipses = ellipseFeatures
    let names = ellipses.column("of")?.texts
    var layers: [(name: String, features: Features, label: String?)] = (0..<ellipses.count).map {
      index in
      let one = ellipses.filtered((0..<ellipses.count).map { $0 == index })
      let name = names?[index] ?? density
      return ("ellipse of \(name == "growth" ? growthName : name)", one, nil)
    }
    layers.append(("axes of \(growthName)", axisFeatures, "direction"))
    layers.append(("centres", centreFeatures, "role"))
    return layers.filter { $0.features.count > 0 }.map {
      MapDrawing.Overlay(Source($0.name), features: $0.features, label: $0.label)
    }
  }
}
