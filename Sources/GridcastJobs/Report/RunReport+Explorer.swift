import Foundation
import GridcastAnalyse
import GridcastBase
import GridcastDraw
import GridcastFormats
import GridcastGeo
import GridcastReproject

extension RunReport {
  /// The greatest number of names by which the map to explore tells where a square lies.
  private static let nameLimit = 5000

  /// The map to explore, in the classes of the other maps; nil where there is nothing to show.
  ///
  /// - Parameters:
  ///   - structure: The centres and axes to show on it.
  ///   - places: The study area and the stations.
  ///   - notes: Receives sentences for the user.
  /// - Returns: The map.
  /// - Throws: `.badData` where the map has no place on the Earth.
  func explorer(
    structure: CityStructure?, places: [MapDrawing.Overlay], notes: inout [Sentence]
  ) throws(GridcastError) -> MapExplorer? {
    let views = forecasts.indices.flatMap(forecastViews) + countViews
    let grids = (forecasts.map(\.forecast) + [counts].compactMap(\.self)).map(\.grid)
    guard !views.isEmpty, let grid = grids.first else { return nil }
    var extent = grids.reduce(into: Box.empty) { $0.add($1.box) }
    for place in places { extent.add(Box(place.features?.shapes.points ?? [])) }
    // A study area far larger than the squares would make them tiny.
    if extent.width > 3 * grid.box.width || extent.height > 3 * grid.box.height {
      extent = grid.box
    }
    let system = grid.coordinateSystem
    let steps = 24
    let lattice = (0...steps).flatMap { row in
      (0...steps).map { column in
        Point(
          x: extent.minX + extent.width * Double(column) / Double(steps),
          y: extent.maxY - extent.height * Double(row) / Double(steps))
      }
    }
    var explorer = MapExplorer(
      views, extent: extent, scale: try GroundScale(of: extent, in: system),
      degrees: (steps + 1, try Reprojection.project(lattice, from: system, to: .wgs84)))
    explorer.overlays += base(over: extent, in: system, &notes)
    explorer.overlays += places.compactMap { place in
      place.features.map {
        .init(place.source.name, $0.shapes, color: place.color ?? Color(0x262626))
      }
    }
    explorer.overlays += structure?.explorerOverlays ?? []
    explorer.places = names(in: system, &notes)
    return explorer
  }

  // MARK: What can be chosen

  /// The index among the rasters of the page of a forecast, by its place among the forecasts.
  func rasterIndex(ofForecast place: Int) -> Int {
    place == 0 ? 0 : place + (counts == nil ? 0 : 1)
  }

  private func series(_ name: String, of raster: Raster, _ index: Int) -> MapExplorer.Series? {
    toldBands(of: raster).firstIndex { $0.band.name == name }
      .map { MapExplorer.Series(raster: index, band: $0) }
  }

  /// The amounts of a forecast over time, and its changes.
  private func forecastViews(_ place: Int) -> [MapExplorer.View] {
    let (target, forecast) = forecasts[place]
    let index = rasterIndex(ofForecast: place)
    func series(_ name: String) -> MapExplorer.Series? { self.series(name, of: forecast, index) }
    var times: [MapExplorer.Time] = []
    var changes: [MapExplorer.View] = []
    let quantity = quantity(of: target).description.oneLine
    let bounds = series(ForecastBand.lower).flatMap { lower in
      series(ForecastBand.upper).map { (lower: lower, upper: $0) }
    }
    for panel in forecastPanels(forecast, of: target) {
      guard let shown = series(panel.band), case .classes(let classes) = panel.coloring else {
        continue
      }
      if panel.ramp == nil {
        times.append(
          .init(
            panel.title.description, shown,
            bounds: panel.band == ForecastBand.predicted ? bounds : nil))
      } else {
        let title = distinguished(target).map { "\($0): \(panel.title)" } ?? panel.title
        changes.append(
          .init(
            title.description, quantity: panel.legend.description.oneLine, classes: classes,
            times: [.init("", shown)]))
      }
    }
    // The years before those of the forecast are in the counts.
    if record.isOfYears, let counts, let from = record.target?.from {
      let earlier = counts.bands.compactMap { band -> MapExplorer.Time? in
        guard let year = Self.year(of: band.name).flatMap({ Int($0) }), year < from else {
          return nil
        }
        return self.series(band.name, of: counts, forecast.bands.isEmpty ? 0 : 1)
          .map { .init("\(year)", $0) }
      }
      times = earlier + times
    }
    guard !times.isEmpty else { return changes }
    return [
      .init(quantity, quantity: quantity, classes: classes(of: forecast), times: times)
    ] + changes
  }

