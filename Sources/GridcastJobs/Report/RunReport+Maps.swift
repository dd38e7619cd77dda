import GridcastAnalyse
import GridcastBase
import GridcastDraw
import GridcastFormats

extension RunReport {
  /// One panel of a figure: a band, and how it is drawn.
  struct Panel {
    let band: String
    let title: Sentence
    let legend: Sentence
    var coloring: MapDrawing.Coloring
    /// The colours; nil for those of amounts or changes.
    var ramp: ColorRamp?
    var overlays: [MapDrawing.Overlay] = []
  }

  /// The maps of the report: those for all readers, of what is there, what is expected and the difference, of centres
  /// and of what was counted; and those of the errors of the model.
  func maps(
    structure: CityStructure?, errors: Hotspots?, places: [MapDrawing.Overlay],
    notes: inout [Sentence]
  ) throws(GridcastError) -> (forAll: [ReportPage.Block], ofErrors: [ReportPage.Block]) {
    func figure(_ raster: Raster, _ index: Int, _ panels: [Panel], _ caption: Sentence)
      throws(GridcastError) -> ReportPage.Block
    {
      var maps: [ReportPage.Map] = []
      for panel in panels {
        var drawing = MapDrawing([.init(Source(worded("map")), names: [panel.band], raster: raster)]
        )
        drawing.overlays = places + panel.overlays
        drawing.legendTitle = panel.legend.description
        drawing.panelTitles = [panel.title.description]
        drawing.coloring = panel.coloring
        drawing.ramp = panel.ramp
        drawing.width = panels.count > 1 ? 620 : 900
        maps.append(try map(drawing, raster: index, title: panel.title, &notes))
      }
      return .maps(maps, caption: caption)
    }
    var blocks: [ReportPage.Block] = []
    for (place, part) in forecasts.enumerated() {
      let (target, forecast) = part
      let index = rasterIndex(ofForecast: place)
      func told(_ caption: Sentence) -> Sentence {
        distinguished(target).map { "'\($0)': \(caption)" } ?? caption
      }
      let panels = forecastPanels(forecast, of: target)
      blocks.append(
        try figure(
          forecast, index, panels.filter { $0.band != ForecastBand.error },
          told(forecastCaption)))
      let bounds = [ForecastBand.lower, ForecastBand.upper].filter { forecast.band($0) != nil }
      if !bounds.isEmpty {
        let titles: [Sentence] = ["at least (5 % are below)", "at most (95 % are below)"]
        blocks.append(
          try figure(
            forecast, index,
            zip(bounds, titles).map { band, title in
              Panel(
                band: band, title: title, legend: quantity(of: target),
                coloring: .classes(classes(of: forecast)))
            }, told(boundsCaption)))
      }
    }
    if let structure, let raster = forecast ?? counts.map(Self.total) {
      let band = Panel(
        band: structure.density, title: "",
        legend: quantity(of: forecast == nil ? nil : forecasts.first?.target),
        coloring: .classes(classes(of: raster)), overlays: structure.overlays)
      blocks.append(try figure(raster, 0, [band], Self.caption(of: structure)))
      if let overlap = structure.overlapMap, let drawn = overlap.inputs[0].raster {
        let names = structure.overlap?.names ?? ["", ""]
        let level = Panel(
          band: "level", title: "", legend: Sentence(overlap.legendTitle ?? ""),
          coloring: .continuous,
          overlays: structure.overlays.filter { !$0.symbols.isEmpty })
        blocks.append(
          try figure(
            drawn, forecast == nil ? 0 : 1, [level],
            "Where \(names[0]) and \(names[1]) gather: more than an even share of the city's in a square counts as much."
          ))
      }
    }
    if let counts { blocks.append(try countFigure(counts, figure)) }
    return (blocks, try errorFigures(errors, figure))
  }

  private static func caption(of structure: CityStructure) -> Sentence {
    structure.growth.axes.isEmpty
      ? "The primary centre and those beside it, and ellipses around where most of it lies."
      : "The primary centre and those beside it; arrows where \(structure.growthName) stands out, as wide as it is large and as long as it lies away; and ellipses around where most of it lies."
  }

  /// Draws some bands of a raster, whose place among those of the page is given, as one figure with a caption.
  private typealias Figure =
    (_ raster: Raster, _ index: Int, _ panels: [Panel], _ caption: Sentence) throws(GridcastError)
    ->
    ReportPage.Block

