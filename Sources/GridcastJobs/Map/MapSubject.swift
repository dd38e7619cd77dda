import Foundation
import GridcastAnalyse
import GridcastBase
import GridcastDraw
import GridcastFormats
import GridcastReproject
import GridcastWrite

/// The content of one panel of a map.
struct MapSubject {
  enum Content {
    /// Cells with an amount each.
    case cells(CellRows)
    /// Shapes with a number each.
    case values(Shapes, [Double])
    /// Cells with numeric codes rather than amounts: the codes, or where these are long their places in a
    /// list of them; and how the file draws them, where it tells.
    case codes(CellRows, names: [String]?, MapStyle?)
    /// Shapes with a text or a numeric code each.
    case categories(Shapes, [String?])
    case plain(Shapes)
  }

  /// The title of the panel.
  var title: String
  /// The name of the band or field.
  let name: String
  /// What a legend calls it.
  let label: String
  let coordinateSystem: CoordinateSystem
  let content: Content
  let path: String

  /// The greatest magnitude of a value; beyond it ranges would overflow, so a value counts as
  /// unknown.
  static let greatest = 1e300

  /// The known numbers of shapes or cells, or the codes of cells.
  let numbers: DistinctValues

  /// The known amounts.
  var values: DistinctValues { isNamed ? DistinctValues([]) : numbers }

  /// Whether the content is texts or numeric codes.
  var isNamed: Bool {
    switch content {
    case .categories, .codes: true
    case .cells, .values, .plain: false
    }
  }

  /// The texts, or the numeric codes as texts.
  var texts: CountedTexts {
    switch content {
    case .categories(_, let texts): return CountedTexts(texts)
    case .codes(_, let names, _):
      var texts = CountedTexts()
      for (value, count) in zip(numbers.values, numbers.counts) {
        texts.add(names?[Int(value)] ?? MapStyle.code(Float(value)), Int(count))
      }
      return texts
    case .cells, .values, .plain: return CountedTexts()
    }
  }

  /// How the file itself draws its codes.
  var ownStyle: MapStyle? {
    if case .codes(_, _, let style) = content { style } else { nil }
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
  var isChange: Bool {
    switch name {
    case ForecastBand.change, ForecastBand.error: return true
    case ForecastBand.observed, ForecastBand.before, ForecastBand.predicted, ForecastBand.heldOut,
      ForecastBand.lower, ForecastBand.upper, ForecastBand.spread:
      return false
    default:
      guard let range = values.range else { return false }
      return range.lowerBound < min(0, -0.1 * range.upperBound)
    }
  }

  /// The extent; for a raster that of its known cells.
  let extent: Box

  init(
    title: String, name: String, label: String? = nil, _ coordinateSystem: CoordinateSystem,
    _ content: Content,
    survey: CellSurvey? = nil, path: String
  ) {
    self.title = title
    self.name = name
    self.label = label ?? name
    self.coordinateSystem = coordinateSystem
    self.content = content
    self.path = path
    numbers =
      if let survey { survey.values } else if case .values(_, let values) = content {
        DistinctValues(values.filter { abs($0) <= Self.greatest })
      } else { DistinctValues([]) }
    extent =
      switch content {
      case .cells, .codes: survey?.extent ?? .empty
      case .values(let shapes, _), .categories(let shapes, _), .plain(let shapes):
        Self.expanded(Box(shapes.points))
      }
  }

  private static func expanded(_ box: Box) -> Box {
    box.isEmpty ? box : box.expanded(by: 0.02 * max(box.width, box.height))
  }

  /// Makes the change between two panels on the same cells.
  init(from first: MapSubject, to last: MapSubject) throws(GridcastError) {
    guard case .cells(let before) = first.content, case .cells(let after) = last.content else {
      throw GridcastError(
        .usage, "change", "change is shown between rasters of amounts, not layers or codes")
    }
    let grid = before.grid
    guard after.grid.onTiling(of: grid) == grid.onTiling(of: grid) else {
      throw GridcastError(
        .badData, last.path,
        "its cells are not those of \(first.path), so there is no change to show; count both over "
          + "one study area")
    }
    let change = CellRows("change", grid) { (rows) throws(GridcastError) in
      zip(try after.values(rows), try before.values(rows)).map { $0 - $1 }
    }
    self.init(
      title: worded("change"), name: "change", label: worded("change"), first.coordinateSystem,
      .cells(change),
      survey: try CellSurvey(of: change), path: last.path)
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
    let (features, own) = try layer(
      input.source, in: system, fields: [name].compactMap { $0 }, &notes)
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

  /// All features of a layer, in the coordinate system of the map, with some of their fields.
  ///
  /// - Throws: `.badData` where there is no such field, or nothing to draw.
  static func layer(
    _ source: Source, in system: CoordinateSystem?, fields: [String], _ notes: inout [Sentence]
  ) throws(GridcastError) -> (features: Features, system: CoordinateSystem) {
    let reader = try LayerReader(source, for: .features)
    if !reader.isOSM,
      let missing = fields.first(where: { name in
        !reader.fields.contains { $0.name.lowercased() == name.lowercased() }
      })
    {
      throw GridcastError(
        .badData, source.path, absentField(missing, among: reader.fields.map(\.name)))
    }
    let own = try reader.knownCoordinateSystem()
    var tally = Tally()
    // Fields that are not shown would fill memory.
    guard var features = try reader.whole(&tally, .named(fields)), !features.shapes.points.isEmpty
    else {
      throw GridcastError(
        .badData, source.path, tally.withNotes("it holds no shapes to draw", of: source.path))
    }
    let target = system ?? own
    let reprojection = Reprojection(from: own, to: target)
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
