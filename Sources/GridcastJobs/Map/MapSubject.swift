import Foundation
import GridcastBase
import GridcastDraw
import GridcastFormats
import GridcastReproject
import GridcastWrite

/// The content of one panel of a map.
struct MapSubject {
  enum Content {
    case cells(Grid, [Float])
    /// Shapes with a number each.
    case values(Shapes, [Double])
    /// Cells with numeric codes rather than amounts: the codes, or where these are long their places in a
    /// list of them; and how the file draws them, where it tells.
    case codes(Grid, [Float], names: [String]?, MapStyle?)
    /// Shapes with a text or a numeric code each.
    case categories(Shapes, [String?])
    case plain(Shapes)
  }

  /// The title of the panel.
  var title: String
  /// The name of the band or field.
  let name: String
  let coordinateSystem: CoordinateSystem
  let content: Content
  let path: String

  /// The greatest magnitude of a value; beyond it ranges would overflow, so a value counts as
  /// unknown.
  static let greatest = 1e300

  /// The known numbers.
  var values: [Double] {
    switch content {
    case .cells(_, let values): values.lazy.filter(\.isFinite).map(Double.init)
    case .values(_, let values): values.filter { abs($0) <= Self.greatest }
    case .codes, .categories, .plain: []
    }
  }

  /// Whether the content is texts or numeric codes.
  var isNamed: Bool {
    switch content {
    case .categories, .codes: true
    case .cells, .values, .plain: false
    }
  }

  /// The texts, or the numeric codes as texts.
  var texts: [String?] {
    switch content {
    case .categories(_, let texts): texts
    case .codes(_, let values, let names, _):
      values.lazy.filter(\.isFinite).map { names?[Int($0)] ?? MapStyle.code($0) }
    case .cells, .values, .plain: []
    }
  }

  /// How the file itself draws its codes.
  var ownStyle: MapStyle? {
    if case .codes(_, _, _, let style) = content { style } else { nil }
  }

  /// The symbol in a legend.
  var mark: MapLegend.Mark {
    switch content {
    case .cells, .codes: .area
    case .values(let shapes, _), .categories(let shapes, _), .plain(let shapes): shapes.mark
    }
  }

  /// Whether some shapes have no value; these are drawn too.
  var hasGaps: Bool {
    if case .values(_, let values) = content { values.contains(where: \.isNaN) } else { false }
  }

  /// Whether the values are changes between two times: by their name or, where it tells nothing,
  /// because a considerable part is negative; a model may predict amounts slightly below zero.
  func isChange(_ values: [Double]) -> Bool {
    switch name {
    case ForecastBand.change, ForecastBand.error: return true
    case ForecastBand.observed, ForecastBand.before, ForecastBand.predicted, ForecastBand.heldOut,
      ForecastBand.lower, ForecastBand.upper:
      return false
    default: return (values.min() ?? 0) < min(0, -0.1 * (values.max() ?? 0))
    }
  }

  /// The extent; for a raster that of its known cells.
  var extent: Box {
    switch content {
    case .cells(let grid, let values), .codes(let grid, let values, _, _):
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

  /// Makes the change between two panels on the same cells.
  init(from first: MapSubject, to last: MapSubject) throws(GridcastError) {
    guard case .cells(let grid, let before) = first.content,
      case .cells(let other, let after) = last.content
    else {
      throw GridcastError(
        .usage, "change", "change is shown between rasters of amounts, not layers or codes")
    }
    guard other.onTiling(of: grid) == grid.onTiling(of: grid) else {
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
  ///   - isNamed: Whether numbers are codes rather than amounts.
  ///   - notes: Receives sentences for the user.
  /// - Returns: One panel for each band, or one for a layer.
  /// - Throws: `.unreadable` where the file is missing; `.badData` where a band or field is
  ///   missing.
  static func all(
    of input: MapDrawing.Input, in system: CoordinateSystem?, isNamed: Bool,
    _ notes: inout [Sentence]
  ) throws(GridcastError) -> [MapSubject] {
    if input.raster != nil || input.source.isRaster {
      return try bands(of: input, in: system, isNamed: isNamed, &notes)
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
    // A CSV contains only texts; a field of numbers is classified as such.
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
    of input: MapDrawing.Input, in system: CoordinateSystem?, isNamed: Bool,
    _ notes: inout [Sentence]
  ) throws(GridcastError) -> [MapSubject] {
    let raster: Raster
    if let read = input.raster {
      raster = read
    } else {
      var told: [Sentence] = []
      raster = try Raster(reading: input.source, &told)
      notes += told.map { "\(input.path): \($0)" }
    }
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
    for name in Self.whole(names, among: raster) {
      guard let band = raster.band(name) else {
        throw GridcastError(
          .badData, input.path,
          "there is no band '\(name)'; the bands are "
            + raster.bands.map(\.name).joined(separator: ", "))
      }
      subjects.append(
        MapSubject(
          title: name, name: name, own, content(of: band, on: raster.grid, isNamed: isNamed),
          path: input.path))
    }
    return subjects
  }

  private static func content(of band: Raster.Band, on grid: Grid, isNamed: Bool) -> Content {
    let known = band.values.lazy.filter(\.isFinite).map(Double.init)
    let isCode =
      isNamed || band.classes != nil || MapStyle.codes(named: band.name, known) != nil
    guard isCode else { return .cells(grid, band.values) }
    let style = band.classes.flatMap { MapStyle(band.name, $0, present: Set(known)) }
    if let codes = band.codes {
      return .codes(
        grid, codes.indices.map { $0 < 0 ? .nan : Float($0) }, names: codes.texts, style)
    }
    return .codes(grid, band.values, names: nil, style)
  }

  /// The names of bands that commas were taken for ends of: a name may hold commas itself.
  private static func whole(_ parts: [String], among raster: Raster) -> [String] {
    raster.bandNames(in: parts.joined(separator: ",")) ?? parts
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
      throw GridcastError(
        .badData, source.path, tally.withNotes("it holds no shapes to draw", of: source.path))
    }
    let target = system ?? own
    let reprojection = try Reprojection(from: own, to: target)
    try reader.notePlaces(
      Box(features.shapes.points), movedBy: reprojection, allowsLoss: true, &tally)
    let box = Box(features.shapes.points)
    features = try reprojection.moveEdges(features, &tally)
    // What is laid over a map may lie elsewhere, which is told with the map.
    if features.shapes.points.isEmpty, system == nil {
      // Where nothing can be drawn, what is wrong with the positions is the reason.
      _ = try reader.checkPlaces(box, movedTo: target, allowsLoss: false)
      throw GridcastError(.badData, source.path, "nothing of it can be drawn: \(tally.reasons)")
    }
    notes += reader.notes.map { "\(source.path): \($0)" } + tally.notes
    if tally.droppedCount > 0 { notes.append("\(source.path): not drawn: \(tally.reasons)") }
    return (features, target)
  }
}