  /// What was counted, a view each; years were shown already.
  private var countViews: [MapExplorer.View] {
    guard let counts, !(record.isOfYears && forecast != nil) else { return [] }
    let classes = classes(ofCounts: counts)
    return countedBands(counts).compactMap { band in
      let title = Self.title(of: band.name).description
      return series(band.name, of: counts, forecast == nil ? 0 : 1).map {
        .init(
          title, quantity: quantity.description.oneLine, classes: classes, times: [.init("", $0)])
      }
    }
  }

  // MARK: What lies over it

  private func base(over extent: Box, in system: CoordinateSystem, _ notes: inout [Sentence])
    -> [MapExplorer.Overlay]
  {
    guard !base.isEmpty else { return [] }
    do {
      return try BaseMap(base, in: system, over: extent, &notes).layers.map { kind, shapes in
        var overlay = MapExplorer.Overlay(kind.name.description, shapes, color: kind.color)
        overlay.width = kind.width
        overlay.fill = kind.fill
        overlay.isBelow = true
        return overlay
      }
    } catch {
      notes.append("\(error.sentence); so the map to explore has no base")
      return []
    }
  }

  /// The names of the layer that the plan names for it.
  private func names(in system: CoordinateSystem, _ notes: inout [Sentence])
    -> [(point: Point, name: String)]
  {
    guard let overlay = (record.overlays ?? []).first(where: { $0.role == "places" }) else {
      return []
    }
    let source = overlay.source(in: record.folder)
    // Where it cannot be read, the squares are told without names; the run named the strongest when it could.
    guard let reader = try? LayerReader(source, for: .features),
      let field = try? Places.field(overlay.field, of: reader),
      let features = try? MapSubject.layer(source, in: system, fields: [field], &notes).features,
      let names = features.column(field)?.spelled
    else { return [] }
    let all: [(point: Point, name: String)] = (0..<features.count).compactMap { index in
      guard let name = names[index]?.trimmed, !name.isEmpty else { return nil }
      let place = features.shapes.box(of: index).center
      return place.isFinite ? (place, name.bounded(to: 80)) : nil
    }
    if all.count > Self.nameLimit {
      notes.append(
        "\(source.path): of \(formatted(all.count)) names the map to explore knows \(formatted(Self.nameLimit)), as more would make a page that opens slowly"
      )
    }
    return Array(all.prefix(Self.nameLimit))
  }
}

extension CityStructure {
  /// Its centres, axes and ellipses over the map to explore.
  fileprivate var explorerOverlays: [MapExplorer.Overlay] {
    overlays.compactMap { layer in
      guard let features = layer.features else { return nil }
      var overlay = MapExplorer.Overlay(
        layer.source.name, features.shapes, color: layer.color ?? Color(0x262626))
      // Centres and axes are what a reader looks for; ellipses lie over much.
      overlay.isShown = layer.isFilled || !layer.symbols.isEmpty
      overlay.symbols = layer.symbols
      if layer.isFilled {
        overlay.fill = layer.color
        overlay.color = .white
        overlay.width = 1
      }
      if let name = layer.label, let texts = features.column(name)?.spelled {
        overlay.labels = (0..<features.count).map { texts[$0] }
      }
      return overlay
    }
  }
}

extension String {
  /// The lines of a legend's title as one; before a bracket of full width there is no blank.
  var oneLine: String { replacing("\n（", with: "（").replacing("\n", with: " ") }
}