  /// What was counted: the functions with most, in the same classes, so that they can be compared.
  private func countFigure(
    _ counts: Raster,
    _ figure: Figure
  ) throws(GridcastError) -> ReportPage.Block {
    // More than six panels are too many to compare; years stay in their order.
    let sorted = countedBands(counts)
    let shown = Array(sorted.prefix(6))
    let others = counts.bands.count - shown.count
    let classes = classes(ofCounts: counts)
    return try figure(
      counts, forecast == nil ? 0 : 1,
      shown.map { band in
        Panel(
          band: band.name, title: Self.title(of: band.name), legend: quantity,
          coloring: .classes(classes))
      },
      others > 0 && shown[0].total > 0
        ? "What was counted, in the same classes; \(counted(others, "further kind")) not shown."
        : "What was counted, in the same classes.")
  }

  /// The bands in which something was counted, those with most first; years stay in their order.
  func countedBands(_ counts: Raster) -> [Raster.Band] {
    let bands = counts.bands.filter { $0.total > 0 }
    guard !bands.isEmpty else { return Array(counts.bands.prefix(1)) }
    return record.isOfYears ? bands : bands.sorted { $0.total > $1.total }
  }

  /// The common classes of what was counted.
  func classes(ofCounts counts: Raster) -> Classes {
    Classification.natural.classes(
      of: countedBands(counts).prefix(6).flatMap { $0.values.map(Double.init) })
  }

  /// What a band of counts is called: one that is all is not one of several.
  static func title(of band: String) -> Sentence {
    band == "all" ? "everything that was counted" : Sentence(year(of: band) ?? band)
  }

  /// The year of a band of counts that is called by it, as in `y2016`.
  static func year(of band: String) -> String? {
    band.wholeMatch(of: /y[0-9]{4}/).map { _ in String(band.dropFirst()) }
  }

  /// Where the model errs, in colours of their own: those of more and less say something else.
  private func errorFigures(
    _ errors: Hotspots?,
    _ figure: Figure
  ) throws(GridcastError) -> [ReportPage.Block] {
    var blocks: [ReportPage.Block] = []
    if let forecast, forecast.band(ForecastBand.error) != nil {
      let panels = forecastPanels(forecast, of: forecasts.first?.target)
        .filter { $0.band == ForecastBand.error }
      blocks.append(
        try figure(
          forecast, 0, panels, "Where the forecast expected more, or less, than what came."))
    }
    if let errors {
      let labels: [Sentence] = [
        "far too much", "too much", "rather too much", "neither", "rather too little",
        "too little", "far too little",
      ]
      let classes = Classes(limits: [-3, -2, -1, 0, 1, 2], ramp: .purpleOrange)
      let rows = labels.indices.reversed().map { index in
        BandClasses.Row(
          value: Double(index - 3), label: labels[index].description, color: classes.color(index))
      }
      var band = Raster.Band(
        name: "errors", values: errors.classes.map { $0.map(Float.init) ?? .nan })
      band.classes = BandClasses(evidence: "Gi*", rows: rows)
      blocks.append(
        try figure(
          Raster(grid: errors.grid, bands: [band]), 0,
          [
            Panel(
              band: band.name, title: "", legend: "the model expects", coloring: .continuous)
          ],
          "Where the model expects too much or too little in squares that lie together: Gi* of "
            + "'\(errors.values.name)', at 90, 95 and 99 %."))
    }
    return blocks
  }

  // MARK: The forecast

  /// The classes of a forecast and of what it is compared with: between whole numbers, where the values are counts and
  /// large enough.
  func classes(of forecast: Raster) -> Classes {
    let classes = forecast.forecastClasses
    let isCount = record.parameters["measure"] == "count" && record.parameters["weight"] == nil
    guard isCount, let greatest = classes.range?.upperBound, greatest >= 10 else { return classes }
    var limits: [Double] = []
    for limit in classes.limits.map({ $0.rounded() }) where limit > limits.last ?? -1 {
      limits.append(limit)
    }
    return Classes(
      limits: limits,
      range: classes.range.map { $0.lowerBound.rounded(.down)...$0.upperBound.rounded(.up) },
      isWhole: false, ramp: classes.ramp)
  }

