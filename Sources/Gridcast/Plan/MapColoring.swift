extension MapDrawing {
  /// The panels' layers, what their colours mean, and a word on how classes were found.
  func colored(_ panels: [MapSubject], _ notes: inout [String]) throws(GridcastError)
    -> (layers: [[MapLayer]], legends: [MapLegend], remark: String?)
  {
    // Change is not compared with what is counted.
    let numbers = panels.map(\.values)
    let changes = zip(panels, numbers).map { $0.isChange($1) }
    var scales: [Bool: MapLayer.Coloring] = [:]
    var legends: [MapLegend] = []
    for change in [false, true] {
      let members = panels.indices.filter { changes[$0] == change && !numbers[$0].isEmpty }
      guard !members.isEmpty else { continue }
      let values = members.flatMap { numbers[$0] }
      let names = Set(members.map { panels[$0].name })
      let name = legendTitle ?? (names.count == 1 ? names.first ?? "" : "value")
      let title = change && scales[false] != nil ? "change" : name
      let scale = coloring(of: values, isChange: change)
      scales[change] = scale
      switch scale {
      case .classes(let classes):
        if classes.count == 1 {
          notes.append(
            "\(panels[members[0]].path): all values are \(classes.label(0)), so there is one class")
        }
        let isGap = members.contains { panels[$0].hasGaps }
        legends.append(MapLegend(title: title, classes: classes, hasGaps: isGap))
      case .ramp(let ramp, let range):
        legends.append(MapLegend(title: title, ramp: ramp, range: range))
      }
    }
    var layers: [[MapLayer]] = []
    let categories = panels.compactMap { panel -> (name: String, texts: [String?])? in
      guard case .categories(_, let texts) = panel.content else { return nil }
      return (panel.name, texts)
    }
    var palettes: [String: CategoryPalette] = [:]
    for (name, _) in categories where palettes[name] == nil {
      let palette = CategoryPalette(categories.filter { $0.name == name }.flatMap(\.texts))
      palettes[name] = palette
      notes += palette.notes
      legends.append(
        MapLegend(
          title: palettes.count == 1 ? legendTitle ?? name : name, entries: palette.entries,
          mark: .point))
    }
    for (panel, change) in zip(panels, changes) {
      switch panel.content {
      case .cells(let grid, let values):
        guard let scale = scales[change] else {
          throw GridcastError(.badData, panel.path, "no cell of band '\(panel.name)' is known")
        }
        layers.append([MapLayer(grid, values, scale)])
      case .values(let shapes, let values):
        guard let scale = scales[change] else {
          throw GridcastError(.badData, panel.path, "field '\(panel.name)' has no value")
        }
        layers.append([
          MapLayer(
            shapes, colors: values.map { $0.isNaN ? .missing : scale.color($0) },
            outline: Color(0x787878), lineWidth: 0.4)
        ])
      case .categories(let shapes, let texts):
        layers.append([
          MapLayer(
            shapes, colors: texts.map { palettes[panel.name]?.color($0) }, outline: .white,
            lineWidth: 0.6)
        ])
      case .plain(let shapes):
        let color = Color.categories[0]
        layers.append([
          MapLayer(
            shapes, colors: shapes.kinds.map { _ in color }, outline: .white, lineWidth: 0.8)
        ])
        legends.append(
          MapLegend(title: "", entries: [(color, panel.title)], mark: shapes.mark))
      }
    }
    let isClassified = scales.values.contains { if case .classes = $0 { true } else { false } }
    return (layers, legends, isClassified ? remark : nil)
  }

  private func coloring(of values: [Double], isChange: Bool) -> MapLayer.Coloring {
    switch coloring {
    case .classified(let method, let count):
      return .classes(
        method.classes(
          of: values, count: count, isChange: isChange, ramp: isChange ? changeRamp : ramp))
    case .classes(let classes) where !isChange: return .classes(classes)
    case .limits(let limits) where !isChange || limits == limits.reversed().map { -$0 }:
      let least = values.min() ?? 0
      let greatest = values.max() ?? 0
      let isInside =
        limits.first.map { least <= $0 } ?? true && limits.last.map { greatest > $0 } ?? true
      return .classes(
        Classes(
          limits: limits, range: isInside ? least...greatest : nil,
          ramp: isChange ? changeRamp : ramp ?? .yellowRed))
    case .limits, .classes:
      return .classes(
        Classification.natural.classes(of: values, isChange: true, ramp: changeRamp))
    case .continuous:
      let least = values.min() ?? 0
      let greatest = values.max() ?? 0
      let ramp = isChange ? changeRamp : ramp ?? .yellowRed
      let reach = max(-least, greatest)
      return .ramp(ramp, ramp.isDiverging ? -reach...reach : least...greatest)
    }
  }

  /// The colours of change: those asked for, if their middle stands out.
  private var changeRamp: ColorRamp { ramp.map { $0.isDiverging ? $0 : .blueRed } ?? .blueRed }

  private var remark: String? {
    switch coloring {
    case .classes: "classes: natural breaks"
    case .classified(.natural, _): "classes: natural breaks"
    case .classified(.quantile, _): "classes: quantiles"
    case .classified(.equal, _): "classes: equal intervals"
    case .limits: "classes: as given"
    case .continuous: nil
    }
  }
}

