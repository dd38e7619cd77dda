extension RunReport {
  /// The maps: before, forecast and change in the same classes; the structure; the counts of functions.
  func maps(_ structure: CityStructure?, _ notes: inout [String]) throws(GridcastError)
    -> [ReportPage.Block]
  {
    var blocks: [ReportPage.Block] = []
    if let forecast {
      let first = [ForecastBand.observed, ForecastBand.before].first { forecast.band($0) != nil }
      let names = [first, ForecastBand.predicted].compactMap { $0 }
      let change = forecast.band(ForecastBand.change).map { _ in ForecastBand.change }
      var drawing = MapDrawing([
        .init("forecast", names: names + [change].compactMap { $0 }, raster: forecast)
      ])
      drawing.legendTitle = "per cell"
      blocks.append(
        try map(
          drawing, raster: 0,
          caption:
            "What there \(first == ForecastBand.before ? "was" : "is"), what the model predicts, and "
            + "the difference. Move over a cell to see its numbers.", &notes))
    }
    if let structure, let raster = forecast ?? counts {
      var drawing = MapDrawing([
        .init("structure", names: [structure.density], raster: raster)
      ])
      drawing.legendTitle = structure.density
      drawing.overlays = structure.overlays
      blocks.append(
        try map(
          drawing, raster: 0,
          caption: "Centres, axes of growth and standard deviational ellipses.", &notes))
    }
    if let counts, let main = mainBand(of: counts) {
      // Functions in order of their sums; more than six would be too small to read.
      let names = counts.bands.filter { $0.total > 0 }.sorted { $0.total > $1.total }.prefix(6)
        .map(\.name)
      let drawing = MapDrawing([
        .init("counts", names: names.isEmpty ? [main.name] : names, raster: counts)
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
    [
      ("ellipses", ellipseFeatures, nil), ("axes of growth", axisFeatures, "direction"),
      ("centres", centreFeatures, "role"),
    ].filter { $0.1.count > 0 }.map {
      MapDrawing.Overlay(Source($0.0), features: $0.1, label: $0.2)
    }
  }
}