  /// The classes of a change, likewise.
  private func changes(in band: Raster.Band?, _ ramp: ColorRamp) -> Classes {
    let values = DistinctValues((band?.values ?? []).map(Double.init))
    let classes = Classification.natural.classes(of: values, isChange: true, ramp: ramp)
    let isCount = record.parameters["measure"] == "count" && record.parameters["weight"] == nil
    var sizes: [Double] = []
    for limit in classes.limits.map({ abs($0).rounded() }).sorted()
    where limit > sizes.last ?? 0 { sizes.append(limit) }
    guard isCount, sizes.last ?? 0 >= 5 else { return classes }
    return Classes(limits: sizes.reversed().map { -$0 } + sizes, of: values, ramp: ramp)
  }

  /// The bands of a forecast to show side by side, on one scale but for changes.
  func forecastPanels(_ forecast: Raster, of target: String?) -> [Panel] {
    let quantity = quantity(of: target)
    let amounts = classes(of: forecast)
    func panel(_ band: String, _ title: Sentence, _ legend: Sentence? = nil) -> Panel {
      let ramp: ColorRamp = band == ForecastBand.error ? .purpleOrange : .blueRed
      return Panel(
        band: band, title: title, legend: legend ?? quantity,
        coloring: .classes(legend == nil ? amounts : changes(in: forecast.band(band), ramp)),
        ramp: legend == nil ? nil : ramp)
    }
    let panels: [Panel]
    if record.isOfYears {
      // Old records do not contain the years.
      let from = record.target?.from.map { Sentence("\($0)") } ?? "before"
      let to = record.target?.to.map { Sentence("\($0)") } ?? "after"
      panels = [
        panel(ForecastBand.before, from), panel(ForecastBand.predicted, "\(to), forecast"),
        panel(ForecastBand.observed, "\(to), as it came"),
        panel(ForecastBand.change, "change \(from)–\(to)", "more or fewer\nthan in \(from)"),
        panel(ForecastBand.error, "forecast − what came", "expected\ntoo many or too few"),
      ]
    } else {
      panels = [
        panel(ForecastBand.observed, "there is"), panel(ForecastBand.predicted, "expected"),
        panel(ForecastBand.change, "difference", "more or fewer\nthan there are"),
      ]
    }
    return panels.filter { forecast.band($0.band) != nil }
  }

  private var forecastCaption: Sentence {
    record.isOfYears
      ? forecast?.band(ForecastBand.error) == nil
        ? "What there was, what the model forecasts (in the same classes), and the change that it forecasts."
        : "What there was, what the model forecasts, what came (in the same classes), and the change that it forecasts."
      : "What there is and what the model expects (in the same classes), and the difference: red squares have fewer than is to be expected of their surroundings, blue ones more."
  }

  /// Whether the bounds are those of growth, which cover what came, and not those of members.
  var isCovering: Bool {
    record.steps.contains { $0.name == "train" && $0.parameters?["alpha"] != nil }
  }

  private var boundsCaption: Sentence {
    isCovering
      ? "Between these two lie nine in ten of the cells that were held out in the training."
      : "Between these two lie 90 % of what the members of the model predict: how far networks of other seeds and folds disagree, not all that is uncertain."
  }

  // MARK: Drawing

  /// The study area and the stations, for orientation.
  func overlays(_ notes: inout [Sentence]) -> [MapDrawing.Overlay] {
    guard let system = (forecast ?? counts)?.grid.coordinateSystem else { return [] }
    var places: [MapDrawing.Overlay] = []
    for overlay in record.overlays ?? [] where ["study-area", "stations"].contains(overlay.role) {
      do {
        // The notes on these files were shown when they were first read.
        var said: [Sentence] = []
        let features = try MapSubject.layer(
          overlay.source(in: record.folder), in: system, fields: [], &said
        ).features
        var place = MapDrawing.Overlay(
          Source(worded(overlay.role == "stations" ? "stations" : "study area")), features: features
        )
        place.color = overlay.role == "stations" ? Color.categories[0] : .frame
        places.append(place)
      } catch {
        notes.append("\(overlay.relativePath): \(error.sentence); so the maps do not show it")
      }
    }
    return places
  }

  private func map(
    _ drawing: MapDrawing, raster: Int, title: Sentence, _ notes: inout [Sentence]
  ) throws(GridcastError) -> ReportPage.Map {
    let (sheet, said) = try drawing.sheet()
    let drawn = try sheet.drawn(.svg, resolution: 1)
    notes += said + drawn.picture.notes
    return ReportPage.Map(
      drawn.picture, width: drawn.size.width, height: drawn.size.height, frames: drawn.frames,
      raster: raster, title: title)
  }
}
