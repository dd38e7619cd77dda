extension RunReport {
  /// The maps: before, forecast and change in the same classes; the structure; the counts of functions.
  func maps(_ structure: CityStructure?, _ notes: inout [String]) throws(GridcastError)
    -> [ReportPage.Block]
  {
    var blocks: [ReportPage.Block] = []
    let coloring = coloring
    if let forecast {
      // A forecast of years is held against the year before it, whatever else was observed.
      let first = record.isOfYears ? ForecastBand.before : ForecastBand.observed
      let names = [first, ForecastBand.predicted, ForecastBand.change].filter {
        forecast.band($0) != nil
      }
      var drawing = MapDrawing([.init(Source("forecast"), names: names, raster: forecast)])
      drawing.legendTitle = "per cell"
      drawing.coloring = coloring
      blocks.append(
        try map(
          drawing, raster: 0,
          caption: (record.isOfYears ? "What there was before" : "What there is")
            + ", what the model predicts, and the change between the two.", &notes))
    }
    if let structure, let raster = forecast ?? counts.map(Self.total) {
      var drawing = MapDrawing([
        .init(Source("structure"), names: [structure.density], raster: raster)
      ])
      drawing.legendTitle = structure.density
      drawing.coloring = coloring
      drawing.overlays = structure.overlays
      blocks.append(
        try map(
          drawing, raster: 0,
          caption: "Centres\(structure.growth.axes.isEmpty ? "" : ", axes of growth") and standard "
            + "deviational ellipses of '\(structure.density)'.", &notes))
    }
    if let counts, let first = counts.bands.first {
      // More than six would be too small to read; years keep their order.
      let bands = counts.bands.filter { $0.total > 0 }
      let names = (record.isOfYears ? bands : bands.sorted { $0.total > $1.total }).prefix(6).map(
        \.name)
      let drawing = MapDrawing([
        .init(Source("counts"), names: names.isEmpty ? [first.name] : names, raster: counts)
      ])
      let others = counts.bands.count - names.count
      blocks.append(
        try map(
          drawing, raster: forecast == nil ? 0 : 1,
          caption: "What was counted, in the same classes"
            + (others > 0 && !names.isEmpty
              ? "; \(counted(others, "further band")) not shown." : "."),
          &notes))
    }
    return blocks
  }

  /// The classes of all maps that show the forecast or what it is held against.
  private var coloring: MapDrawing.Coloring {
    forecast.map { .classes($0.forecastClasses) } ?? .classified(.natural, count: 7)
  }

  private func map(
    _ drawing: MapDrawing, raster: Int, caption: String, _ notes: inout [String]
  ) throws(GridcastError) -> ReportPage.Block {
    var drawing = drawing
    // As wide as the page, so that letters are not made smaller.
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
  /// What lies on top of a map of the density.
  var overlays: [MapDrawing.Overlay] {
    let ellipses = ellipseFeatures
    let names = ellipses.column("of")?.texts
    var layers: [(name: String, features: Features, label: String?)] = (0..<ellipses.count).map {
      index in
      let one = ellipses.filtered((0..<ellipses.count).map { $0 == index })
      return ("ellipse of \(names?[index] ?? "density")", one, nil)
    }
    layers.append(("axes of growth", axisFeatures, "direction"))
    layers.append(("centres", centreFeatures, "role"))
    return layers.filter { $0.features.count > 0 }.map {
      MapDrawing.Overlay(Source($0.name), features: $0.features, label: $0.label)
    }
  }
}
