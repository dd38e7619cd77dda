import GridcastAnalyse
import GridcastBase
import GridcastDraw
import GridcastFormats

extension MapDrawing {
  /// The layers of the panels, the legends, and a remark about the method of classification.
  func colored(_ panels: [MapSubject], _ notes: inout [Sentence]) throws(GridcastError)
    -> (layers: [[MapLayer]], legends: [MapLegend], remark: Sentence?)
  {
    // Changes are not classified together with amounts.
    let numbers = panels.map(\.values)
    let changes = panels.map(\.isChange)
    var scales: [Bool: MapLayer.Coloring] = [:]
    var legends: [MapLegend] = []
    for change in [false, true] {
      let members = panels.indices.filter { changes[$0] == change && numbers[$0].range != nil }
      guard !members.isEmpty else { continue }
      let (scale, legend) = scale(
        of: members.map { panels[$0] },
        values: DistinctValues(joining: members.map { numbers[$0] }),
        isChange: change, isBesideAmounts: scales[false] != nil, notes: &notes)
      scales[change] = scale
      legends.append(legend)
    }
    let palettes = palettes(of: panels, legends: &legends, notes: &notes)
    var layers: [[MapLayer]] = []
    for (panel, change) in zip(panels, changes) {
      layers.append([try panel.layer(scales[change], palettes[panel.name])])
      if case .plain(let shapes) = panel.content {
        legends.append(
          MapLegend(title: "", entries: [(Color.categories[0], panel.title)], mark: shapes.mark))
      }
    }
    let isClassified = scales.values.contains { if case .classes = $0 { true } else { false } }
    return (layers, legends, isClassified ? remark(hasBoth: scales.count == 2) : nil)
  }

  /// The common colours of all panels of amounts, or of all panels of change, with their legend.
  private func scale(
    of panels: [MapSubject], values: DistinctValues, isChange: Bool, isBesideAmounts: Bool,
    notes: inout [Sentence]
  ) -> (MapLayer.Coloring, MapLegend) {
    let names = Set(panels.map(\.name))
    // Beside amounts, the requested title is that of their legend.
    let asked = isChange && isBesideAmounts ? nil : legendTitle
    let own = isChange ? panels[0].title : panels[0].label
    let sizes = Set(panels.map(\.cellSize))
    let unit = (sizes.count == 1 ? sizes.first.flatMap { $0 } : nil).map {
      "per cell of \($0)" as Sentence
    }
    let title =
      asked
      ?? (names.count > 1
        ? worded(isChange ? "difference" : unit ?? "value")
        : own == "all" ? unit.map { worded("all, \($0)") } ?? own : own)
    let coloring = coloring(of: values, isChange: isChange, isBesideAmounts: isBesideAmounts)
    guard case .classes(var classes) = coloring else {
      guard case .ramp(let ramp, let range) = coloring else {
        preconditionFailure("numbers are in classes or flow")
      }
      return (coloring, MapLegend(title: title, ramp: ramp, range: range))
    }
    if classes.count == 1 {
      notes.append(
        "\(panels[0].path): all values are \(classes.label(0)), so there is one class")
    }
    classes.isForPoints = panels.allSatisfy { $0.mark == .point }
    return (
      .classes(classes),
      MapLegend(
        title: title, classes: classes, mark: classes.isForPoints ? .point : .area,
        hasGaps: panels.contains(where: \.hasGaps))
    )
  }

  /// The colours of texts and codes by band or field, which are the same in all panels.
  private func palettes(
    of panels: [MapSubject], legends: inout [MapLegend], notes: inout [Sentence]
  ) -> [String: CategoryPalette] {
    var palettes: [String: CategoryPalette] = [:]
    for panel in panels where panel.isNamed && palettes[panel.name] == nil {
      var texts = CountedTexts()
      for other in panels where other.name == panel.name { texts.add(other.texts) }
      let numbers = texts.counts.keys.map { Double($0) ?? .nan }
      let palette = CategoryPalette(
        texts, panel.ownStyle ?? MapStyle.codes(named: panel.name, numbers))
      palettes[panel.name] = palette
      notes += palette.notes
      legends.append(
        MapLegend(
          title: palettes.count == 1 ? legendTitle ?? panel.label : panel.label,
          entries: palette.entries, mark: panel.mark))
    }
    return palettes
  }

  private func coloring(of values: DistinctValues, isChange: Bool, isBesideAmounts: Bool)
    -> MapLayer.Coloring
  {
    switch coloring {
    case .classified(let method, let count):
      return .classes(
        method.classes(
          of: values, count: count, isChange: isChange, ramp: isChange ? changeRamp : ramp))
    case .classes(let classes) where isChange == classes.ramp.isDiverging:
      return .classes(classes)
    case .limits(let limits) where !(isChange && isBesideAmounts) || Self.isForBoth(limits):
      return .classes(
        Classes(limits: limits, of: values, ramp: isChange ? changeRamp : ramp ?? .yellowRed))
    case .limits, .classes:
      return .classes(
        Classification.natural.classes(of: values, isChange: true, ramp: changeRamp))
    case .continuous:
      let least = values.range?.lowerBound ?? 0
      let greatest = values.range?.upperBound ?? 0
      let ramp = isChange ? changeRamp : ramp ?? .yellowRed
      let reach = max(-least, greatest)
      return .ramp(ramp, ramp.isDiverging ? -reach...reach : least...greatest)
    }
  }

