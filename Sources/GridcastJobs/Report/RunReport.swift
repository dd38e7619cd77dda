import Foundation
import GridcastAnalyse
package import GridcastBase
import GridcastDraw
import GridcastForecast
package import GridcastFormats
import GridcastWrite

/// The results of a run that its report shows.
struct RunResults {
  var counts: Raster?
  var forecast: Raster?
  var history: String?
}

/// The report of a run: one HTML file with maps, charts, tables and sentences.
package struct RunReport: Sendable {
  /// The greatest number of values on a page that can be shown under the pointer: about 40 MB.
  private static let valueLimit = 8_000_000

  private(set) var record: RunRecord
  let counts: Raster?
  /// The forecasts, one for each function that is forecast, with its name where the run says it.
  let forecasts: [(target: String?, forecast: Raster)]
  /// The losses of all epochs, as CSV.
  let history: String?
  /// The correlation of functions over cells; nil where there is nothing to correlate.
  let correlation: CorrelationMatrix?

  /// Roads, water and districts below the map to explore; those that the run names unless told otherwise.
  private(set) var base: [Source]

  /// The name of the step that makes the report.
  static let step = "report"

  /// Makes a report from results in memory.
  init(_ record: RunRecord, _ results: RunResults) {
    // The report may be handed on.
    self.record = record.portable
    base = (record.overlays ?? []).filter { $0.role == "base" }.map { $0.source(in: record.folder) }
    counts = results.counts
    forecasts = Self.forecasts(record.target, results)
    history = results.history
    correlation =
      if let counts, counts.bands.count > 1, !record.isOfYears {
        try? CorrelationMatrix(counts, subject: "counts")
      } else { nil }
  }

  /// The forecasts of a run, one for each function that is forecast.
  static func forecasts(_ target: RunRecord.Target?, _ results: RunResults) -> [(
    target: String?, forecast: Raster
  )] {
    // Of several functions each band bears the name of its own.
    let targets = target?.bands ?? []
    return results.forecast.map { all in
      targets.isEmpty ? [(target?.band, all)] : targets.map { ($0, all.part(of: $0)) }
    } ?? []
  }

  /// Tells who made it of what, in place of what the run tells.
  package mutating func tell(_ about: About) {
    record.about = (record.about ?? About()).replaced(by: about)
  }

  /// Lays these below the map to explore, in place of those that the run names.
  package mutating func lay(base: [Source]) { self.base = base }

  /// Makes a report from the files of a run.
  ///
  /// - Parameter path: The folder of the run, or its `run.json`.
  /// - Throws: `.unreadable` where there is no run or an output is missing; `.badData` where a file
  ///   is damaged.
  package init(reading path: String) throws(GridcastError) {
    let record = try RunRecord(reading: path).without(step: Self.step)
    func raster(_ role: String) throws(GridcastError) -> Raster? {
      guard let file = record.paths(of: role).first else { return nil }
      return try Raster(reading: file)
    }
    let history = try record.paths(of: "history").first.map { path throws(GridcastError) in
      guard let bytes = FileManager.default.contents(atPath: path) else {
        throw GridcastError(.unreadable, path, "the run wrote it, but it is gone")
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    self.init(
      record,
      RunResults(
        counts: try raster("counts"), forecast: try raster("forecast"), history: history))
    guard counts != nil || forecast != nil else {
      throw GridcastError(
        .badData, path,
        "the run wrote neither counts nor a forecast as GeoTIFF, so there is nothing to show; name "
          + "'counts' or 'forecast' under 'outputs' of the plan")
    }
  }

  /// The forecast, of several functions that of the first.
  var forecast: Raster? { forecasts.first?.forecast }

  /// The name of a function where several are forecast, and it must be told of which something is.
  func distinguished(_ target: String?) -> String? { forecasts.count > 1 ? target : nil }

  /// What a cross-validation is called: by its folds, and of several functions by which it is of.
  func name(of validation: RunRecord.Validation) -> Sentence {
    distinguished(validation.target).map { "\($0), \(validation.folds.label)" }
      ?? validation.folds.label
  }

  /// Makes the page.
  ///
  /// - Returns: A self-contained HTML file, the same for the same run and fonts, and sentences for
  ///   the user.
  /// - Throws: `.tryAgain` where memory is short.
  package func html() throws(GridcastError) -> (text: String, notes: [Sentence]) {
    var notes: [Sentence] = []
    var rasters: [Raster] = []
    for raster in [forecast, counts].compactMap({ $0 }) { rasters.append(raster) }
    rasters += forecasts.dropFirst().map(\.forecast)
    let values = rasters.reduce(0) { $0 + $1.grid.count * $1.bands.count }
    let isTooMuch = values > Self.valueLimit
    if isTooMuch {
      notes.append(
        "the report does not show the numbers of cells under the pointer: they are "
          + "\(formatted(values)), and a page of more than \(formatted(Self.valueLimit)) opens slowly"
      )
    }
    let structure = structure(&notes)
    let errors = errors
    let places = overlays(&notes)
    let maps = try maps(structure: structure, errors: errors, places: places, notes: &notes)
    let charts = try charts(&notes)
    let specialists =
      [.list(findings(structure, errors))] + modelWarnings + analyses + [
        .paragraph("What the words mean:")
      ]
      + glossary(hasErrors: errors != nil)
      + [.paragraph("Errors, correlations and tests in pictures:")] + maps.ofErrors + charts
      + modelTables + countTables + namesOfStrongest + parameterTables
    let sections = [
      ReportPage.Section("In short", summary.map(ReportPage.Block.lead)),
      ReportPage.Section(
        record.isOfYears
          ? "Where most growth is expected" : "Where most is expected beyond what there is",
        strongestTables),
      ReportPage.Section(
        "A map to explore",
        isTooMuch
          ? []
          : try explorer(structure: structure, places: places, notes: &notes)
            .map { [.explorer($0)] } ?? []),
      ReportPage.Section(
        "Maps",
        (isTooMuch ? [] : [.hint("Move over a square, or touch it, to see its numbers.")])
          + maps.forAll),
      ReportPage.Section("Warnings, and what was left out", losses(notes)),
      ReportPage.Section("For specialists", specialists),
      ReportPage.Section(
        "About this report",
        credits.isEmpty ? [] : [.table(header: ["", ""], rows: credits, numbers: [])]),
    ]
    let page = ReportPage(
      title: title, subtitle: subtitle, sections: sections,
      rasters: isTooMuch ? [] : rasters.map(told), packing: Deflate.compressed)
    return (page.html, notes)
  }

  private var credits: [[Sentence]] {
    (record.about ?? About()).credits.map { [$0.name, Sentence($0.text)] }
  }

  /// The bands that are told under the pointer, by names that need no explanation.
  private func told(_ raster: Raster) -> Raster {
    Raster(
      grid: raster.grid,
      bands: toldBands(of: raster).map { band, name in
        Raster.Band(name: name, values: band.values)
      })
  }

  /// These bands, each with its name.
  func toldBands(of raster: Raster) -> [(band: Raster.Band, name: String)] {
    let (from, to) = (record.target?.from, record.target?.to)
    let names: [String: Sentence] = [
      ForecastBand.observed: to.map { "\($0), as it came" } ?? "there is",
      ForecastBand.before: from.map { Sentence("\($0)") } ?? "before",
      ForecastBand.predicted: to.map { "\($0), expected" } ?? "expected",
      ForecastBand.change: "difference", ForecastBand.lower: "likely at least",
      ForecastBand.upper: "likely at most", ForecastBand.error: "expected too much by",
    ]
    let isForecast = raster.band(ForecastBand.predicted) != nil
    return raster.bands.compactMap { band in
      isForecast ? names[band.name].map { (band, $0.description) } : (band, band.name)
    }
  }

  /// The title that the run was given, or else what was counted and forecast; never the name of a folder.
  var title: Sentence {
    if let title = record.about?.title { return Sentence(title) }
    guard let target = record.target else { return "What was counted, and where" }
    let names = (target.bands ?? [target.band].compactMap(\.self))
    let what: Sentence = names.isEmpty ? "Density" : names.map { Sentence($0) }.listed
    if let from = target.from, let to = target.to {
      return "\(what) in \(to), forecast from \(from)"
    }
    return "\(what): what there is, and what is to be expected"
  }

  /// What the legend of a map calls a band.
  func legendTitle(of style: MapStyle) -> String {
    guard let forecast, forecast.band(style.name) != nil else { return quantity.description }
    let panel = forecastPanels(forecast, of: forecasts.first?.target)
      .first { $0.band == style.name }
    guard let panel else { return style.name }
    return [panel.legend, panel.title].map(\.description).filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  /// Who made it of what, in one line.
  var creditLine: String {
    ((record.about ?? About()).credits.map(\.text) + [
      "Gridcast \(record.versions["gridcast"] ?? "")"
    ])
    .joined(separator: " · ")
  }

  private var subtitle: Sentence {
    let about = record.about ?? About()
    var parts = [about.author, about.date].compactMap { $0.map { Sentence($0) } }
    if let result = record.result {
      let size = (forecast ?? counts)?.grid.sizeInWords ?? formatted(result.cellSize, 6)
      parts.append("\(counted(result.cells, "square")) of \(size)")
    }
    parts.append(Sentence("Gridcast \(record.versions["gridcast"] ?? "")"))
    return parts.joined(separator: Sentence(" · "))
  }
}

extension RunReport {
  /// The default path of a report.
  package var usualPath: String { "\(record.folder)/report.html" }

  /// The paths of all files that are read.
  package var paths: [String] {
    ["record", "counts", "forecast", "history"].flatMap(record.paths) + base.map(\.path)
  }
}
