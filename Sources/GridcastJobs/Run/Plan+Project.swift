import GridcastBase
import GridcastBin
import GridcastDraw
import GridcastFormats
import GridcastGeo
import GridcastWrite

extension Plan {
  /// The QGIS project of a run: the written forecast, counts and fishnet, and the inputs.
  ///
  /// - Parameters:
  ///   - maps: What was written.
  ///   - report: What the run says of itself.
  /// - Returns: The project; nil where no map was written.
  func project(of maps: [StyledMap], _ report: RunReport) -> QGISProject? {
    guard let first = maps.first else { return nil }
    let roles: [(title: Sentence, keys: Set<String>)] = [
      ("Structure", ["structure"]), ("Hot spots", ["hotspots", "hotspots-cells"]),
      ("Fishnet", ["fishnet"]), ("Forecast", ["forecast", "forecast-cells"]),
      ("Counts", ["counts", "cells"]),
    ]
    // Only one raster is visible, as it would hide those below.
    let rasters = maps.filter { if case .band = $0.content { true } else { false } }
    let shown = rasters.first { $0.path == outputs.forecast } ?? rasters.first ?? first
    var groups: [QGISProject.Group] = []
    for (title, keys) in roles {
      let isAnalysis = !keys.isDisjoint(with: ["structure", "hotspots"])
      // The overlap of two functions is known only once it is there.
      let folder = keys.contains("structure") ? analyses.structure.map { $0.folder + "/" } : nil
      let paths =
        outputs.byRole.filter { keys.contains($0.role) }.map(\.path)
        + maps.map(\.path).filter { folder.map($0.hasPrefix) ?? false }
      let layers = maps.filter { paths.contains($0.path) }
        .sorted { ($0.path == shown.path ? 0 : 1) < ($1.path == shown.path ? 0 : 1) }
        .flatMap {
          Self.layers(
            of: $0, isVisible: $0.path == shown.path || folder != nil && Self.isOfFeatures($0),
            legendTitle: isAnalysis ? $0.style.name : report.legendTitle(of: $0.style))
        }
      if !layers.isEmpty { groups.append(.init(title: title.description, layers: layers)) }
    }
    let inputs = inputLayers()
    if !inputs.isEmpty { groups.insert(.init(title: worded("Inputs"), layers: inputs), at: 0) }
    return QGISProject(
      title: Source(path).name, groups: groups, box: shown.box,
      coordinateSystem: shown.coordinateSystem,
      page: QGISPage(
        title: report.title.description, credits: report.creditLine, rounded: Paper.roundScale))
  }

  private static func isOfFeatures(_ map: StyledMap) -> Bool {
    if case .features = map.content { true } else { false }
  }

  private static func layers(of map: StyledMap, isVisible: Bool, legendTitle: String)
    -> [QGISProject.Layer]
  {
    guard case .band = map.content else {
      var layer = QGISProject.Layer(title: map.title, map: map, isVisible: isVisible)
      // Sizes mean nothing unless it is said of what.
      if case .sizes = map.style.symbols {
        layer.legendTitle = "\(map.title)\n\(worded(Sentence(message: map.style.name)))"
      }
      return [layer]
    }
    var main = QGISProject.Layer(title: map.style.name, map: map, isVisible: isVisible)
    main.legendTitle = legendTitle
    return [main]
      + map.others().map { content, style in
        var other = map
        other.content = content
        other.style = style
        return .init(title: style.name, map: other, isVisible: false)
      }
  }

  /// The inputs for which QGIS and Gridcast agree about positions, with the study area above the
  /// points.
  private func inputLayers() -> [QGISProject.Layer] {
    var layers: [QGISProject.Layer] = []
    if let area = counting.studyArea {
      let style = MapStyle("", .single(.black))
      layers += Self.layers(of: area, for: .areas, style, isVisible: true)
    }
    if let stations {
      let style = MapStyle("", .single(Color.categories[3]))
      layers += Self.layers(of: stations, for: .points, style, isVisible: false)
    }
    for (index, input) in counting.inputs.enumerated() {
      let style = MapStyle("", .single(Color.categories[0]))
      let year = years.first { $0.inputs.contains(index) }?.number
      layers += Self.layers(
        of: input, for: counting.measure.purpose, style, isVisible: false, year: year)
    }
    return layers
  }

  private static func layers(
    of source: Source, for purpose: ReadingPurpose, _ style: MapStyle, isVisible: Bool,
    year: Int? = nil
  ) -> [QGISProject.Layer] {
    // The file was read before; if it cannot be opened now, the run must not fail for it.
    guard let reader = try? LayerReader(source, for: purpose, wanting: []),
      let system = reader.coordinateSystem, system.offset == nil, !reader.isOSM,
      Format.Archive(rawValue: source.path.fileEnding) == nil
    else { return [] }
    var table = ""
    if reader.isCSV {
      guard let columns = reader.coordinates, let y = columns.y,
        reader.isPlainTable || source.filter != nil
      else { return [] }
      table = "|option:X_POSSIBLE_NAMES=\(columns.x)|option:Y_POSSIBLE_NAMES=\(y)"
    }
    let filter = source.filter.map { "|subset=\($0)" } ?? ""
    return reader.layers.compactMap { layer in
      let kinds: [(String, SymbolKind)] = [
        ("point", .point), ("line", .line), ("polygon", .polygon),
      ]
      let kind =
        reader.isCSV
        ? .point : kinds.first { layer.geometry.lowercased().contains($0.0) }?.1
      guard let kind else { return nil }
      let map = StyledMap(
        path: source.path, content: .features(kind), style: style, box: .empty,
        coordinateSystem: system)
      let isOnly = reader.layers.count == 1 && source.layers.isEmpty
      // Several years may be in one file.
      let title = map.title + (year.map { map.title.contains("\($0)") ? "" : " \($0)" } ?? "")
      return .init(
        title: isOnly ? title : layer.name, map: map, isVisible: isVisible,
        selection: (isOnly ? "" : "|layername=\(layer.name)") + table + filter,
        encoding: reader.opening.encoding?.name ?? TextEncoding.utf8)
    }
  }
}