  /// Whether limits given for amounts can apply to changes too, as they are symmetric around zero.
  private static func isForBoth(_ limits: [Double]) -> Bool {
    limits == limits.reversed().map { -$0 }
  }

  /// The colours of change: the requested ones if they are diverging.
  private var changeRamp: ColorRamp { ramp.map { $0.isDiverging ? $0 : .blueRed } ?? .blueRed }

  private func remark(hasBoth: Bool) -> Sentence? {
    switch coloring {
    case .classes: "classes: natural breaks"
    case .classified(.natural, _): "classes: natural breaks"
    case .classified(.quantile, _): "classes: quantiles"
    case .classified(.equal, _): "classes: equal intervals"
    case .limits(let limits) where hasBoth && !Self.isForBoth(limits):
      "classes: as given, of change natural breaks"
    case .limits: "classes: as given"
    case .continuous: nil
    }
  }
}

extension MapSubject {
  /// The side of its cells with the unit; nil for what has none.
  fileprivate var cellSize: String? {
    if case .cells(let rows) = content { rows.grid.sizeInWords } else { nil }
  }

  /// The layer with what is drawn, coloured by a scale of numbers or a palette of texts.
  fileprivate func layer(_ scale: MapLayer.Coloring?, _ palette: CategoryPalette?)
    throws(GridcastError) -> MapLayer
  {
    switch content {
    case .cells(let rows):
      guard let scale else {
        throw GridcastError(.badData, path, "no cell of band '\(name)' is known")
      }
      return MapLayer(rows, coloring: scale)
    case .codes(let rows, let names, _):
      return MapLayer(rows, coloring: .codes(palette?.codes(names) ?? .init([:])))
    case .values(let shapes, let values):
      guard let scale else {
        throw GridcastError(.badData, path, "field '\(name)' has no value")
      }
      return MapLayer(
        shapes, color: { values[$0].isNaN ? .missing : scale.color(values[$0]) },
        outline: Color(0x787878), lineWidth: 0.4)
    case .categories(let shapes, let texts):
      return MapLayer(
        shapes, color: { palette?.color(texts[$0]) }, outline: .white, lineWidth: 0.6)
    case .plain(let shapes):
      let color = Color.categories[0]
      return MapLayer(
        shapes, color: { _ in color }, outline: .white, lineWidth: 0.8)
    }
  }
}

extension Shapes {
  /// The symbol in a legend.
  var mark: MapLegend.Mark {
    kinds.contains { $0 == .polygon || $0 == .multiPolygon }
      ? .area : kinds.contains { $0 == .line || $0 == .multiLine } ? .line : .point
  }
}

extension MapDrawing.Overlay {
  /// The colours of overlays, which must be visible on yellow to red.
  private static let colors = [Color(0x1A1A1A), Color(0x0072B2), Color(0x007A5A), Color(0x7A3E9D)]

  /// The layer, transformed to the map's coordinate system, and its entry in the legend.
  func layer(
    in system: CoordinateSystem, at index: Int, over extent: Box, _ notes: inout [Sentence]
  ) throws(GridcastError) -> (layer: MapLayer, legend: MapLegend?) {
    let features =
      if let features { features } else {
        try MapSubject.layer(
          source, in: system, fields: [label].compactMap { $0 }, &notes
        ).features
      }
    let color = color ?? Self.colors[index % Self.colors.count]
    var labels: [String?] = []
    if let label {
      let texts = try features.column(named: label, subject: source.path).spelled
      labels = (0..<features.count).map { texts[$0] }
    }
    let shapes = features.shapes
    let isSeen = Box(shapes.points).intersects(extent)
    if !isSeen {
      notes.append("\(source.path): it lies outside the map, so nothing of it is seen")
    }
    let isOutline = shapes.mark == .area
    return (
      MapLayer(
        shapes, color: { [isFilled] _ in isOutline && !isFilled ? nil : color },
        outline: isFilled ? .white : color, lineWidth: lineWidth, symbols: symbols, labels: labels),
      isSeen ? legend(color, isOutline ? .line : shapes.mark) : nil
    )
  }

  private func legend(_ color: Color, _ mark: MapLegend.Mark) -> MapLegend {
    guard let entries else {
      return MapLegend(title: "", entries: [(color, source.name)], mark: mark)
    }
    return MapLegend(entries: entries)
  }
}

extension Classes {
  /// Makes classes between given limits, with the ends of the values where they lie beyond.
  init(limits: [Double], of values: DistinctValues, ramp: ColorRamp) {
    let least = values.range?.lowerBound ?? 0
    let greatest = values.range?.upperBound ?? 0
    let isWhole = values.isWhole && limits.allSatisfy { $0 == $0.rounded() && abs($0) < 1e15 }
    let isInside =
      limits.first.map { least <= $0 } ?? true && limits.last.map { greatest > $0 } ?? true
    self.init(
      limits: limits, range: isInside ? least...greatest : nil, isWhole: isWhole, ramp: ramp)
  }
}
