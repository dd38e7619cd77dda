import Foundation
import GridcastAnalyse
package import GridcastBase
import GridcastDraw
import GridcastForecast
import GridcastFormats
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

  let record: RunRecord
  let counts: Raster?
  /// The forecasts, one for each function that is forecast, with its name where the run says it.
  let forecasts: [(target: String?, forecast: Raster)]
  /// The losses of all epochs, as CSV.
  let history: String?
  /// The correlation of functions over cells; nil where there is nothing to correlate.
  let correlation: CorrelationMatrix?

  /// The name of the step that makes the report.
  static let step = "report"

  /// Makes a report from results in memory.
  init(_ record: RunRecord, _ results: RunResults) {
    self.record = record
    counts = results.counts
    // Of several functions each band bears the name of its own.
    let targets = record.target?.bands ?? []
    forecasts =
      results.forecast.map { all in
        targets.isEmpty
          ? [(record.target?.band, all)] : targets.map { ($0, all.part(of: $0)) }
      } ?? []
    history = results.history
    correlation =
      if let counts, counts.bands.count > 1, !record.isOfYears {
        try? CorrelationMatrix(counts, subject: "counts")
      } else { nil }
  }

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
  func name(of validation: RunRecord.Validation) -> String {
    (distinguished(validation.target).map { "\($0), " } ?? "") + validation.folds.label
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
    let maps = try maps(structure: structure, errors: errors, notes: &notes)
    let charts = try charts(&notes)
    let sections = [
      ReportPage.Section("Findings", [.list(findings(structure, errors))]),
      ReportPage.Section(
        "Maps", (isTooMuch ? [] : [.hint("Move over a cell to see its numbers.")]) + maps),
      ReportPage.Section("Charts", charts),
      ReportPage.Section("Warnings and losses", losses(notes)),
      ReportPage.Section("Counts", countTables),
      ReportPage.Section("Model", modelTables),
      ReportPage.Section("Inputs and parameters", parameterTables),
    ]
    let page = ReportPage(
      title: title, subtitle: subtitle, sections: sections, rasters: isTooMuch ? [] : rasters)
    return (page.html, notes)
  }

  /// The name of the plan's folder, or of the plan itself if it has an unusual one.
  private var title: String {
    let plan = URL(filePath: record.plan.path)
    let name = plan.deletingPathExtension().lastPathComponent
    let folder = plan.deletingLastPathComponent().lastPathComponent
    return name == "plan" && !folder.isEmpty && folder != "/" ? folder : name
  }

  private var subtitle: String {
    var parts: [String] = []
    if let result = record.result {
      let size = (forecast ?? counts)?.grid.sizeInWords ?? formatted(result.cellSize, 6)
      parts.append("\(counted(result.cells, "cell")) of \(size) in \(result.coordinateSystem)")
    }
    parts.append("Gridcast \(record.versions["gridcast"] ?? "")")
    return parts.joined(separator: " · ")
  }
}

extension RunReport {
  /// The default path of a report.
  package var usualPath: String { "\(record.folder)/report.html" }

  /// The paths of all files that are read.
  package var paths: [String] {
    ["record", "counts", "forecast", "history"].flatMap(record.paths)
  }
}
