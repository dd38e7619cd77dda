import GridcastAnalyse
import GridcastBase
import GridcastFormats

extension MapSubject {
  /// A band, and what the file says of it.
  private struct Band {
    let rows: CellRows
    let classes: BandClasses?
    let codes: BandCodes?
    let isLongWhole: Bool
  }

  /// One panel for each band of a raster.
  static func bands(
    of input: MapDrawing.Input, in system: CoordinateSystem?, isNamed: Bool,
    _ notes: inout [Sentence]
  ) throws(GridcastError) -> [MapSubject] {
    var told: [Sentence] = []
    var blocks: RasterBlocks?
    var whole = input.raster
    var wanted = input.names
    if whole == nil {
      let (source, names) = try input.source.choosing(wanted)
      wanted = names
      let opened = try RasterBlocks(reading: source, &told)
      if opened.valueCount <= ValueHistogram.exactLimit {
        whole = try opened.whole(&told)
      } else {
        blocks = opened
      }
    }
    let (grid, bands) =
      if let whole {
        (
          whole.grid,
          whole.bands.map {
            Band(
              rows: CellRows($0.name, whole.grid, $0.values), classes: $0.classes, codes: $0.codes,
              isLongWhole: false)
          }
        )
      } else if let blocks {
        (
          blocks.grid,
          blocks.bands.map {
            Band(rows: $0.rows, classes: $0.classes, codes: nil, isLongWhole: $0.isLongWhole)
          }
        )
      } else { preconditionFailure("a raster is in memory or in a file") }
    let own = grid.coordinateSystem
    if let system, system != own {
      throw GridcastError(
        .badData, input.path,
        "it lies in \(own), the map in \(system); \(.reprojectFirst)")
    }
    let list = BandList(bands.map { ($0.rows.name, $0.classes) }, of: input.path)
    let names = wanted.isEmpty ? [try Self.informative(bands.map(\.rows))] : wanted
    var subjects: [MapSubject] = []
    for index in try list.indices(of: names) {
      subjects.append(try panel(of: bands[index], isNamed: isNamed, blocks, path: input.path))
    }
    notes += (told + (blocks?.notes ?? [])).map { "\(input.path): \($0)" }
    if subjects.contains(where: { $0.numbers.isRounded }) {
      notes.append(
        "\(input.path): its cells are too many to tell all their values apart, so for the classes values "
          + "count as one that differ by less than one part in 32,768")
    }
    return subjects
  }

  /// The name of the band of a forecast, of the classes of hot spots, or else of that with the greatest total.
  private static func informative(_ bands: [CellRows]) throws(GridcastError) -> String {
    if let band = bands.first(where: { $0.name == ForecastBand.predicted }) { return band.name }
    if bands.map(\.name) == HotspotWalk.bandNames, let classes = bands.last { return classes.name }
    guard bands.count > 1 else { return bands.first?.name ?? "" }
    var totals: [Double] = []
    for band in bands {
      var total = 0.0
      try band.walk { _, values in
        for value in values where !value.isNaN { total += Double(value) }
      }
      totals.append(total)
    }
    return zip(bands, totals).max { $0.1 < $1.1 }?.0.name ?? ""
  }

  /// What people are told in place of the name of a band, which is Gridcast's own where it has one of these.
  private static func told(_ name: String) -> Sentence {
    switch name {
    case "class": Sentence("class", as: "band class")
    case "level": Sentence("level", as: "band level")
    default: ForecastBand.told(name) ?? Sentence(name)
    }
  }

  private static func panel(of band: Band, isNamed: Bool, _ blocks: RasterBlocks?, path: String)
    throws(GridcastError) -> MapSubject
  {
    let rows = band.rows
    let survey = try CellSurvey(of: rows)
    let known = survey.values
    let isCode =
      isNamed || band.classes != nil || MapStyle.codes(named: rows.name, known.values) != nil
    let title = told(rows.name).description
    func subject(_ content: Content, _ survey: CellSurvey) -> MapSubject {
      MapSubject(
        title: title, name: rows.name, label: title, rows.grid.coordinateSystem, content,
        survey: survey,
        path: path)
    }
    guard isCode else { return subject(.cells(rows), survey) }
    let style = band.classes.flatMap { MapStyle(rows.name, $0, present: Set(known.values)) }
    if let codes = band.codes {
      let places = CellRows(
        rows.name, rows.grid, codes.indices.map { $0 < 0 ? .nan : Float($0) })
      return subject(
        .codes(places, names: codes.texts, style), try CellSurvey(of: places))
    }
    if band.isLongWhole, let blocks, let range = known.range,
      max(abs(range.lowerBound), abs(range.upperBound)) >= 0x1p24
    {
      // Long codes are told apart in memory only.
      var told: [Sentence] = []
      let whole = try blocks.whole(working: 24, &told)
      if let found = whole.band(rows.name) {
        return try panel(
          of: Band(
            rows: CellRows(rows.name, whole.grid, found.values), classes: found.classes,
            codes: found.codes, isLongWhole: false), isNamed: isNamed, nil, path: path)
      }
    }
    return subject(.codes(rows, names: nil, style), survey)
  }
}