/// A colour for each text, the most frequent first; what is left shares one.
private struct CategoryPalette {
  private let kept: [String: Color]
  let entries: [(color: Color, label: String)]
  private let others: Int

  init(_ texts: [String?]) {
    var counts: [String: Int] = [:]
    for case let text? in texts { counts[text, default: 0] += 1 }
    let names = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      .map(\.key)
    let all = Color.categories
    let count = names.count <= all.count ? names.count : all.count - 1
    kept = Dictionary(uniqueKeysWithValues: zip(names.prefix(count), all))
    others = names.count - count
    var entries = zip(all, names.prefix(count)).map { (color: $0, label: $1) }
    if others > 0 || texts.contains(nil) {
      entries.append((.missing, others > 0 ? counted(others, "other") : "unknown"))
    }
    self.entries = entries
  }

  func color(_ text: String?) -> Color? { text.flatMap { kept[$0] } ?? .missing }

  /// What the user should know.
  var notes: [String] {
    others > 0
      ? [
        "of \(kept.count + others) different texts the \(kept.count) most frequent have colours; others are grey"
      ]
      : []
  }
}

extension Shapes {
  /// How a legend shows them.
  var mark: MapLegend.Mark {
    kinds.contains { $0 == .polygon || $0 == .multiPolygon }
      ? .area : kinds.contains { $0 == .line || $0 == .multiLine } ? .line : .point
  }
}

extension MapDrawing.Overlay {
  /// Colours of overlays, which must be seen on yellow to red.
  private static let colors = [Color(0x1A1A1A), Color(0x0072B2), Color(0x007A5A), Color(0x7A3E9D)]

  /// The layer, moved to the map's coordinate system, and its line of the legend.
  func layer(
    in system: CoordinateSystem, at index: Int, over extent: Box, _ notes: inout [String]
  ) throws(GridcastError) -> (layer: MapLayer, legend: MapLegend) {
    let features =
      if let features { features } else {
        try MapSubject.layer(source, in: system, &notes).features
      }
    let color = Self.colors[index % Self.colors.count]
    var labels: [String?] = []
    if let label {
      let texts = try features.column(named: label, subject: source.path).spelled
      labels = (0..<features.count).map { texts[$0] }
    }
    let shapes = features.shapes
    if !Box(shapes.points).intersects(extent) {
      notes.append("\(source.path): it lies outside the map, so nothing of it is seen")
    }
    let isOutline = shapes.mark == .area
    return (
      MapLayer(
        shapes, colors: shapes.kinds.map { _ in isOutline ? nil : color }, outline: color,
        lineWidth: 1.2, labels: labels),
      MapLegend(
        title: "", entries: [(color, source.name)], mark: isOutline ? .line : shapes.mark)
    )
  }
}
