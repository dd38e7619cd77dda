import Foundation
import GridcastBase
import GridcastDraw
import GridcastFormats
import GridcastReproject
import GridcastWrite

/// What one panel of a map shows.
struct MapSubject {
  enum Content {
    case cells(Grid, [Float])
    /// Shapes with a number each.
    case values(Shapes, [Double])
    /// Cells whose numbers are names, not amounts.
    case codes(Grid, [Float])
    /// Shapes with a text, or a number that is a name.
    case categories(Shapes, [String?])
    case plain(Shapes)
  }

  /// What is shown, in a word or two.
  var title: String
  /// The band or field.
  let name: String
  let coordinateSystem: CoordinateSystem
  let content: Content
  let path: String

  /// Beyond this no range can be told, and a value counts as unknown.
  static let greatest = 1e300

  /// The numbers that are shown, as a list of their own.
  var values: [Double] {
    switch content {
    case .cells(_, let values): values.lazy.filter(\.isFinite).map(Double.init)
    case .values(_, let values): values.filter { abs($0) <= Self.greatest }
    case .codes, .categories, .plain: []
    }
  }

  /// Whether it shows texts, or numbers that are names.
  var isNamed: Bool {
    switch content {
    case .categories, .codes: true
    case .cells, .values, .plain: false
    }
  }

  /// The texts that are shown, or the numbers that are names.
  var texts: [String?] {
    switch content {
    case .categories(_, let texts): texts
    case .codes(_, let values): values.lazy.filter(\.isFinite).map { MapStyle.code($0) }
    case .cells, .values, .plain: []
    }
  }

  /// How a legend shows it.
  var mark: MapLegend.Mark {
    switch content {
    case .cells, .codes: .area
    case .values(let shapes, _), .categories(let shapes, _), .plain(let shapes): shapes.mark
    }
  }

  /// Whether some shapes have no value, which are drawn all the same.
  var hasGaps: Bool {
    if case .values(_, let values) = content { values.contains(where: \.isNaN) } else { false }
  }

  /// Whether it is what came to be between two times, by its name or, where that says nothing, because a
  /// good part of the numbers that are shown is negative; a model may put amounts a little below zero.
  func isChange(_ values: [Double]) -> Bool {
    switch name {
    case ForecastBand.change, ForecastBand.error: return true
    case ForecastBand.observed, ForecastBand.before, ForecastBand.predicted, ForecastBand.heldOut,
      ForecastBand.lower, ForecastBand.upper:
      return false
    default: return (values.min() ?? 0) < min(0, -0.1 * (values.max() ?? 0))
    }
  }

  /// What it covers: of a raster, the cells that are known.
  var extent: Box {
    switch content {
    case .cells(let grid, let values), .codes(let grid, let values):
      var columns = (grid.columns, -1)
      var rows = (grid.rows, -1)
      for row in 0..<grid.rows {
        let line = values[row * grid.columns..<(row + 1) * grid.columns]
        guard let first = line.firstIndex(where: { !$0.isNaN }),
          let last = line.lastIndex(where: { !$0.isNaN })
        else { continue }
        rows = (min(rows.0, row), row)
        columns = (
          min(columns.0, first - line.startIndex), max(columns.1, last - line.startIndex)
        )
      }
      guard rows.1 >= 0 else { return .empty }
      var box = grid.box(of: rows.0 * grid.columns + columns.0)
      box.add(grid.box(of: rows.1 * grid.columns + columns.1))
      return box.expanded(by: grid.cellSize / 2)
    case .values(let shapes, _), .categories(let shapes, _), .plain(let shapes):
      let box = Box(shapes.points)
      return box.isEmpty ? box : box.expanded(by: 0.02 * max(box.width, box.height))
    }
  }

  private init(
    title: String, name: String, _ coordinateSystem: CoordinateSystem, _ content: Content,
    path: String
  ) {
    self.title = title
    self.name = name
    self.coordinateSystem = coordinateSystem
    self.content = content
    self.path = path
  }

  /// What came to be between two panels on the same cells.
  init(from first: MapSubject, to last: MapSubject) throws(GridcastError) {
    guard case .cells(let grid, let before) = first.content,
      case .cells(let other, let after) = last.content
    else {
      throw GridcastError(
        .usage, "change", "change is shown between rasters of amounts, not layers or codes")
    }
    guard grid == other else {
      throw GridcastError(
        .badData, last.path,
        "its cells are not those of \(first.path), so there is no change to show; count both over "
          + "one study area")
    }
    self.init(
      title: "change", name: "change", first.coordinateSystem,
      .cells(grid, zip(after, before).map { $0 - $1 }), path: last.path)
  }

