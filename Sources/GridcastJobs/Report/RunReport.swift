import Foundation
import GridcastAnalyse
package import GridcastBase
import GridcastDraw
import GridcastFormats
import GridcastWrite

/// What a run has made, as far as its report shows it.
struct RunResults {
  var counts: Raster?
  var forecast: Raster?
  var history: String?
}

/// What a run found, for people: one HTML file with maps, charts, tables and sentences.
package struct RunReport: Sendable {
  /// The most values a page holds to be shown under the pointer: about 40 MB.
  private static let valueLimit = 8_000_000

  let record: RunRecord
  let counts: Raster?
  let forecast: Raster?
  /// The losses of all epochs, as the run wrote them.
  let history: String?
  /// The correlation of functions over cells; nil where there are none to correlate.
  let correlation: CorrelationMatrix?

  /// The step of a run that makes its report.
  static let step = "report"

  /// A report on what a run has at hand.
  init(_ record: RunRecord, _ results: RunResults) {
    self.record = record
    counts = results.counts
    forecast = results.forecast
    history = results.history
    correlation =
      if let counts, counts.bands.count > 1, !record.isOfYears {
        try? CorrelationMatrix(counts, subject: "counts")
      } else { nil }
  }

  /// A report on what a run wrote.
  ///
  /// - Parameter path: The folder of the run, or its `run.json`.
  /// - Throws: `.unreadable` where there is no run or an output of it is gone, `.badData` where something
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

  /// The page.
  ///
  /// - Returns: An HTML file that needs no other, the same for the same run and fonts, and sentences that
  ///   the user should see.
  /// - Throws: `.tryAgain` where there is no memory to draw in.
  package func html() throws(GridcastError) -> (text: String, notes: [Sentence]) {
    var notes: [Sentence] = []
    var rasters: [Raster] = []
    for raster in [forecast, counts].compactMap({ $0 }) { rasters.append(raster) }
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
    let maps = try maps(structure, errors, &notes)
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

  /// The name of the plan's folder or, where the plan has a name of its own, of the plan.
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
  /// Where a report lies that is given no place of its own.
  package var usualPath: String { "\(record.folder)/report.html" }

  /// All files that are read.
  package var paths: [String] {
    ["record", "counts", "forecast", "history"].flatMap(record.paths)
  }
}