  /// The panels of an input: a raster's bands or a layer.
  ///
  /// - Parameters:
  ///   - input: The file.
  ///   - system: The coordinate system of the map; nil for that of the input.
  ///   - isNamed: Whether all numbers are names, not amounts.
  ///   - notes: Takes what the user should know.
  /// - Returns: One a band, or one for a layer.
  /// - Throws: `.unreadable` for a missing file, `.badData` for a band or field that is not there.
  static func all(
    of input: MapDrawing.Input, in system: CoordinateSystem?, isNamed: Bool,
    _ notes: inout [Sentence]
  ) throws(GridcastError) -> [MapSubject] {
    if input.raster != nil || Format.isRaster(input.path) {
      return try bands(of: input, in: system, isNamed: isNamed)
    }
    let name = input.names.first
    guard input.names.count < 2 else {
      throw GridcastError(
        .usage, input.path, "of a layer one field is shown; name it once more for another panel")
    }
    let (features, own) = try layer(input.source, in: system, &notes)
    guard let name else {
      return [
        MapSubject(
          title: Source(input.path).name, name: Source(input.path).name, own,
          .plain(features.shapes), path: input.path)
      ]
    }
    let column = try features.column(named: name, subject: input.path)
    // A CSV has texts only; of numbers classes are made.
    let numbers = column.numbers
    let known = numbers?.compactMap { $0 } ?? []
    var isOfTexts = false
    if case .texts(let texts) = column.values {
      let spelled = (0..<column.count).count { texts[$0]?.isEmpty == false }
      isOfTexts = 2 * known.count <= spelled || known.isEmpty
      if !isOfTexts, known.count < spelled {
        notes.append(
          "\(input.path): \(counted(spelled - known.count, "text")) of field '\(name)' are no numbers, and "
            + "count as unknown")
      }
    }
    let content: Content =
      if isOfTexts, case .texts(let texts) = column.values {
        .categories(features.shapes, (0..<column.count).map { texts[$0] })
      } else if let numbers, isNamed || MapStyle.codes(named: name, known) != nil {
        .categories(features.shapes, numbers.map { $0.map { MapStyle.code($0) } })
      } else if let numbers {
        .values(
          features.shapes, numbers.map { abs($0 ?? .nan) <= Self.greatest ? $0 ?? .nan : .nan })
      } else {
        throw GridcastError(
          .badData, input.path, "field '\(name)' holds neither numbers nor texts")
      }
    return [MapSubject(title: name, name: name, own, content, path: input.path)]
  }

  private static func bands(
    of input: MapDrawing.Input, in system: CoordinateSystem?, isNamed: Bool
  ) throws(GridcastError) -> [MapSubject] {
    let raster = if let raster = input.raster { raster } else { try Raster(reading: input.path) }
    let own = raster.grid.coordinateSystem
    if let system, system != own {
      throw GridcastError(
        .badData, input.path,
        "it lies in \(own), the map in \(system); \(.reprojectFirst)")
    }
    let names =
      input.names.isEmpty
      ? [(raster.band(ForecastBand.predicted) ?? raster.greatestBand)?.name ?? ""] : input.names
    var subjects: [MapSubject] = []
    for name in names {
      guard let band = raster.band(name) else {
        throw GridcastError(
          .badData, input.path,
          "there is no band '\(name)'; the bands are "
            + raster.bands.map(\.name).joined(separator: ", "))
      }
      let isCode =
        isNamed
        || MapStyle.codes(named: name, band.values.lazy.filter(\.isFinite).map(Double.init)) != nil
      let content: Content =
        isCode ? .codes(raster.grid, band.values) : .cells(raster.grid, band.values)
      subjects.append(MapSubject(title: name, name: name, own, content, path: input.path))
    }
    return subjects
  }

  /// All features of a layer, in the coordinate system of the map.
  static func layer(
    _ source: Source, in system: CoordinateSystem?, _ notes: inout [Sentence]
  ) throws(GridcastError) -> (features: Features, system: CoordinateSystem) {
    let reader = try LayerReader(source, for: .features)
    let own = try reader.knownCoordinateSystem()
    var all: Features?
    var tally = Tally()
    try reader.read { (features, lost) throws(GridcastError) in
      tally.add(lost)
      if all == nil { all = features } else { all?.append(features) }
    }
    guard var features = all, !features.shapes.points.isEmpty else {
      throw GridcastError(.badData, source.path, "it holds no shapes to draw")
    }
    let target = system ?? own
    features = try Reprojection(from: own, to: target).move(features, &tally)
    notes += reader.notes.map { "\(source.path): \($0)" } + tally.notes
    if tally.droppedCount > 0 { notes.append("\(source.path): not drawn: \(tally.reasons)") }
    return (features, target)
  }
}
